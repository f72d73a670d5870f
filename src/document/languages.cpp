#include "document/languages.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"

namespace nmt {
namespace {

std::string plain(std::string_view code) {
  std::string lower = ascii_lower_case(code);
  std::replace(lower.begin(), lower.end(), '_', '-');
  return lower;
}

}  // namespace

bool same_language(std::string_view a, std::string_view b) {
  std::string shorter = plain(a), longer = plain(b);
  if (shorter.size() > longer.size()) std::swap(shorter, longer);
  return shorter == longer || (!shorter.empty() && longer.starts_with(shorter + "-"));
}

}  // namespace nmt
