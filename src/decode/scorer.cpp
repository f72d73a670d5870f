#include "decode/scorer.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/format.h"
#include "base/utf8.h"
#include "text/words.h"

namespace nmt {

void ScorerSettings::describe(SettingVisitor& setting) {
  setting("batch_tokens", batch_tokens,
          "Target tokens that a thread scores at once. Changes the speed, never the result.",
          {.min = 1, .max = 1e9});
  setting("max_length", max_length,
          "A pair with a side of more tokens is not scored: its score is nan, and it is warned "
          "about.",
          {.min = 2, .max = 100'000});
  setting("threads", threads, "Worker threads; 0 is all cores. Never changes the result.",
          {.min = 0, .max = 4096});
}

// A pair on its way to the model; both sides with kEnd.
struct Scorer::Encoded {
  std::vector<TokenId> source, target;
  int words = 0;
  std::vector<std::string> warnings;
};

std::vector<TokenId> encode_side(const std::string& text, const char* side,
                                 const Tokenizer& tokenizer, std::vector<std::string>& warnings) {
  const std::size_t bad = find_invalid_utf8(text);
  if (bad != std::string::npos)
    warnings.push_back(format(
        "byte {} of the {} is not UTF-8; what is wrong was replaced by U+FFFD", bad + 1, side));
  std::vector<TokenId> ids =
      tokenizer.encode(bad == std::string::npos ? text : replace_invalid_utf8(text));
  ids.push_back(kEnd);
  return ids;
}

Scorer::Scorer(const Seq2Seq& model, Tokenizers tokenizers, const ScorerSettings& settings)
    : model_(&model),
      tokenizers_(std::move(tokenizers)),
      settings_(settings),
      pool_(settings.threads) {
  if (model.max_length() > 0)
    settings_.max_length = std::min(settings_.max_length, model.max_length());
  for (int thread = 0; thread < pool_.threads(); ++thread) tapes_.emplace_back(Tape::Mode::infer);
}

Scorer::Encoded Scorer::encode(const TextPair& pair) const {
  Encoded encoded;
  encoded.source = encode_side(pair.source, "source", *tokenizers_.source, encoded.warnings);
  encoded.target = encode_side(pair.target, "target", *tokenizers_.target, encoded.warnings);
  for_each_word(pair.target, [&](std::string_view) { ++encoded.words; });
  const std::size_t longest = std::max(encoded.source.size(), encoded.target.size());
  if (longest > static_cast<std::size_t>(settings_.max_length))
    encoded.warnings.push_back(
        format("the pair has {} tokens on one side, more than {}; it was not "
               "scored",
               longest, settings_.max_length));
  return encoded;
}

std::vector<PairScore> Scorer::score(std::span<const TextPair> pairs) {
  const auto threads = static_cast<std::size_t>(pool_.threads());
  std::vector<Encoded> encoded(pairs.size());
  pool_.run(pool_.threads(), [&](int thread) {
    for (auto i = static_cast<std::size_t>(thread); i < pairs.size(); i += threads)
      encoded[i] = encode(pairs[i]);
  });
  std::vector<PairScore> scores(pairs.size());
  std::vector<std::size_t> order;
  const auto longest = [&](std::size_t i) {
    return std::max(encoded[i].source.size(), encoded[i].target.size());
  };
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    PairScore& score = scores[i];
    const bool nothing = longest(i) == 1;
    const bool too_long = longest(i) > static_cast<std::size_t>(settings_.max_length);
    score.kind = nothing    ? PairScore::Kind::nothing
                 : too_long ? PairScore::Kind::too_long
                            : PairScore::Kind::scored;
    score.words = encoded[i].words;
    score.warnings = std::move(encoded[i].warnings);
    if (!nothing && !too_long) order.push_back(i);
  }
  // The longest first, so that no thread begins a long batch last.
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return longest(a) > longest(b); });
  std::vector<std::size_t> cuts = {0};
  for (std::size_t i = 0, tokens = 0; i < order.size(); ++i) {
    tokens += longest(order[i]);
    if (i > cuts.back() && tokens > static_cast<std::size_t>(settings_.batch_tokens)) {
      cuts.push_back(i);
      tokens = longest(order[i]);
    }
  }
  cuts.push_back(order.size());
  std::atomic<std::size_t> next = 0;
  pool_.run(pool_.threads(), [&](int thread) {
    for (std::size_t b = next++; b + 1 < cuts.size(); b = next++) {
      PairBatch batch;
      for (std::size_t i = cuts[b]; i < cuts[b + 1]; ++i) {
        batch.source.add(encoded[order[i]].source);
        batch.target.add(encoded[order[i]].target);
      }
      if (batch.source.sentences() == 0) continue;
      Tape& tape = tapes_[static_cast<std::size_t>(thread)];
      tape.reset();
      std::vector<TargetScore> found = score_targets(*model_, tape, batch);
      for (std::size_t i = cuts[b]; i < cuts[b + 1]; ++i) {
        scores[order[i]].score = std::move(found[i - cuts[b]]);
        scores[order[i]].ids = std::move(encoded[order[i]].target);
      }
    }
  });
  return scores;
}

void ScoreSummary::add(const PairScore& score) {
  ++pairs;
  if (score.kind == PairScore::Kind::too_long) {
    ++too_long;
    return;
  }
  log_probability += score.score.log_probability;
  tokens += std::ssize(score.score.tokens);
  words += score.words;
}

double ScoreSummary::token_perplexity() const {
  return tokens > 0 ? std::exp(-log_probability / static_cast<double>(tokens)) : 1;
}

double ScoreSummary::word_perplexity() const {
  return words > 0 ? std::exp(-log_probability / static_cast<double>(words)) : 1;
}

}  // namespace nmt
