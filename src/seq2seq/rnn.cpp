#include "seq2seq/rnn.h"

#include <array>
#include <cmath>

#include "base/format.h"
#include "seq2seq/rnn_state.h"

namespace nmt {
namespace {

// What the decoder has read before it predicts each target token, in order of time: kBegin at the
// first step, then the token before.
std::vector<TokenId> previous_tokens(const Batch& target, const TimeSteps& time) {
  std::vector<TokenId> ids(time.tokens.size(), kBegin);
  const int first_step = time.steps.empty() ? 0 : time.steps[0].count;
  for (std::size_t i = static_cast<std::size_t>(first_step); i < ids.size(); ++i)
    ids[i] = target.ids[time.tokens[i] - 1];
  return ids;
}

}  // namespace

Rnn::Rnn(const RnnSettings& s, const Vocabularies& vocabularies)
    : settings_(s),
      first_state_(parameters_, "decoder.first_state", s.dim, s.dim),
      attention_(parameters_, "attention",
                 {.query = s.dim, .key = 2 * s.dim, .dim = s.attention_dim}),
      after_(parameters_, "decoder.after", 2 * s.dim, s.dim),
      readout_(parameters_, "decoder.readout", s.dim + s.embedding + 2 * s.dim, 2 * s.readout) {
  if (s.decoder == "conditional")
    before_.emplace(parameters_, "decoder.before", s.embedding, s.dim);
  else
    words_ = &parameters_.declare("decoder.words.weight", s.embedding, 3 * s.dim,
                                  Init::xavier(s.embedding, s.dim), Use::product);
  for (int i = 0; i < s.encoder_layers; ++i)
    encoder_.emplace_back(parameters_, format("encoder.{}", i), i == 0 ? s.embedding : 2 * s.dim,
                          s.dim);
  declare_embeddings(vocabularies);
}

void Rnn::declare_embeddings(const Vocabularies& vocabularies) {
  const RnnSettings& s = settings_;
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
  target_embedding_ = table(one_input ? "embedding" : "target_embedding", vocabularies.target,
                            s.embedding, tied_output ? Use::transposed_product : Use::elementwise);
  source_embedding_ =
      one_input ? target_embedding_
                : table("source_embedding", vocabularies.source, s.embedding, Use::elementwise);
  const Parameter* weight =
      tied_output ? target_embedding_
                  : table("output.weight", vocabularies.target, s.readout, Use::transposed_product);
  output_.emplace(*weight,
                  parameters_.declare("output.bias", 1, vocabularies.target, Init::constant(0)));
}

Var Rnn::embed_tokens(Tape& tape, const Parameter& table, std::span<const TokenId> ids) const {
  return dropout(tape, embed(tape, tape.parameter(table), ids, 1),
                 static_cast<Real>(settings_.dropout));
}

// h_j = [forward h_j; backward h_j] (eq. 7)
Encoded Rnn::encode(Tape& tape, const Batch& source) const {
  Var x = embed_tokens(tape, *source_embedding_, source.ids);
  for (const BidirectionalGru& layer : encoder_)
    x = dropout(tape, layer(tape, x, source.offsets), static_cast<Real>(settings_.dropout));
  return {x, source.offsets};
}

KeysAndValues Rnn::memory_of(Tape& tape, const Encoded& encoded) const {
  return {attention_.project_key(tape, encoded.states), encoded.states};
}

// s_0 = tanh(W_s h_1), from the backward half of h_1, which has read the whole sentence (appendix
// A.2.2).
Var Rnn::first_state(Tape& tape, const Encoded& encoded, std::span<const int> sentences) const {
  std::vector<int> first(sentences.size());
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = encoded.offsets[sentences[i]];
  const Var backward = tape.columns(encoded.states, settings_.dim, settings_.dim);
  return activate(tape, first_state_(tape, gather_rows(tape, backward, first)), Activation::tanh);
}

// The words' share of the sums of the step that reads them, for any number of positions at once.
Var Rnn::word_inputs(Tape& tape, Var embedded) const {
  return before_ ? before_->input()(tape, embedded) : linear(tape, embedded, *words_, nullptr);
}

Rnn::Loop Rnn::loop(Tape& tape, int rows) const {
  return {.before = before_ ? before_->loop(tape, rows) : GruLoop{},
          .after = after_.loop(tape, rows),
          .query = attention_.query_loop(tape, rows),
          .context = after_.input().loop(tape, rows)};
}

// State -> attention -> state. `words`: word_inputs of y_{i-1}; `state`: s_{i-1}.
//     single (appendix A.2.2):            conditional (Sennrich 2017, section 4.2):
//                                         s'  = gru(E y_{i-1}; s_{i-1})
//     c_i = attention(s_{i-1}; h)         c_i = attention(s'; h)
//     s_i = gru(E y_{i-1}, c_i; s_{i-1})  s_i = gru(c_i; s')
Rnn::Position Rnn::decode(Tape& tape, const Loop& loop, Var words, Var state,
                          const KeysAndValues& memory, const AttentionLayout* layout) const {
  if (before_) state = gru_step(tape, words, state, loop.before);
  const Attended attended = attention_(tape, state, loop.query, memory, layout);
  const Var found = linear(tape, attended.context, loop.context);
  return {gru_step(tape, before_ ? found : add(tape, words, found), state, loop.after), attended};
}

// t_i = maxout(U_o s_i + V_o E y_{i-1} + C_o c_i), for any number of positions at once. The
// appendix has s_{i-1} here; s_i is that of eq. 4.
Var Rnn::read_out(Tape& tape, Var states, Var embedded, Var contexts) const {
  const std::array parts = {states, embedded, contexts};
  return dropout(tape, maxout(tape, readout_(tape, concat_columns(tape, parts))),
                 static_cast<Real>(settings_.dropout));
}

// Everything that does not depend on the state is computed for all positions at once, in order of
// time; the loop walks over the sentences that are still alive.
Var Rnn::teacher_force(Tape& tape, const Encoded& encoded, const Batch& target) const {
  if (target.tokens() == 0) return tape.constant(tape.make(0, settings_.readout));
  const TimeSteps* time = make_time_steps(tape, target.offsets, Direction::forward);
  std::vector<RowRange> queries, sources;
  for (const int sentence : time->sentences) {
    const int begin = encoded.offsets[sentence];
    queries.push_back({static_cast<int>(queries.size()), 1});
    sources.push_back({begin, encoded.offsets[sentence + 1] - begin});
  }
  const KeysAndValues memory = memory_of(tape, encoded);
  const Loop weights = loop(tape, target.tokens());
  const Var embedded = embed_tokens(tape, *target_embedding_, previous_tokens(target, *time));
  const Var words = word_inputs(tape, embedded);

  std::vector<Var> states, contexts;
  Var state = first_state(tape, encoded, time->sentences);
  for (const RowRange& rows : time->steps) {
    const auto alive = static_cast<std::size_t>(rows.count);
    const AttentionLayout* layout = make_attention_layout(
        tape, std::span(queries).first(alive), std::span(sources).first(alive), 1, Visible::all);
    const Position position = decode(tape, weights, tape.rows(words, rows.begin, rows.count),
                                     tape.rows(state, 0, rows.count), memory, layout);
    state = position.state;
    states.push_back(state);
    contexts.push_back(position.attended.context);
  }
  const Var hidden = read_out(tape, stack_rows(tape, states), embedded, stack_rows(tape, contexts));
  return gather_rows(tape, hidden, time_rows(tape, *time));
}

std::unique_ptr<DecoderState> Rnn::start(Tape& tape, const Encoded& encoded) const {
  std::vector<int> sentences(encoded.offsets.size() - 1);
  for (std::size_t i = 0; i < sentences.size(); ++i) sentences[i] = static_cast<int>(i);
  const Arena::Mark scratch = tape.arena().mark();
  auto state = std::make_unique<RnnState>(encoded.offsets, memory_of(tape, encoded),
                                          first_state(tape, encoded, sentences).value());
  tape.arena().rewind(scratch);
  return state;
}

// The same position as in teacher_force, for one token of each row.
Tensor Rnn::step(Tape& tape, DecoderState& base_state, std::span<const TokenId> last) const {
  auto& state = static_cast<RnnState&>(base_state);
  const AttentionLayout* layout =
      make_attention_layout(tape, state.rows().queries(), state.rows().sources(), 1, Visible::all);
  const Var embedded = embed_tokens(tape, *target_embedding_, last);
  const Position position =
      decode(tape, loop(tape, state.rows().count()), word_inputs(tape, embedded),
             state.hidden(tape), state.memory(tape), layout);
  state.advance(position.state.value(), position.attended.weights.value(), *layout);
  return read_out(tape, position.state, embedded, position.attended.context).value();
}

}  // namespace nmt
