#include "exchange/language_tags.h"

#include <algorithm>
#include <string_view>

#include "base/format.h"

namespace nmt {
namespace {

// So many side by side are no pieces of words that happen to look so.
constexpr std::size_t kFewestLanguages = 2;

bool all_lower(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool has_code_length(std::string_view code) { return code.size() == 2 || code.size() == 3; }

// __fr__, __ast__
bool is_m2m100(std::string_view token) {
  constexpr std::string_view kMark = "__";
  if (token.size() < 6 || !token.starts_with(kMark) || !token.ends_with(kMark)) return false;
  const std::string_view code = token.substr(kMark.size(), token.size() - 2 * kMark.size());
  return has_code_length(code) && all_lower(code);
}

// fra_Latn: the language, and the script with a capital
bool is_nllb(std::string_view token) {
  return token.size() == 8 && token[3] == '_' && all_lower(token.substr(0, 3)) && token[4] >= 'A' &&
         token[4] <= 'Z' && all_lower(token.substr(5));
}

struct Run {
  std::size_t begin = 0, count = 0;
};

// The most pieces side by side of that form.
Run longest_run(const std::vector<std::string>& pieces, bool (*is_one)(std::string_view)) {
  Run longest, now;
  for (std::size_t id = 0; id < pieces.size(); ++id) {
    now = is_one(pieces[id]) ? Run{now.count == 0 ? id : now.begin, now.count + 1} : Run{};
    if (now.count > longest.count) longest = now;
  }
  return longest;
}

}  // namespace

std::set<std::string> language_tags_of(const ForeignVocabulary& vocabulary) {
  std::set<std::string> tags;
  for (const std::string& piece : vocabulary.pieces)
    if (piece.size() > 4 && piece.starts_with(">>") && piece.ends_with("<<")) tags.insert(piece);
  return tags;
}

void note_language_tags(const std::set<std::string>& tags, ForeignModel& model) {
  if (tags.empty()) return;
  model.notes.push_back(
      format("the model has {} tags of languages, such as {}: say which it "
             "translates into by decoding.tag",
             tags.size(), *tags.begin()));
}

LanguageTokens language_tokens_of(const ForeignVocabulary& vocabulary) {
  const std::vector<std::string>& pieces = vocabulary.pieces;
  LanguageTokens languages{.before = "__", .after = "__", .codes = {}};
  Run run = longest_run(pieces, is_m2m100);
  if (run.count < kFewestLanguages) {
    languages = {};
    run = longest_run(pieces, is_nllb);
  }
  if (run.count < kFewestLanguages) return {};
  languages.first = run.begin;
  for (std::size_t id = run.begin; id < run.begin + run.count; ++id)
    languages.codes.push_back(
        pieces[id].substr(languages.before.size(),
                          pieces[id].size() - languages.before.size() - languages.after.size()));
  return languages;
}

std::set<std::string> LanguageTokens::controls(const ForeignVocabulary& vocabulary) const {
  const std::vector<std::string> padding = padding_of(vocabulary);
  std::set<std::string> tokens(padding.begin(), padding.end());
  tokens.insert("<mask>");
  for (std::size_t id = first; id < vocabulary.pieces.size() && !codes.empty(); ++id)
    tokens.insert(vocabulary.token_name(id));
  return tokens;
}

std::vector<std::string> padding_of(const ForeignVocabulary& vocabulary) {
  std::vector<std::string> padding;
  for (std::size_t id = 0; id < vocabulary.pieces.size(); ++id) {
    const std::string& piece = vocabulary.pieces[id];
    if (!vocabulary.is_special(id) && (piece == "<pad>" || piece == kSpecialTokens[kBegin]))
      padding.push_back(vocabulary.token_name(id));
  }
  return padding;
}

void set_language_tokens(const LanguageTokens& languages, ForeignModel& model) {
  model.set("languages.source_tag", languages.before + "{source}" + languages.after);
  model.set("languages.target_tag", languages.before + "{target}" + languages.after);
  model.set("languages.among", languages.codes);
  model.notes.push_back(
      format("the model has {} languages: say by --from and --to which it translates from and into",
             languages.codes.size()));
}

}  // namespace nmt
