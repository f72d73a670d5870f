// The one place where commands write to stdout. What is written is out when the call returns, so
// that a reader sees it, and a reader that has gone is seen, at once.
#pragma once

#include <string>
#include <string_view>

namespace nmt {

// The file that --output names; empty where that is stdout, as - and /dev/stdout are.
std::string output_file(const std::string& output);

// Whoever read stdout has gone, as head does: nobody wants the rest. It ends the program without a
// word and without a failure.
struct OutputClosed {};

// Throws OutputClosed; throws Error (runtime) where the text cannot be written, as on a full disk.
void print(std::string_view text);

}  // namespace nmt
