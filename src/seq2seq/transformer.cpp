#include "seq2seq/transformer.h"

#include <cmath>
#include <numeric>

#include "base/format.h"
#include "nn/between_layers.h"
#include "nn/position.h"
#include "seq2seq/transformer_state.h"

namespace nmt {
namespace {

std::vector<RowRange> sentence_rows(std::span<const int> offsets) {
  std::vector<RowRange> rows;
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
    rows.push_back({offsets[i], offsets[i + 1] - offsets[i]});
  return rows;
}

// What the decoder has read before it predicts each target token: kBegin, then the tokens but the
// last.
std::vector<TokenId> shifted(const Batch& target) {
  std::vector<TokenId> ids(target.ids.size());
  for (int i = 0; i < target.sentences(); ++i) {
    if (target.length(i) == 0) continue;
    ids[target.offsets[i]] = kBegin;
    std::copy_n(target.ids.begin() + target.offsets[i], target.length(i) - 1,
                ids.begin() + target.offsets[i] + 1);
  }
  return ids;
}

// Of a decoder layer's past, among its parameters.
std::string past_name(const TransformerSettings& s) {
  return s.decoder_layer == "self_attention" ? "self" : s.decoder_layer;
}

DecoderPast make_past(ParameterSet& parameters, const std::string& name,
                      const TransformerSettings& s) {
  if (s.decoder_layer == "ssru") return Ssru(parameters, name, s.dim);
  if (s.decoder_layer == "average") return AverageAttention(parameters, name, s.average_shape());
  return SelfAttention(parameters, name, s.dim);
}

// The sentences without their end marks; one that has nothing else keeps it.
Batch without_end_marks(const Batch& source) {
  Batch read;
  for (int i = 0; i < source.sentences(); ++i) {
    const std::span<const TokenId> sentence = source.sentence(i);
    read.add(sentence.size() > 1 ? sentence.first(sentence.size() - 1) : sentence);
  }
  return read;
}

// Where a recurrence stands: it is to read the rows `offsets` of each sentence, after `count` rows
// that left it in `states` [sentences, dim]; none at the beginning.
struct Before {
  std::span<const int> offsets;
  Var states;
  int count;
};

}  // namespace

Transformer::EncoderLayer::EncoderLayer(ParameterSet& parameters, const std::string& name,
                                        const TransformerSettings& s)
    : self_norm(parameters, name + ".self.norm", s.norm_shape()),
      feed_forward_norm(parameters, name + ".feed_forward.norm", s.norm_shape()),
      self(parameters, name + ".self", s.dim),
      feed_forward(parameters, name + ".feed_forward", s.encoder_feed_forward_shape()) {}

Transformer::DecoderLayer::DecoderLayer(ParameterSet& parameters, const std::string& name,
                                        const TransformerSettings& s)
    : past_norm(parameters, name + "." + past_name(s) + ".norm", s.norm_shape()),
      cross_norm(parameters, name + ".cross.norm", s.norm_shape()),
      feed_forward_norm(parameters, name + ".feed_forward.norm", s.norm_shape()),
      past(make_past(parameters, name + "." + past_name(s), s)),
      cross(parameters, name + ".cross", s.dim),
      feed_forward(parameters, name + ".feed_forward", s.decoder_feed_forward_shape()) {}

Transformer::Transformer(const TransformerSettings& settings, const Vocabularies& vocabularies)
    : settings_(settings) {
  const int dim = settings.dim;
  // Embeddings are scaled by sqrt(dim) on the way in, so that they start with deviation 1 there,
  // and logits with deviation near 1 where they are the output weights (section 3.4).
  const Init embedding = Init::normal(1 / std::sqrt(double(dim)));
  const std::string tied = settings.tied_embeddings != "auto" ? settings.tied_embeddings
                           : vocabularies.shared              ? "all"
                                                              : "target";
  const bool one_input = tied == "all" || tied == "input";
  const bool tied_output = tied == "all" || tied == "target";
  const Use target_use = tied_output ? Use::transposed_product : Use::table;
  target_.table = &parameters_.declare(one_input ? "embedding" : "target_embedding",
                                       vocabularies.target, dim, embedding, target_use);
  source_.table = one_input ? target_.table
                            : &parameters_.declare("source_embedding", vocabularies.source, dim,
                                                   embedding, Use::table);
  if (settings.positions == "learned")
    positions_ = &parameters_.declare("positions", settings.max_length, dim, embedding);
  if (settings.embedding_norm) {
    source_.norm.emplace(parameters_, "encoder.embedding.norm", settings.norm_shape());
    target_.norm.emplace(parameters_, "decoder.embedding.norm", settings.norm_shape());
  }

  for (int i = 0; i < settings.encoder_layers; ++i)
    encoder_.emplace_back(parameters_, format("encoder.{}", i), settings);
  for (int i = 0; i < settings.decoder_layers; ++i)
    decoder_.emplace_back(parameters_, format("decoder.{}", i), settings);
  if (settings.final_norm == "yes" || (settings.final_norm == "auto" && settings.norm == "pre")) {
    encoder_norm_.emplace(parameters_, "encoder.norm", settings.norm_shape());
    decoder_norm_.emplace(parameters_, "decoder.norm", settings.norm_shape());
  }
  const Parameter* output_weight =
      tied_output ? target_.table
                  : &parameters_.declare("output.weight", vocabularies.target, dim, embedding,
                                         Use::transposed_product);
  output_.emplace(*output_weight,
                  parameters_.declare("output.bias", 1, vocabularies.target, Init::constant(0)));
}

// pre: x + dropout(block(norm(input))). post: norm(x + dropout(block(input))), as published (section
// 3.1). A block reads x itself, or what the caller has made of it.
template <class Block>
Var Transformer::residual(Tape& tape, const LayerNorm& norm, Var x, Var input, Block block) const {
  const auto rate = static_cast<Real>(settings_.dropout);
  if (settings_.norm == "pre") return add_dropout(tape, x, block(norm(tape, input)), rate);
  return norm(tape, add_dropout(tape, x, block(input), rate));
}
template <class Block>
Var Transformer::residual(Tape& tape, const LayerNorm& norm, Var x, Block block) const {
  return residual(tape, norm, x, x, block);
}

Var Transformer::embed_tokens(Tape& tape, const Embedding& embedding, std::span<const TokenId> ids,
                              std::span<const int> positions) const {
  const Real scale = settings_.scale_embeddings ? std::sqrt(Real(settings_.dim)) : 1;
  const Var tokens = embed(tape, *embedding.table, ids, scale);
  if (positions.empty()) return tokens;
  const Var placed = add_positions(tape, tokens, positions);
  return dropout(tape, embedding.norm ? (*embedding.norm)(tape, placed) : placed,
                 static_cast<Real>(settings_.dropout));
}

Var Transformer::add_positions(Tape& tape, Var tokens, std::span<const int> positions) const {
  if (positions_) return add_rows(tape, tokens, tape.parameter(*positions_), positions);
  // Only the positions that occur: a step of a search has a single one.
  const auto [first, last] = std::minmax_element(positions.begin(), positions.end());
  const Var waves = tape.constant(sinusoids(tape, *first, *last - *first + 1, settings_.dim));
  std::vector<int> rows(positions.begin(), positions.end());
  for (int& row : rows) row -= *first;
  return add_rows(tape, tokens, waves, rows);
}

Encoded Transformer::encode(Tape& tape, const Batch& source) const {
  return settings_.source_end_mark ? encode_all(tape, source)
                                   : encode_all(tape, without_end_marks(source));
}

Encoded Transformer::encode_all(Tape& tape, const Batch& source) const {
  const auto rate = static_cast<Real>(settings_.attention_dropout);
  const std::vector<RowRange> rows = sentence_rows(source.offsets);
  const AttentionLayout* layout =
      make_attention_layout(tape, rows, rows, settings_.heads, Visible::all);
  Var x = embed_tokens(tape, source_, source.ids, positions_in_sentences(tape, source.offsets));
  const Tensor between = room_between_layers(tape, x.rows(), x.cols());
  for (const EncoderLayer& layer : encoder_) {
    const Arena::Mark scratch = tape.arena().mark();
    x = residual(tape, layer.self_norm, x, [&](Var states) {
      const auto projected = layer.self.project(tape, states);
      return layer.self(tape, projected.query, projected.memory, layout, rate).context;
    });
    x = residual(tape, layer.feed_forward_norm, x,
                 [&](Var states) { return layer.feed_forward(tape, states); });
    if (between.data) x = keep_alone(tape, x, between, scratch);
  }
  return {encoder_norm_ ? (*encoder_norm_)(tape, x) : x, source.offsets};
}

// With norm: pre, an SSRU reads the norm of its input; an average is of inputs as they are, and what
// is normalised is the average.
template <class Reading>
Var Transformer::read_past(Tape& tape, const DecoderLayer& layer, Var x, Reading& reading) const {
  if (const auto* self = std::get_if<SelfAttention>(&layer.past))
    return residual(tape, layer.past_norm, x,
                    [&](Var states) { return reading.attend_self(*self, states); });
  if (const auto* unit = std::get_if<Ssru>(&layer.past))
    return residual(tape, layer.past_norm, x, [&](Var states) {
      return Ssru::hidden(tape, reading.carry([&](const Before& before) {
        return unit->cells(tape, states, before.offsets, before.states);
      }));
    });
  const Var mean = reading.carry([&](const Before& before) {
    return running_mean(tape, x, before.offsets, before.states, before.count);
  });
  const auto& average = std::get<AverageAttention>(layer.past);
  return residual(tape, layer.past_norm, x, mean,
                  [&](Var states) { return average(tape, x, states); });
}

// What was said, the source, feed-forward.
template <class Reading>
Var Transformer::decode_layer(Tape& tape, const DecoderLayer& layer, Var x,
                              Reading& reading) const {
  x = read_past(tape, layer, x, reading);
  x = residual(tape, layer.cross_norm, x,
               [&](Var states) { return reading.attend_source(layer.cross, states); });
  return residual(tape, layer.feed_forward_norm, x,
                  [&](Var states) { return layer.feed_forward(tape, states); });
}

struct Transformer::WholeTarget {
  Tape& tape;
  Var encoded;
  std::span<const int> offsets;  // of the target
  const AttentionLayout *causal, *across;
  Real rate;

  Var attend_self(const SelfAttention& self, Var states) {
    const auto projected = self.project(tape, states);
    return self(tape, projected.query, projected.memory, causal, rate).context;
  }
  Var attend_source(const CrossAttention& cross, Var states) {
    return cross(tape, cross.project_query(tape, states), cross.project_memory(tape, encoded),
                 across, rate)
        .context;
  }
  template <class Run>
  Var carry(Run run) {
    return run(Before{offsets, Var(), 0});
  }
};

Var Transformer::teacher_force(Tape& tape, const Encoded& encoded, const Batch& target) const {
  const std::vector<RowRange> rows = sentence_rows(target.offsets),
                              source_rows = sentence_rows(encoded.offsets);
  WholeTarget reading{
      .tape = tape,
      .encoded = encoded.states,
      .offsets = target.offsets,
      .causal = make_attention_layout(tape, rows, rows, settings_.heads, Visible::causal),
      .across = make_attention_layout(tape, rows, source_rows, settings_.heads, Visible::all),
      .rate = static_cast<Real>(settings_.attention_dropout)};
  Var x =
      embed_tokens(tape, target_, shifted(target), positions_in_sentences(tape, target.offsets));
  for (const DecoderLayer& layer : decoder_) x = decode_layer(tape, layer, x, reading);
  return decoder_norm_ ? (*decoder_norm_)(tape, x) : x;
}

std::unique_ptr<DecoderState> Transformer::start(Tape& tape, const Encoded& encoded) const {
  using Past = TransformerState::Past;
  const TransformerState::Shape shape{
      .layers = static_cast<int>(decoder_.size()),
      .dim = settings_.dim,
      .heads = settings_.heads,
      .past = settings_.decoder_layer == "self_attention" ? Past::keys_and_values : Past::state,
      .unread = settings_.source_end_mark ? 0 : 1};
  auto state = std::make_unique<TransformerState>(tape, encoded.offsets, shape);
  const Arena::Mark scratch = tape.arena().mark();
  for (const DecoderLayer& layer : decoder_) {
    state->add_source(layer.cross.project_memory(tape, encoded.states));
    tape.arena().rewind(scratch);
  }
  return state;
}

struct Transformer::OneStep {
  Tape& tape;
  TransformerState& state;
  std::span<const int> offsets;  // of the rows, each a sentence of one token
  int layer = 0;

  Var attend_self(const SelfAttention& self, Var states) {
    const auto projected = self.project(tape, states);
    state.append(layer, projected.memory);
    return self.mix(tape, state.attend_past(tape, layer, projected.query));
  }
  Var attend_source(const CrossAttention& cross, Var states) {
    const Var query = cross.project_query(tape, states);
    return cross.mix(tape, state.attend_source(tape, layer, query));
  }
  template <class Run>
  Var carry(Run run) {
    const Var after = run(Before{offsets, state.state_before(tape, layer), state.position()});
    state.keep_state(layer, after);
    return after;
  }
};

// The same layers as teacher_force, for one position of each row: what was before comes from the
// state.
Tensor Transformer::step(Tape& tape, DecoderState& base_state,
                         std::span<const TokenId> last) const {
  auto& state = static_cast<TransformerState&>(base_state);
  state.begin_step(tape);
  const std::vector<int> positions(last.size(), state.position());
  std::vector<int> offsets(last.size() + 1);
  std::iota(offsets.begin(), offsets.end(), 0);
  Var x = embed_tokens(tape, target_, last, positions);
  OneStep reading{.tape = tape, .state = state, .offsets = offsets};
  for (const DecoderLayer& layer : decoder_) {
    x = decode_layer(tape, layer, x, reading);
    ++reading.layer;
  }
  state.end_step();
  return (decoder_norm_ ? (*decoder_norm_)(tape, x) : x).value();
}

}  // namespace nmt
