#include "text/tokenizer_words.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "text/words.h"

namespace nmt {
namespace {

class WordsTokenizer : public Tokenizer {
 public:
  WordsTokenizer(std::string file, const std::string& origin) : Tokenizer(std::move(file)) {
    std::string_view rest = bytes();
    rest.remove_prefix(kWordsHeader.size());
    while (!rest.empty()) {
      const std::string_view word = rest.substr(0, rest.find('\n'));
      add(word, origin);
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
  }

  std::vector<TokenId> encode(std::string_view text) const override {
    std::vector<TokenId> ids;
    for_each_word(text, [&](std::string_view word) {
      const auto found = id_of_.find(word);
      ids.push_back(found == id_of_.end() ? kUnknown : found->second);
    });
    return ids;
  }

  std::string decode(std::span<const TokenId> ids) const override {
    std::string text;
    for (const TokenId id : ids) {
      if (id == kBegin || id == kEnd) continue;
      if (!text.empty()) text += ' ';
      text += words_.at(static_cast<std::size_t>(id));
    }
    return text;
  }

  int vocabulary_size() const override { return static_cast<int>(words_.size()); }
  std::string piece(TokenId id) const override {
    return std::string(words_.at(static_cast<std::size_t>(id)));
  }

 private:
  void add(std::string_view word, const std::string& origin) {
    const auto refuse = [&](const std::string& what) {
      throw Error({.what = what,
                   .where = format("{}:{}", origin, words_.size() - std::size(kSpecialTokens) + 2),
                   .fix = "write one word a line, each word once"});
    };
    if (word.empty() || word.find_first_of(kWhiteSpace) != std::string_view::npos)
      refuse(format("'{}' is not one word", word));
    if (is_special_token(word)) refuse(format("'{}' is in every vocabulary already", word));
    if (!id_of_.emplace(word, vocabulary_size()).second)
      refuse(format("'{}' is there twice", word));
    words_.push_back(word);
  }

  std::vector<std::string_view> words_{std::begin(kSpecialTokens),
                                       std::end(kSpecialTokens)};  // the others lie in bytes()
  std::unordered_map<std::string_view, TokenId> id_of_;
};

}  // namespace

std::string train_words(const TokenizerSettings& settings, TrainingText& text) {
  std::unordered_map<std::string, std::int64_t> counts;
  for (std::string line; text.next(line);)
    for_each_word(line, [&](std::string_view word) { ++counts[std::string(word)]; });
  for (const std::string_view special : kSpecialTokens) counts.erase(std::string(special));
  for (const std::string& symbol : settings.user_symbols) counts.erase(symbol);

  std::vector<std::pair<std::string, std::int64_t>> words(counts.begin(), counts.end());
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  const std::size_t room = static_cast<std::size_t>(settings.vocab_size) -
                           std::size(kSpecialTokens) - settings.user_symbols.size();
  words.resize(std::min(words.size(), room));

  std::string bytes(kWordsHeader);
  for (const std::string& symbol : settings.user_symbols) bytes += symbol + '\n';
  for (const auto& [word, count] : words) bytes += word + '\n';
  return bytes;
}

std::shared_ptr<const Tokenizer> words_tokenizer(std::string bytes, const std::string& origin) {
  return std::make_shared<WordsTokenizer>(std::move(bytes), origin);
}

}  // namespace nmt
