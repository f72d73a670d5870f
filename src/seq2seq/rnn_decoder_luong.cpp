// The attention after the recurrent step (Luong 2015, section 3). Equation numbers are that paper's.
//
//     h_t  = layers(E y_{t-1}; h_{t-1})                 or, with input feeding (section 3.3),
//            layers([E y_{t-1}; h~_{t-1}]; h_{t-1})
//     c_t  = attention(h_t; source)                     eq. 7 to 10: nn/attention.cpp
//     h~_t = tanh(W_c [c_t; h_t])                       eq. 5: the attentional hidden state
//     p(y_t | y_<t, x) = softmax(W_s h~_t)              eq. 6: OutputProjection
//
// Without attention h~_t = tanh(W_c h_t), which is the model of Sutskever 2014.
#include <array>

#include "nn/position.h"
#include "seq2seq/rnn_decoder.h"

namespace nmt {
namespace {

class LuongDecoder final : public RnnDecoder {
 public:
  LuongDecoder(ParameterSet&, const Shape&, InputFeeding);
  KeysAndValues remember(Tape& tape, Var states) const override {
    return attention_ ? attention_->remember(tape, states) : KeysAndValues{};
  }
  bool attends() const override { return attention_.has_value(); }
  std::vector<Var> start(Tape&, std::vector<Var> first) const override;
  Var teacher_force(Tape&, const Forced&) const override;
  Position step(Tape&, Var words, std::vector<Var>& states, const KeysAndValues&,
                const Looks&) const override;

 private:
  // The weights that every step multiplies by.
  struct Loop {
    RecurrentStack::Loop layers;
    Attention::Loop attention;
    LoopWeight *feed = nullptr, *combine;
  };
  struct Source {
    const KeysAndValues& memory;
    const Looks& looks;
  };
  Loop loop(Tape&, int rows, const RecurrentDropout&, int sentences) const;
  Position attend_and_combine(Tape&, Var hidden, const Loop&, const Source&) const;
  Position advance(Tape&, Var word_sums, std::vector<Var>& states, const Loop&,
                   const Source&) const;
  Var all_at_once(Tape&, const Forced&) const;
  Var step_by_step(Tape&, const Forced&) const;

  Shape shape_;
  RecurrentStack layers_;
  const Parameter* feed_ = nullptr;  // input feeding: h~ into the first layer [readout, sums]
  std::optional<Attention> attention_;
  Linear combine_;  // W_c [source + dim, readout]
};

LuongDecoder::LuongDecoder(ParameterSet& parameters, const Shape& shape, InputFeeding feeding)
    : shape_(shape),
      layers_(
          parameters, "decoder",
          {.cell = shape.cell, .in = shape.embedding, .dim = shape.dim, .layers = shape.layers}),
      combine_(parameters, "decoder.combine", (shape.attention ? shape.source : 0) + shape.dim,
               shape.readout) {
  if (!shape.attention) return;
  attention_.emplace(parameters, "attention", *shape.attention);
  const int sums = sums_width(shape.cell, shape.dim);
  if (feeding == InputFeeding::yes)
    feed_ = &parameters.declare("decoder.feed.weight", shape.readout, sums,
                                Init::xavier(shape.readout, shape.dim), Use::product);
}

// h~_0 = 0
std::vector<Var> LuongDecoder::start(Tape& tape, std::vector<Var> first) const {
  if (feed_) first.push_back(tape.constant(tape.make_zero(first[0].rows(), shape_.readout)));
  return first;
}

LuongDecoder::Loop LuongDecoder::loop(Tape& tape, int rows, const RecurrentDropout& dropout,
                                      int sentences) const {
  return {.layers = layers_.loop(tape, rows, dropout, sentences),
          .attention = attention_ ? attention_->loop(tape, rows) : Attention::Loop{},
          .feed = feed_ ? LoopWeight::make(tape, *feed_, nullptr, rows) : nullptr,
          .combine = combine_.loop(tape, rows)};
}

// h~ = tanh(W_c [c; h])
RnnDecoder::Position LuongDecoder::attend_and_combine(Tape& tape, Var hidden, const Loop& loop,
                                                      const Source& source) const {
  Attended attended;
  Var both = hidden;
  if (attention_) {
    attended = (*attention_)(tape, hidden, loop.attention, source.memory, source.looks);
    both = concat_columns(tape, std::array{attended.context, hidden});
  }
  return {activate(tape, linear(tape, both, loop.combine), Activation::tanh), attended};
}

// `word_sums`: the share of E y_{t-1} in the first layer's sums.
RnnDecoder::Position LuongDecoder::advance(Tape& tape, Var word_sums, std::vector<Var>& states,
                                           const Loop& loop, const Source& source) const {
  Var fed;
  if (feed_) {
    fed = states.back();
    states.pop_back();
    word_sums = add(tape, word_sums, linear(tape, fed, loop.feed));
  }
  const Var hidden = layers_.step(tape, word_sums, states, loop.layers);
  const Position position = attend_and_combine(tape, hidden, loop, source);
  if (feed_) states.push_back(position.hidden);
  return position;
}

// Without input feeding no step of the layers waits for the attention, so that everything but the
// recurrence itself is one product over all positions.
Var LuongDecoder::all_at_once(Tape& tape, const Forced& forced) const {
  const int sentences = forced.target.sentences();
  const PreviousTokens previous = previous_tokens(forced.target);
  const Var words = forced.words(tape, previous.ids, previous.places, sentences);
  const Var hidden = layers_.whole(tape, words, forced.time, forced.first, shape_.dropout);
  std::vector<RowRange> queries, sources;
  for (int s = 0; s < sentences; ++s) {
    const int begin = forced.encoded.offsets[s];
    queries.push_back({forced.target.offsets[s], forced.target.length(s)});
    sources.push_back({begin, forced.encoded.offsets[s + 1] - begin});
  }
  const KeysAndValues memory = remember(tape, forced.encoded.states);
  const Looks looks{queries, sources, positions_in_sentences(tape, forced.target.offsets)};
  const Loop weights = {
      .layers = {},
      .attention = attention_ ? attention_->loop(tape, hidden.rows()) : Attention::Loop{},
      .combine = combine_.loop(tape, hidden.rows())};
  const Var combined = attend_and_combine(tape, hidden, weights, {memory, looks}).hidden;
  return drop(tape, combined, shape_.dropout, previous.places, sentences);
}

Var LuongDecoder::step_by_step(Tape& tape, const Forced& forced) const {
  const TimeSteps& time = *forced.time;
  const int sentences = forced.target.sentences();
  const PreviousTokens previous = previous_tokens_in_time(forced.target, time);
  const Var words = forced.words(tape, previous.ids, previous.places, sentences);
  const Var word_sums = layers_.layer(0).input()(tape, words);
  const Loop weights = loop(tape, forced.target.tokens(), shape_.dropout, sentences);
  const KeysAndValues memory = remember(tape, forced.encoded.states);
  ForcedLooks looks(time, forced.encoded.offsets);
  std::vector<Var> states = start(tape, forced.first), hidden;
  for (std::size_t t = 0; t < time.steps.size(); ++t) {
    const RowRange rows = time.steps[t];
    for (Var& state : states) state = tape.rows(state, 0, rows.count);
    const Var sums = tape.rows(word_sums, rows.begin, rows.count);
    const Looks look = looks.step(t);
    hidden.push_back(advance(tape, sums, states, weights, {memory, look}).hidden);
  }
  const Var dropped =
      drop(tape, stack_rows(tape, hidden), shape_.dropout, previous.places, sentences);
  return gather_rows(tape, dropped, time_rows(tape, time));
}

Var LuongDecoder::teacher_force(Tape& tape, const Forced& forced) const {
  return feed_ ? step_by_step(tape, forced) : all_at_once(tape, forced);
}

RnnDecoder::Position LuongDecoder::step(Tape& tape, Var words, std::vector<Var>& states,
                                        const KeysAndValues& memory, const Looks& looks) const {
  const Var word_sums = layers_.layer(0).input()(tape, words);
  const Loop weights = loop(tape, words.rows(), {}, 0);
  return advance(tape, word_sums, states, weights, {memory, looks});
}

}  // namespace

std::unique_ptr<RnnDecoder> make_luong_decoder(ParameterSet& parameters,
                                               const RnnDecoder::Shape& shape,
                                               InputFeeding feeding) {
  return std::make_unique<LuongDecoder>(parameters, shape, feeding);
}

}  // namespace nmt
