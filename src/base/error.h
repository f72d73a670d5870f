// The one exception type that users meet: what went wrong, where, and what to type to fix it.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace nmt {

// `what` carries the value seen; `where` is file:line:column, a flag or a tensor name; `fix` is
// something the user can do. An empty part is left out of the message.
class Error : public std::runtime_error {
 public:
  // Whose mistake it is decides the exit code: the user's input gives 2, a failure while running
  // gives 1.
  enum class Kind { input, runtime };
  struct Parts {
    std::string what, where = {}, fix = {};
    Kind kind = Kind::input;
  };

  explicit Error(Parts parts) : std::runtime_error(text_of(parts)), parts_(std::move(parts)) {}
  const Parts& parts() const { return parts_; }

 private:
  static std::string text_of(const Parts& parts) {
    std::string text = "error: " + parts.what;
    if (!parts.where.empty()) text += "\n  at:  " + parts.where;
    if (!parts.fix.empty()) text += "\n  fix: " + parts.fix;
    return text;
  }
  Parts parts_;
};

}  // namespace nmt
