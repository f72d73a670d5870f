// Models without a network, of which every probability is known. `hidden` holds the logits: the
// output projection is the identity.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/random.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

class FakeState : public DecoderState {
 public:
  struct Row {
    int sentence = 0;
    std::vector<TokenId> prefix;
  };

  explicit FakeState(const Encoded& encoded) : encoded_(&encoded) {
    for (int i = 0; i + 1 < static_cast<int>(encoded.offsets.size()); ++i) {
      rows_.push_back({i, {}});
      longest_ = std::max(longest_, encoded.offsets[i + 1] - encoded.offsets[i]);
    }
  }

  void keep_rows(std::span<const int> rows) override {
    std::vector<Row> kept;
    for (const int row : rows) kept.push_back(rows_.at(row));
    rows_ = std::move(kept);
  }
  // All of it on the position that the prefix has come to.
  Tensor attention() const override {
    weights_.assign(rows_.size() * longest_, Real(0));
    const Tensor weights(weights_.data(), static_cast<int>(rows_.size()), longest_);
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const int position = static_cast<int>(rows_[r].prefix.size());
      weights(static_cast<int>(r), std::min(position, length(rows_[r].sentence) - 1)) = 1;
    }
    return weights;
  }

  std::vector<Row>& rows() { return rows_; }
  int length(int sentence) const {
    return encoded_->offsets[sentence + 1] - encoded_->offsets[sentence];
  }

 private:
  const Encoded* encoded_;
  std::vector<Row> rows_;
  int longest_ = 0;
  mutable std::vector<Real> weights_;
};

class FakeModel : public Seq2Seq {
 public:
  using Sentence = std::vector<TokenId>;
  // logit(source, prefix, token)
  using Logit = std::function<double(const Sentence&, const Sentence&, TokenId)>;

  FakeModel(int vocabulary, Logit logit, int max_length = 0)
      : logit_(std::move(logit)),
        max_length_(max_length),
        output_(parameters_.declare("identity", vocabulary, vocabulary, Init::constant(0)),
                parameters_.declare("zero", 1, vocabulary, Init::constant(0))) {
    parameters_.initialise(1);
    for (int i = 0; i < vocabulary; ++i) parameters_.find("identity")->value(i, i) = 1;
  }

  // The states are the ids themselves.
  Encoded encode(Tape& tape, const Batch& source) const override {
    const Tensor ids = tape.make(source.tokens(), 1);
    for (int t = 0; t < source.tokens(); ++t) ids(t, 0) = static_cast<Real>(source.ids[t]);
    sentences_ += source.sentences();
    return {tape.constant(ids), source.offsets};
  }
  Var teacher_force(Tape& tape, const Encoded& encoded, const Batch& target) const override {
    const State state(encoded);
    const Tensor logits = tape.make(target.tokens(), output_.vocabulary());
    for (int s = 0; s < target.sentences(); ++s)
      for (int t = 0; t < target.length(s); ++t) {
        const auto before = target.sentence(s).first(static_cast<std::size_t>(t));
        fill(logits, target.offsets[s] + t, state.sources[s], {before.begin(), before.end()});
      }
    return tape.constant(logits);
  }
  std::unique_ptr<DecoderState> start(Tape&, const Encoded& encoded) const override {
    return std::make_unique<State>(encoded);
  }
  Tensor step(Tape& tape, DecoderState& decoder_state,
              std::span<const TokenId> last) const override {
    ++steps_;
    auto& state = static_cast<State&>(decoder_state);
    const Tensor logits = tape.make(static_cast<int>(last.size()), output_.vocabulary());
    for (std::size_t r = 0; r < last.size(); ++r) {
      Sentence& prefix = state.rows()[r].prefix;
      if (last[r] != kBegin) prefix.push_back(last[r]);
      fill(logits, static_cast<int>(r), state.sources[state.rows()[r].sentence], prefix);
    }
    return logits;
  }
  const OutputProjection& output() const override { return output_; }
  int max_length() const override { return max_length_; }

  int steps() const { return steps_; }
  int sentences() const { return sentences_; }

 private:
  struct State : FakeState {
    explicit State(const Encoded& encoded) : FakeState(encoded) {
      for (int i = 0; i + 1 < static_cast<int>(encoded.offsets.size()); ++i) {
        sources.emplace_back();
        for (int t = encoded.offsets[i]; t < encoded.offsets[i + 1]; ++t)
          sources.back().push_back(static_cast<TokenId>(encoded.states.value()(t, 0)));
      }
    }
    std::vector<Sentence> sources;
  };

  void fill(const Tensor& logits, int row, const Sentence& source, const Sentence& prefix) const {
    for (TokenId token = 0; token < logits.cols; ++token)
      logits(row, token) = static_cast<Real>(logit_(source, prefix, token));
  }

  Logit logit_;
  int max_length_;
  OutputProjection output_;
  mutable std::atomic<int> steps_ = 0, sentences_ = 0;
};

// Any probabilities, but always the same for the same source and prefix; `spread` makes some tokens
// likely.
inline FakeModel random_model(int vocabulary, std::uint64_t seed, double spread = 2) {
  return FakeModel(vocabulary, [=](const auto& source, const auto& prefix, TokenId token) {
    std::uint64_t key = seed;
    for (const TokenId id : source) key = derive_key(key, static_cast<std::uint64_t>(id));
    for (const TokenId id : prefix) key = derive_key(key, 1000 + static_cast<std::uint64_t>(id));
    return spread * Random(derive_key(key, 5000 + static_cast<std::uint64_t>(token))).normal();
  });
}

// Translates each token by itself, surely.
inline FakeModel copy_model(int vocabulary, int max_length = 0) {
  return FakeModel(
      vocabulary,
      [](const auto& source, const auto& prefix, TokenId token) {
        return token == source[std::min(prefix.size(), source.size() - 1)] ? 20.0 : 0.0;
      },
      max_length);
}

}  // namespace nmt
