// RNNsearch: a recurrent encoder that reads in both directions, and a recurrent decoder that looks
// back at it before every word (Bahdanau, Cho and Bengio 2014). Equation numbers are that paper's.
#pragma once

#include <deque>
#include <optional>

#include "nn/attention.h"
#include "nn/recurrent.h"
#include "seq2seq/registry.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

struct RnnSettings : ModelTypeSettings {
  int embedding = 256, dim = 512, attention_dim = 512, readout = 256;
  int encoder_layers = 1;
  std::string decoder = "conditional";
  std::string tied_embeddings = "auto";
  double dropout = 0.2;

  void describe(SettingVisitor& setting) override;
  void validate(const Vocabularies& vocabularies) const override;
  std::unique_ptr<Seq2Seq> build(const Vocabularies& vocabularies) const override;
};

class Rnn final : public Seq2Seq {
 public:
  // `settings` must have passed validate() for the same vocabularies.
  Rnn(const RnnSettings& settings, const Vocabularies& vocabularies);

  // Every source sentence has at least its end mark.
  Encoded encode(Tape&, const Batch& source) const override;
  Var teacher_force(Tape&, const Encoded&, const Batch& target) const override;
  std::unique_ptr<DecoderState> start(Tape&, const Encoded&) const override;
  Tensor step(Tape&, DecoderState&, std::span<const TokenId> last) const override;
  const OutputProjection& output() const override { return *output_; }

 private:
  // The decoder's weights that every target position multiplies by.
  struct Loop {
    GruLoop before, after;
    LoopWeight *query, *context;
  };
  // One target position of each row.
  struct Position {
    Var state;          // s_i [rows, dim]
    Attended attended;  // c_i [rows, 2 dim] and alpha_i
  };

  void declare_embeddings(const Vocabularies&);
  Var embed_tokens(Tape&, const Parameter& table, std::span<const TokenId> ids) const;
  KeysAndValues memory_of(Tape&, const Encoded&) const;
  Var first_state(Tape&, const Encoded&, std::span<const int> sentences) const;
  Var word_inputs(Tape&, Var embedded) const;
  Loop loop(Tape&, int rows) const;
  Position decode(Tape&, const Loop&, Var words, Var state, const KeysAndValues&,
                  const AttentionLayout*) const;
  Var read_out(Tape&, Var states, Var embedded, Var contexts) const;

  RnnSettings settings_;
  const Parameter *source_embedding_, *target_embedding_;
  std::deque<BidirectionalGru> encoder_;
  Linear first_state_;                // W_s [dim, dim]
  AdditiveAttention attention_;       // W_a, U_a, v_a
  std::optional<Gru> before_;         // reads the word, before the attention (conditional)
  const Parameter* words_ = nullptr;  // W [embedding, 3 dim], where only `after_` reads (single)
  Gru after_;                         // reads the context, after the attention
  Linear readout_;                    // U_o, V_o and C_o [dim + embedding + 2 dim, 2 readout]
  std::optional<OutputProjection> output_;
};

}  // namespace nmt
