// Letters of ASCII, which every locale takes alike.
#pragma once

#include <string>
#include <string_view>

namespace nmt {

inline char ascii_lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// All other bytes stay.
inline std::string ascii_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = ascii_lower_case(c);
  return lower;
}

}  // namespace nmt
