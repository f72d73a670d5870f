#include "seq2seq/rnn.h"

#include <cmath>
#include <numeric>

#include "seq2seq/rnn_state.h"

namespace nmt {
namespace {

std::unique_ptr<RnnDecoder> make_decoder(const RnnSettings& s, int source,
                                         ParameterSet& parameters) {
  const RnnDecoder::Shape shape = s.decoder_shape(source);
  if (s.attention.type == "bahdanau")
    return make_bahdanau_decoder(
        parameters, shape,
        s.decoder == "single" ? BahdanauForm::single : BahdanauForm::conditional);
  return make_luong_decoder(parameters, shape,
                            s.attention.input_feeding ? InputFeeding::yes : InputFeeding::no);
}

}  // namespace

Rnn::Rnn(const RnnSettings& s, const Vocabularies& vocabularies)
    : readout_(s.readout),
      max_length_(s.longest_sentence()),
      encoder_(parameters_, "encoder", s.encoder_shape()),
      bridge_(parameters_, "bridge", encoder_, s.bridge_shape()),
      decoder_(make_decoder(s, encoder_.width(), parameters_)) {
  declare_embeddings(s, vocabularies);
  source_words_.dropout = target_words_.dropout = s.recurrent_dropout();
}

void Rnn::declare_embeddings(const RnnSettings& s, const Vocabularies& vocabularies) {
  const bool same_width = s.readout == s.embedding;
  const std::string tied = s.tied_embeddings != "auto" ? s.tied_embeddings
                           : vocabularies.shared       ? (same_width ? "all" : "input")
                                                       : (same_width ? "target" : "none");
  const bool one_input = tied == "all" || tied == "input";
  const bool tied_output = tied == "all" || tied == "target";
  // Logits begin with deviation near that of the readout.
  const auto table = [&](const char* name, int vocabulary, int width, Use use) {
    return &parameters_.declare(name, vocabulary, width, Init::normal(1 / std::sqrt(double(width))),
                                use);
  };
  target_words_.table = table(one_input ? "embedding" : "target_embedding", vocabularies.target,
                              s.embedding, tied_output ? Use::transposed_product : Use::table);
  source_words_.table =
      one_input ? target_words_.table
                : table("source_embedding", vocabularies.source, s.embedding, Use::table);
  const Parameter* weight =
      tied_output ? target_words_.table
                  : table("output.weight", vocabularies.target, s.readout, Use::transposed_product);
  output_.emplace(*weight,
                  parameters_.declare("output.bias", 1, vocabularies.target, Init::constant(0)));
}

// h_j of every source token (Bahdanau 2014, eq. 7 where both ways are read).
Encoded Rnn::encode(Tape& tape, const Batch& source) const {
  std::vector<int> places;
  for (int s = 0; s < source.sentences(); ++s) places.insert(places.end(), source.length(s), s);
  const Var words = source_words_(tape, source.ids, places, source.sentences());
  const Var states = encoder_(tape, words, source.offsets);
  return {drop(tape, states, source_words_.dropout, places, source.sentences()), source.offsets};
}

Var Rnn::teacher_force(Tape& tape, const Encoded& encoded, const Batch& target) const {
  if (target.tokens() == 0) return tape.constant(tape.make(0, readout_));
  const TimeSteps* time = make_time_steps(tape, target.offsets, Direction::forward);
  return decoder_->teacher_force(
      tape, {.encoded = encoded,
             .target = target,
             .time = time,
             .first = bridge_(tape, encoded.states, encoded.offsets, time->sentences),
             .words = target_words_});
}

std::unique_ptr<DecoderState> Rnn::start(Tape& tape, const Encoded& encoded) const {
  std::vector<int> sentences(encoded.offsets.size() - 1);
  std::iota(sentences.begin(), sentences.end(), 0);
  const Arena::Mark scratch = tape.arena().mark();
  const std::vector<Var> first =
      decoder_->start(tape, bridge_(tape, encoded.states, encoded.offsets, sentences));
  auto state =
      std::make_unique<RnnState>(encoded.offsets, decoder_->remember(tape, encoded.states), first);
  tape.arena().rewind(scratch);
  return state;
}

// The same position as in teacher_force, for one token of each row.
Tensor Rnn::step(Tape& tape, DecoderState& base_state, std::span<const TokenId> last) const {
  auto& state = static_cast<RnnState&>(base_state);
  const Var words = target_words_(tape, last, {}, 0);
  std::vector<Var> states = state.states(tape);
  const RnnDecoder::Position position =
      decoder_->step(tape, words, states, state.memory(tape), state.looks());
  state.advance(states, position.attended);
  return position.hidden.value();
}

}  // namespace nmt
