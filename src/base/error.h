// The one exception type that users meet: what went wrong, where, and what to type to fix it.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace nmt {

// `what` carries the value seen; `where` is file:line:column, a flag or a tensor name; `fix` is
// something the user can do. An empty part is left out of the message. Programs look at the other
// parts and never at the words.
class Error : public std::runtime_error {
 public:
  // Whose mistake it is decides the exit code: the user's input gives 2, a failure while running
  // gives 1.
  enum class Kind { input, runtime };
  // What some callers answer in another way than by telling it.
  enum class Code {
    none,
    large_vocabulary,  // tokenizer.vocab_size is above `limit`, the pieces that the text gives
    unfit_tensor       // a file of weights and the model differ in a tensor
  };
  struct Parts {
    std::string what, where = {};
    // Paths of the settings that it is about (model.heads), the likeliest culprit first; where they
    // were written is its place. Without `where`, the first stands for it.
    std::vector<std::string> keys = {};
    std::string fix = {};
    Kind kind = Kind::input;
    Code code = Code::none;
    std::int64_t limit = 0;
  };

  explicit Error(Parts parts) : Error(with_where(std::move(parts)), 0) {}
  const Parts& parts() const { return parts_; }

 private:
  Error(Parts parts, int) : std::runtime_error(text_of(parts)), parts_(std::move(parts)) {}

  static Parts with_where(Parts parts) {
    if (parts.where.empty() && !parts.keys.empty()) parts.where = parts.keys.front();
    return parts;
  }
  static std::string text_of(const Parts& parts) {
    std::string text = "error: " + parts.what;
    if (!parts.where.empty()) text += "\n  at:  " + parts.where;
    if (!parts.fix.empty()) text += "\n  fix: " + parts.fix;
    return text;
  }
  Parts parts_;
};

}  // namespace nmt
