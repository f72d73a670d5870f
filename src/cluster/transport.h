// The seam to what carries messages between the processes of one run: MPI, or threads in tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nmt {

// What a message is about: messages of the same kind between two ranks keep their order.
enum class MessageKind { order, failure, floats, sum_up, sum_down };

// Nothing here waits. Every function may be called from any thread and throws Error (runtime) when
// the connection is broken.
class Transport {
 public:
  // Names a message on its way; a request whose done() was true is forgotten.
  using Request = std::int64_t;

  virtual ~Transport() = default;
  virtual int rank() const = 0;  // from 0
  virtual int size() const = 0;
  // The machine, for people.
  virtual std::string host() const = 0;

  // The bytes belong to the transport until the request is done.
  virtual Request send(int to, MessageKind kind, const void* bytes, std::size_t count) = 0;
  virtual Request receive(int from, MessageKind kind, void* bytes, std::size_t count) = 0;
  virtual bool done(Request request) = 0;

  struct Waiting {
    int from = 0;
    std::size_t count = 0;  // bytes
  };
  // A message that has arrived and that nobody has asked for; from any rank where `from` is -1.
  virtual std::optional<Waiting> waiting(int from, MessageKind kind) = 0;

  // Ends all processes of the run with this exit code, this one too.
  virtual void abort(int exit_code) = 0;
};

}  // namespace nmt
