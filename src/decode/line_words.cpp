#include "decode/line_words.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "decode/kept_words.h"
#include "decode/token_words.h"
#include "text/words.h"

namespace nmt {
namespace {

// The words of a part; those of a part that cannot be told apart are one. Tokens of white space alone
// make none.
std::vector<OutputWord> words_of_part(const ObservedPart& part, std::string_view text,
                                      const TokenWords& words) {
  const std::vector<std::string_view> texts = words_of(text);
  std::vector<OutputWord> output(static_cast<std::size_t>(words.count));
  for (std::size_t t = 0; t < words.word.size() && words.count > 0; ++t) {
    OutputWord& word = output[static_cast<std::size_t>(words.word[t])];
    word.unknown |= part.hypothesis->ids[t] == kUnknown;
    word.confidence += part.observed->log_probability(t);
    ++word.tokens;
  }
  for (std::size_t w = 0; w < output.size(); ++w) {
    output[w].text = output.size() == texts.size() ? texts[w] : text;
    output[w].confidence = std::exp(output[w].confidence / std::max(1, output[w].tokens));
  }
  return output;
}

// The translations of the parts of a line without things, one behind the other.
class PlainWords {
 public:
  PlainWords(const KeptLine& line, const Tokenizers& tokenizers)
      : line_(line), tokenizers_(tokenizers) {}

  void add(const ObservedPart& part) {
    if (part.remembered != nullptr) return add_remembered(part);
    const std::string translation = tokenizers_.target->decode(part.hypothesis->ids);
    TokenWords target = token_words(part.hypothesis->ids, *tokenizers_.target);
    if (words_of(translation).size() != static_cast<std::size_t>(target.count)) target.make_one();
    std::vector<OutputWord> words = words_of_part(part, translation, target);
    const std::span<const TokenId> read = tokens_of_text(*part.source, tokenizers_);
    const AttentionMap map = by_words(attention_of(part, tokenizers_, EndMarks::without), target,
                                      token_words(read, *tokenizers_.source));
    for (int t = 0; t < map.target; ++t) {
      OutputWord& word = words[static_cast<std::size_t>(t)];
      word.weights.assign(map.row(t).begin(), map.row(t).end());
      word.first = source_words_;
    }
    add_words(part, std::move(words), translation);
    add_source(tokenizers_.source->decode(read), static_cast<std::size_t>(map.source), false);
  }
  // source: the words as they were written; not used where reading them has changed their number.
  LineWords finish(std::vector<std::string> source) {
    const std::vector<std::string_view> read = words_of(read_);
    if (read.size() != source.size()) source.assign(read.begin(), read.end());
    remembered_.resize(source.size());
    return {
        .words = std::move(words_), .source = source, .read = source, .remembered = remembered_};
  }

 private:
  void add_remembered(const ObservedPart& part) {
    add_words(part, remembered_words(*part.remembered), *part.remembered);
    const std::string_view source = trimmed(in_range(line_.read, part.source->text));
    add_source(std::string(source), words_of(source).size(), true);
  }
  void add_words(const ObservedPart& part, std::vector<OutputWord> words,
                 const std::string& translation) {
    for (OutputWord& word : words) word.sentence = part.source->sentence;
    const std::size_t before = text_.size();
    append_piece(text_, translation, *part.source);
    if (!words.empty() && before > 0)
      words[0].separator = text_.substr(before, text_.size() - translation.size() - before);
    words_.insert(words_.end(), words.begin(), words.end());
  }
  void add_source(const std::string& text, std::size_t words, bool is_remembered) {
    source_words_ += static_cast<int>(words);
    remembered_.resize(remembered_.size() + words, is_remembered);
    read_ += (read_.empty() ? "" : " ") + text;
  }

  const KeptLine& line_;
  const Tokenizers& tokenizers_;
  std::vector<OutputWord> words_;
  int source_words_ = 0;
  std::vector<bool> remembered_;  // [source words]
  std::string text_, read_;
};

}  // namespace

LineWords words_of_line(const ObservedLine& line, const Tokenizers& tokenizers) {
  const std::vector<std::string_view> counted = words_of(line.line.counted);
  const std::vector<std::string> source(counted.begin(), counted.end());
  if (!line.line.things.empty()) {
    LineWords result{.words = {}, .source = source, .read = source, .remembered = {}};
    result.remembered.resize(source.size());
    KeptWords(line, tokenizers, counted).fill(result);
    return result;
  }
  PlainWords plain(line.line, tokenizers);
  for (const ObservedPart& part : line.parts) plain.add(part);
  return plain.finish(source);
}

}  // namespace nmt
