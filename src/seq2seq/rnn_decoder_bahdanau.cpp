// The attention inside the recurrent step (Bahdanau 2014, section 3.1). Equation and appendix
// numbers are that paper's.
//
//     single (appendix A.2.2):              conditional (Sennrich 2017, section 4.2):
//                                           s'  = gru(E y_{i-1}; s_{i-1})
//     c_i = attention(s_{i-1}; h)           c_i = attention(s'; h)
//     s_i = gru(E y_{i-1}, c_i; s_{i-1})    s_i = gru(c_i; s')
//
//     t_i = maxout(U_o s_i + V_o E y_{i-1} + C_o c_i)      the appendix has s_{i-1} here; s_i is
//     p(y_i | y_<i, x) = softmax(W_o t_i)                  that of eq. 4
//
// Further layers read s_i, one above the other, and the topmost takes its place in t_i.
#include <algorithm>
#include <array>

#include "seq2seq/rnn_decoder.h"

namespace nmt {
namespace {

class BahdanauDecoder final : public RnnDecoder {
 public:
  BahdanauDecoder(ParameterSet&, const Shape&, BahdanauForm);
  KeysAndValues remember(Tape& tape, Var states) const override {
    return attention_.remember(tape, states);
  }
  Var teacher_force(Tape&, const Forced&) const override;
  Position step(Tape&, Var words, std::vector<Var>& states, const KeysAndValues&,
                const Looks&) const override;

 private:
  // The weights that every step multiplies by.
  struct Loop {
    RecurrentLoop before, after;
    Attention::Loop attention;
    LoopWeight* context;
  };
  struct Source {
    const KeysAndValues& memory;
    const Looks& looks;
  };
  Loop loop(Tape&, int rows, const StateDropout&) const;
  Var word_inputs(Tape&, Var words) const;
  Attended advance(Tape&, Var word_inputs, Var& state, const Loop&, const Source&) const;
  Var read_out(Tape&, Var state, Var words, Var context) const;

  Attention attention_;                  // W_a, U_a, v_a
  std::optional<Recurrent> before_;      // reads the word, before the attention (conditional)
  const Parameter* words_ = nullptr;     // W [embedding, sums], where only `after_` reads (single)
  Recurrent after_;                      // reads the context
  std::optional<RecurrentStack> above_;  // further layers
  Linear readout_;                       // U_o, V_o and C_o [dim + embedding + source, 2 readout]
  RecurrentDropout dropout_;
};

BahdanauDecoder::BahdanauDecoder(ParameterSet& parameters, const Shape& shape, BahdanauForm form)
    : attention_(parameters, "attention", *shape.attention),
      after_(parameters, "decoder.after", shape.cell, shape.source, shape.dim),
      readout_(parameters, "decoder.readout", shape.dim + shape.embedding + shape.source,
               2 * shape.readout),
      dropout_(shape.dropout) {
  const int sums = sums_width(shape.cell, shape.dim);
  if (form == BahdanauForm::conditional)
    before_.emplace(parameters, "decoder.before", shape.cell, shape.embedding, shape.dim);
  else
    words_ = &parameters.declare("decoder.words.weight", shape.embedding, sums,
                                 Init::xavier(shape.embedding, shape.dim), Use::product);
  if (shape.layers > 1)
    above_.emplace(parameters, "decoder.above",
                   RecurrentStack::Shape{.cell = shape.cell,
                                         .in = shape.dim,
                                         .dim = shape.dim,
                                         .layers = shape.layers - 1,
                                         .below = 1});
}

// The words' share of the sums of the step that reads them, for any number of positions at once.
Var BahdanauDecoder::word_inputs(Tape& tape, Var words) const {
  return before_ ? before_->input()(tape, words) : linear(tape, words, *words_, nullptr);
}

BahdanauDecoder::Loop BahdanauDecoder::loop(Tape& tape, int rows,
                                            const StateDropout& dropout) const {
  return {.before = before_ ? before_->loop(tape, rows, dropout) : RecurrentLoop{},
          .after = after_.loop(tape, rows, dropout),
          .attention = attention_.loop(tape, rows),
          .context = after_.input().loop(tape, rows)};
}

// One position of each row: `state` becomes s_i.
Attended BahdanauDecoder::advance(Tape& tape, Var word_inputs, Var& state, const Loop& loop,
                                  const Source& source) const {
  if (before_) state = before_->step(tape, word_inputs, state, loop.before);
  const Attended attended =
      attention_(tape, after_.hidden(tape, state), loop.attention, source.memory, source.looks);
  const Var found = linear(tape, attended.context, loop.context);
  state = after_.step(tape, before_ ? found : add(tape, word_inputs, found), state, loop.after);
  return attended;
}

// t_i for any number of positions at once.
Var BahdanauDecoder::read_out(Tape& tape, Var state, Var words, Var context) const {
  return maxout(tape, readout_(tape, concat_columns(tape, std::array{state, words, context})));
}

// The rows of a batch that is already in the order of time.
const TimeSteps* in_order(Tape& tape, const TimeSteps& time) {
  int* tokens = tape.arena().allocate<int>(time.tokens.size());
  for (std::size_t i = 0; i < time.tokens.size(); ++i) tokens[i] = static_cast<int>(i);
  int* sentences = tape.arena().allocate<int>(time.sentences.size());
  for (std::size_t i = 0; i < time.sentences.size(); ++i) sentences[i] = static_cast<int>(i);
  void* place = tape.arena().allocate<TimeSteps>(1);
  return new (place)
      TimeSteps{{sentences, time.sentences.size()}, {tokens, time.tokens.size()}, time.steps};
}

// Everything that does not depend on the state is computed for all positions at once, in the order
// of time; the loop walks over the sentences that are still alive.
Var BahdanauDecoder::teacher_force(Tape& tape, const Forced& forced) const {
  const TimeSteps& time = *forced.time;
  const int sentences = forced.target.sentences();
  const PreviousTokens previous = previous_tokens_in_time(forced.target, time);
  const Var words = forced.words(tape, previous.ids, previous.places, sentences);
  const Var inputs = word_inputs(tape, words);
  const bool variational = dropout_.kind == RecurrentDropout::Kind::variational;
  const Loop weights =
      loop(tape, forced.target.tokens(), {variational ? dropout_.rate : 0, sentences});
  const KeysAndValues memory = remember(tape, forced.encoded.states);
  ForcedLooks looks(time, forced.encoded.offsets);

  std::vector<Var> states, contexts;
  Var state = forced.first[0];
  for (std::size_t t = 0; t < time.steps.size(); ++t) {
    const RowRange rows = time.steps[t];
    const Looks look = looks.step(t);
    state = tape.rows(state, 0, rows.count);
    const Attended attended =
        advance(tape, tape.rows(inputs, rows.begin, rows.count), state, weights, {memory, look});
    states.push_back(after_.hidden(tape, state));
    contexts.push_back(attended.context);
  }
  Var top = stack_rows(tape, states);
  if (above_) {
    const Var below = drop(tape, top, dropout_, previous.places, sentences);
    top = above_->whole(tape, below, in_order(tape, time), std::span(forced.first).subspan(1),
                        dropout_);
  }
  const Var hidden = drop(tape, read_out(tape, top, words, stack_rows(tape, contexts)), dropout_,
                          previous.places, sentences);
  return gather_rows(tape, hidden, time_rows(tape, time));
}

RnnDecoder::Position BahdanauDecoder::step(Tape& tape, Var words, std::vector<Var>& states,
                                           const KeysAndValues& memory, const Looks& looks) const {
  const int rows = words.rows();
  const Attended attended =
      advance(tape, word_inputs(tape, words), states[0], loop(tape, rows, {}), {memory, looks});
  Var top = after_.hidden(tape, states[0]);
  if (above_) {
    std::vector<Var> higher(states.begin() + 1, states.end());
    top = above_->step(tape, above_->layer(0).input()(tape, top), higher, above_->loop(tape, rows));
    std::copy(higher.begin(), higher.end(), states.begin() + 1);
  }
  return {read_out(tape, top, words, attended.context), attended};
}

}  // namespace

std::unique_ptr<RnnDecoder> make_bahdanau_decoder(ParameterSet& parameters,
                                                  const RnnDecoder::Shape& shape,
                                                  BahdanauForm form) {
  return std::make_unique<BahdanauDecoder>(parameters, shape, form);
}

}  // namespace nmt
