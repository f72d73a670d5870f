#include "align/bitext.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/error.h"
#include "base/format.h"
#include "base/thread_pool.h"
#include "text/words.h"

namespace nmt {
namespace {

constexpr std::size_t kPairsAtOnce = 8192;  // pairs that are cut into pieces at once

bool is_punctuation(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte > 0x20 && byte < '0') || (byte > '9' && byte < 'A') || (byte > 'Z' && byte < 'a') ||
         (byte > 'z' && byte < 0x7F);
}

// Gives each word a number in the order in which they appear.
class Numbers {
 public:
  TokenId of(std::string_view word) {
    return numbers_.emplace(comparable_word(word), static_cast<TokenId>(numbers_.size()))
        .first->second;
  }
  int count() const { return static_cast<int>(numbers_.size()); }
  // The number that `other` gives each of these words; -1 for none.
  std::vector<TokenId> in(const Numbers& other) const {
    std::vector<TokenId> alike(numbers_.size(), -1);
    for (const auto& [word, number] : numbers_)
      if (const auto found = other.numbers_.find(word); found != other.numbers_.end())
        alike[static_cast<std::size_t>(number)] = found->second;
    return alike;
  }

 private:
  std::unordered_map<std::string, TokenId> numbers_;
};

void add_sentence(std::span<const TokenId> units, Batch& batch, const CorpusList& corpus) {
  if (batch.ids.size() + units.size() > std::size_t{std::numeric_limits<int>::max()})
    throw Error({.what = format("the text has more than {} words", std::numeric_limits<int>::max()),
                 .where = corpus_files(corpus).front(),
                 .fix = "align it in parts"});
  batch.add(units);
}

// Pairs that were left out keep their places.
void fill_up(Bitext& bitext, std::int64_t pairs) {
  while (bitext.pairs() < pairs) {
    bitext.source.add({});
    bitext.target.add({});
  }
}

std::vector<TokenId> pieces_alike(const Tokenizers& tokenizers) {
  std::unordered_map<std::string, TokenId> target;
  for (TokenId id = 0; id < tokenizers.target->vocabulary_size(); ++id)
    target.emplace(tokenizers.target->piece(id), id);
  std::vector<TokenId> alike;
  for (TokenId id = 0; id < tokenizers.source->vocabulary_size(); ++id) {
    const auto found = target.find(tokenizers.source->piece(id));
    alike.push_back(found == target.end() ? -1 : found->second);
  }
  return alike;
}

}  // namespace

std::string comparable_word(std::string_view word) {
  std::string_view core = word;
  while (!core.empty() && is_punctuation(core.front())) core.remove_prefix(1);
  while (!core.empty() && is_punctuation(core.back())) core.remove_suffix(1);
  return ascii_lower_case(core.empty() ? word : core);
}

Bitext read_words(const CorpusList& settings) {
  const std::int64_t lines = count_pairs(settings);
  Bitext bitext;
  Numbers source, target;
  std::vector<TokenId> units;
  const auto add = [&](std::string_view text, Numbers& numbers, Batch& batch) {
    units.clear();
    for_each_word(text, [&](std::string_view word) { units.push_back(numbers.of(word)); });
    add_sentence(units, batch, settings);
  };
  Corpus corpus(settings, InvalidUtf8::skip);
  for (TextPair pair; corpus.next(pair);) {
    fill_up(bitext, corpus.number());
    add(pair.source, source, bitext.source);
    add(pair.target, target, bitext.target);
  }
  fill_up(bitext, lines);
  bitext.source_units = source.count();
  bitext.target_units = target.count();
  bitext.alike = source.in(target);
  bitext.invalid_utf8 = corpus.invalid_utf8();
  return bitext;
}

Bitext read_pieces(const CorpusList& settings, const Tokenizers& tokenizers, int threads) {
  const std::int64_t lines = count_pairs(settings);
  Bitext bitext;
  bitext.source_units = tokenizers.source->vocabulary_size();
  bitext.target_units = tokenizers.target->vocabulary_size();
  bitext.alike = pieces_alike(tokenizers);
  ThreadPool pool(threads);
  Corpus corpus(settings, InvalidUtf8::skip);
  struct Pieces {
    TextPair text;
    std::int64_t number;
    std::vector<TokenId> source = {}, target = {};
  };
  for (std::vector<Pieces> chunk;; chunk.clear()) {
    for (TextPair text; chunk.size() < kPairsAtOnce && corpus.next(text);)
      chunk.push_back({.text = std::move(text), .number = corpus.number()});
    if (chunk.empty()) break;
    const auto shares = static_cast<std::size_t>(pool.threads());
    pool.run(pool.threads(), [&](int share) {
      for (auto i = static_cast<std::size_t>(share); i < chunk.size(); i += shares) {
        chunk[i].source = tokenizers.source->encode(chunk[i].text.source);
        chunk[i].target = tokenizers.target->encode(chunk[i].text.target);
      }
    });
    for (const Pieces& pieces : chunk) {
      fill_up(bitext, pieces.number);
      add_sentence(pieces.source, bitext.source, settings);
      add_sentence(pieces.target, bitext.target, settings);
    }
  }
  fill_up(bitext, lines);
  bitext.invalid_utf8 = corpus.invalid_utf8();
  return bitext;
}

Bitext swapped(Bitext bitext) {
  std::swap(bitext.source, bitext.target);
  std::swap(bitext.source_units, bitext.target_units);
  std::vector<TokenId> alike(static_cast<std::size_t>(bitext.source_units), -1);
  for (std::size_t unit = 0; unit < bitext.alike.size(); ++unit)
    if (bitext.alike[unit] >= 0)
      alike[static_cast<std::size_t>(bitext.alike[unit])] = static_cast<TokenId>(unit);
  bitext.alike = std::move(alike);
  return bitext;
}

}  // namespace nmt
