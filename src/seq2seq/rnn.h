// The recurrent models of 2014 and 2015: an encoder that reads the source, a decoder that writes the
// target one word at a time, and between them attention, of Bahdanau's kind, of Luong's, or none.
#pragma once

#include <memory>
#include <optional>

#include "seq2seq/registry.h"
#include "seq2seq/rnn_bridge.h"
#include "seq2seq/rnn_decoder.h"
#include "seq2seq/rnn_encoder.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

// Section model.attention.
struct RnnAttentionSettings {
  std::string type = "bahdanau";
  std::string score = "auto";
  std::string scope = "global";
  int window = 0, dim = 512;
  bool input_feeding = true;

  void describe(SettingVisitor& setting);
};

struct RnnSettings : ModelTypeSettings {
  std::string cell = "gru";
  int embedding = 256, dim = 512, readout = 256;
  int encoder_layers = 1, decoder_layers = 1;
  int encoder_dim = 0;
  std::string bidirectional = "all";
  bool reverse_source = false;
  std::string initial_state = "auto";
  std::string decoder = "auto";
  RnnAttentionSettings attention;
  int max_length = 512;
  std::string tied_embeddings = "auto";
  double dropout = 0.2;
  bool variational_dropout = false;

  void describe(SettingVisitor& setting) override;
  void validate(const Vocabularies& vocabularies) const override;
  int longest_sentence() const override { return attention.score == "location" ? max_length : 0; }
  std::unique_ptr<Seq2Seq> build(const Vocabularies& vocabularies) const override;

  // What `auto` and 0 stand for.
  RnnEncoder::Shape encoder_shape() const;
  Bridge::Shape bridge_shape() const;
  RecurrentDropout recurrent_dropout() const;
  // `source`: width of the encoder states.
  std::optional<Attention::Shape> attention_shape(int source) const;
  RnnDecoder::Shape decoder_shape(int source) const;
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
  bool attends() const override { return decoder_->attends(); }
  int max_length() const override { return max_length_; }

 private:
  void declare_embeddings(const RnnSettings&, const Vocabularies&);

  int readout_;
  int max_length_;  // of a source sentence, where scores go by position; else 0
  RnnEncoder encoder_;
  Bridge bridge_;
  std::unique_ptr<RnnDecoder> decoder_;
  WordEmbedding source_words_, target_words_;
  std::optional<OutputProjection> output_;
};

}  // namespace nmt
