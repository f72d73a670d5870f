#include "serve/framing.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/format.h"

namespace nmt {
namespace {

Framing fault(int status, std::string error) {
  return {.fault = Framing::Fault{.status = status, .error = std::move(error)}};
}

}  // namespace

Framing framing_of(const std::vector<std::string>& lengths,
                   const std::vector<std::string>& encodings) {
  if (!encodings.empty()) {
    // One of the two is a lie, and whoever stands between may believe the other.
    if (!lengths.empty())
      return fault(400, "Content-Length and Transfer-Encoding together; send one of them");
    if (encodings.size() > 1 || ascii_lower_case(encodings.front()) != "chunked")
      return fault(501, "Transfer-Encoding can only be chunked");
    return {.body = Framing::Body::chunked};
  }
  if (lengths.empty()) return {};
  const std::string& text = lengths.front();
  const bool one = std::all_of(lengths.begin(), lengths.end(),
                               [&](const std::string& other) { return other == text; });
  Framing framing = {.body = Framing::Body::sized};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), framing.length);
  if (!one || error != std::errc() || end != text.data() + text.size())
    return fault(400, "Content-Length is not one whole number");
  return framing;
}

}  // namespace nmt
