// Where the lines to translate come from, and where the answers go. The source tells whether a line
// is there without waiting for it, so that a conversation is answered line by line and a file is
// read by the blockful.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace nmt {

class LineSource {
 public:
  virtual ~LineSource() = default;
  // The next line without its LF or CR LF; false at the end. Waits for it. The last line needs no
  // LF; a byte order mark at the beginning of the input is dropped. Throws Error.
  virtual bool next(std::string& line) = 0;
  // Whether next() would answer at once.
  virtual bool ready() = 0;
  // May be called by another thread: a next() that waits, now or later, gives false instead.
  virtual void stop() {}
};

// A file descriptor: a file, a pipe or a terminal. Closing it is the caller's.
class DescriptorLines : public LineSource {
 public:
  // `name` stands for the input in messages.
  explicit DescriptorLines(int descriptor, std::string name = "standard input");
  DescriptorLines(const DescriptorLines&) = delete;
  DescriptorLines& operator=(const DescriptorLines&) = delete;
  ~DescriptorLines() override;
  bool next(std::string& line) override;
  bool ready() override;
  void stop() override;

 private:
  bool has_line();
  bool wait(int milliseconds);
  void fill();

  int descriptor_;
  int wake_[2] = {-1, -1};  // a pipe: what can be read from its first end stops a wait
  std::string name_, buffer_;
  std::size_t begin_ = 0;     // of the next line
  std::size_t searched_ = 0;  // before it is no LF
  std::int64_t line_number_ = 0;
  bool ended_ = false;
};

class LineSink {
 public:
  virtual ~LineSink() = default;
  // Takes whole lines, each with its LF. False when whoever reads them has gone. Throws Error.
  virtual bool write(std::string_view lines) = 0;
};

// A file descriptor: a file, a pipe or a terminal. Closing it is the caller's.
class DescriptorSink : public LineSink {
 public:
  // `name` stands for the output in messages; `fix` is what to do when it takes no more.
  DescriptorSink(int descriptor, std::string name, std::string fix)
      : descriptor_(descriptor), name_(std::move(name)), fix_(std::move(fix)) {}
  bool write(std::string_view lines) override;
  // Waits for a write that has begun, but not for a reader that does not read: then there is no
  // more writing, so that the process may end between two lines.
  void finish();

 private:
  int descriptor_;
  std::string name_, fix_;
  std::timed_mutex writing_;
};

}  // namespace nmt
