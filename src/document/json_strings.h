// The strings of a JSON text that are values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

struct JsonString {
  TextRange range;  // without quotation marks
  std::string value;
};

// Those that are messages: not what belongs to a key that begins with @, as in .arb files, and of an
// object with a `message` only that. Comments (//, /* */) are allowed. Throws Error, with FILE:LINE.
std::vector<JsonString> json_messages(std::string_view content, const std::string& name);

// How the strings of a text are escaped beyond what JSON asks for.
struct JsonEscapes {
  bool all_but_ascii = false, slashes = false, html = false;
};
JsonEscapes json_escapes_in(std::string_view content);
std::string json_escaped(std::string_view value, const JsonEscapes& escapes);

}  // namespace nmt
