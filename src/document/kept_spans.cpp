#include "document/kept_spans.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "document/addresses.h"
#include "document/kept_patterns.h"
#include "document/markup.h"

namespace nmt {
namespace {

constexpr std::array<std::pair<std::string_view, KeptKind>, 10> kKinds = {{
    {"url", KeptKind::url},
    {"email", KeptKind::email},
    {"tag", KeptKind::tag},
    {"placeholder", KeptKind::placeholder},
    {"path", KeptKind::path},
    {"number", KeptKind::number},
    {"hashtag", KeptKind::hashtag},
    {"mention", KeptKind::mention},
    {"emoji", KeptKind::emoji},
    {"code", KeptKind::code},
}};

// From one run of backticks to the next of the same length, as in CommonMark.
std::vector<TextRange> code_in(std::string_view text) {
  std::vector<TextRange> runs;
  for (std::size_t at = 0; (at = text.find('`', at)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_not_of('`', at), text.size());
    runs.push_back({at, end});
    at = end;
  }
  std::vector<std::size_t> partner(runs.size());
  std::map<std::size_t, std::size_t> next;  // by length, the nearest run behind
  for (std::size_t i = runs.size(); i-- > 0;) {
    const auto [place, first] = next.emplace(runs[i].size(), i);
    partner[i] = first ? i : std::exchange(place->second, i);
  }
  std::vector<TextRange> found;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (partner[i] == i) continue;
    found.push_back({runs[i].begin, runs[partner[i]].end});
    i = partner[i];
  }
  return found;
}

std::vector<TextRange> ranges_of(KeptKind kind, std::string_view line) {
  switch (kind) {
    case KeptKind::url:
      return urls_in(line);
    case KeptKind::tag:
      return markup_in(line);
    case KeptKind::code:
      return code_in(line);
    default:
      return found_by_pattern(kind, line);
  }
}

// The expression of `regex:...` or `/.../`; empty where it is neither.
std::string expression_in(const std::string& text) {
  if (text.starts_with("regex:")) return text.substr(6);
  if (text.size() > 2 && text.starts_with("/") && text.ends_with("/"))
    return text.substr(1, text.size() - 2);
  return {};
}

std::vector<KeptSpan> without_overlaps(std::vector<KeptSpan> spans) {
  std::stable_sort(spans.begin(), spans.end(), [](const KeptSpan& a, const KeptSpan& b) {
    return a.range.begin != b.range.begin ? a.range.begin < b.range.begin
                                          : a.range.end > b.range.end;
  });
  std::size_t end = 0;
  std::erase_if(spans, [&](const KeptSpan& span) {
    if (span.range.begin < end) return true;
    end = span.range.end;
    return false;
  });
  return spans;
}

}  // namespace

std::string_view kind_name(KeptKind kind) {
  for (const auto& [name, each] : kKinds)
    if (each == kind) return name;
  return "regex";
}

KeptScanner::KeptScanner(const std::vector<std::string>& kinds) {
  for (const std::string& each : kinds) {
    const auto named = std::find_if(kKinds.begin(), kKinds.end(),
                                    [&](const auto& kind) { return kind.first == each; });
    const std::string expression = expression_in(each);
    if (each == "all") {
      for (const auto& [name, kind] : kKinds) kinds_.push_back(kind);
    } else if (named != kKinds.end()) {
      kinds_.push_back(named->second);
    } else if (!expression.empty()) {
      patterns_.emplace_back(expression);
    } else if (each != "none") {
      throw Error({.what = format("keep has no kind '{}'", each),
                   .fix =
                       "use url, email, tag, placeholder, path, number, hashtag, mention, emoji, "
                       "code, all, none, or a regular expression, regex:... or /.../"});
    }
  }
  if (kinds.size() > 1 && std::find(kinds.begin(), kinds.end(), "none") != kinds.end())
    throw Error(
        {.what = "keep says none and something else too", .fix = "leave none out, or the others"});
  std::sort(kinds_.begin(), kinds_.end());
  kinds_.erase(std::unique(kinds_.begin(), kinds_.end()), kinds_.end());
}

bool KeptScanner::keeps(KeptKind kind) const {
  return std::find(kinds_.begin(), kinds_.end(), kind) != kinds_.end();
}

std::vector<KeptSpan> KeptScanner::spans_in(std::string_view line) const {
  std::vector<KeptSpan> spans;
  for (const KeptKind kind : kinds_)
    for (const TextRange range : ranges_of(kind, line)) spans.push_back({range, kind});
  for (const Pattern& pattern : patterns_)
    for (const TextRange range : pattern.find_all(line, kMostMatches))
      spans.push_back({range, KeptKind::pattern});
  return without_overlaps(std::move(spans));
}

}  // namespace nmt
