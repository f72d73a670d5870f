// Work in a child process: what aborts there, as SentencePiece does on some texts, ends as an Error
// here, and the memory it took is given back.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/error.h"

namespace nmt {

// What the child is for, what it works on, and what may help when it dies.
struct IsolatedTask {
  std::string purpose, where = {}, fix = {};
  // The error that the last words of a child that died stand for, where somebody knows it.
  std::function<std::optional<Error>(const std::string&)> understand = {};
};

// Returns what `work` returns, rethrows its Error. When the child dies, throws Error (runtime) with
// the last line that the child wrote to stderr, which is not shown.
std::string run_isolated(const IsolatedTask& task, const std::function<std::string()>& work);

}  // namespace nmt
