#include "document/pattern.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "document/characters.h"

namespace nmt {
namespace {

re2::StringPiece as_piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Pattern::Pattern(const std::string& expression) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  expression_ = std::make_shared<re2::RE2>(expression, options);
  if (expression_->ok()) return;
  throw Error(
      {.what = format("'{}' is no regular expression: {}", expression, expression_->error()),
       .fix = "write it in the syntax of RE2, such as [A-Z]{2}-[0-9]+"});
}

std::vector<TextRange> Pattern::find_all(std::string_view text, std::size_t most) const {
  std::vector<TextRange> found;
  const int groups = expression_->NumberOfCapturingGroups() > 0 ? 2 : 1;
  re2::StringPiece matched[2];
  for (std::size_t at = 0; at <= text.size() && found.size() < most;) {
    if (!expression_->Match(as_piece(text), at, text.size(), re2::RE2::UNANCHORED, matched, groups))
      break;
    const re2::StringPiece& kept = matched[groups - 1];
    const auto end_of = [&](const re2::StringPiece& piece) {
      return static_cast<std::size_t>(piece.data() - text.data()) + piece.size();
    };
    const bool empty = kept.data() == nullptr || kept.empty();
    if (!empty) found.push_back({end_of(kept) - kept.size(), end_of(kept)});
    const std::size_t end = empty ? end_of(matched[0]) : end_of(kept);
    at = std::max(end, at + (empty ? 1 : 0));
    while (empty && at < text.size() && is_continuation(text[at])) ++at;
  }
  return found;
}

}  // namespace nmt
