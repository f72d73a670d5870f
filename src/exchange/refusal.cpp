#include "exchange/refusal.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"

namespace nmt {

std::string shown_name(std::string_view name) {
  constexpr std::size_t kLongest = 200;
  std::string shown = replace_invalid_utf8(std::string(name.substr(0, kLongest)));
  std::replace_if(
      shown.begin(), shown.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, '?');
  return name.size() > kLongest ? shown + "..." : shown;
}

void refuse_file(const std::string& path, const std::string& what, const std::string& fix) {
  throw Error({.what = what, .where = path, .fix = fix});
}

void refuse_tensor(const std::string& path, std::string_view tensor, const std::string& what,
                   const std::string& fix) {
  throw Error(
      {.what = what, .where = format("{}, tensor {}", path, shown_name(tensor)), .fix = fix});
}

}  // namespace nmt
