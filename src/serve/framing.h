// How the header of a request says where its body ends (RFC 9112, section 6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nmt {

struct Framing {
  enum class Body {
    none,     // neither length nor encoding: there is none, and nothing is waited for
    sized,    // `length` bytes
    chunked,  // until its last chunk
  } body = Body::none;
  std::uint64_t length = 0;

  struct Fault {
    int status = 400;
    std::string error;
  };
  std::optional<Fault> fault = {};  // what is wrong; the end of the request is not known then
};

// The values of all headers Content-Length and Transfer-Encoding.
Framing framing_of(const std::vector<std::string>& lengths,
                   const std::vector<std::string>& encodings);

}  // namespace nmt
