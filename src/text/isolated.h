// Work in a child process: what aborts there, as SentencePiece does on some texts, ends as an Error
// here, and the memory it took is given back.
#pragma once

#include <functional>
#include <string>

namespace nmt {

// Returns what `work` returns, rethrows its Error. When the child dies, throws Error (runtime) that
// begins with `purpose` and carries the last line that the child wrote to stderr, which is not
// shown.
std::string run_isolated(const std::string& purpose, const std::function<std::string()>& work);

}  // namespace nmt
