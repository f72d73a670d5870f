#include "attend/observed_pair.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <tuple>

namespace nmt {
namespace {

// Where the attention of that name stands. Names are those of the parameters: "encoder.0.self",
// "decoder.0.self", "decoder.0.cross", and a recurrent decoder's "attention".
AttentionPlace place_named(const std::string& name) {
  int layer = 0;
  const std::size_t dot = name.find('.');
  if (dot != std::string::npos)
    std::from_chars(name.data() + dot + 1, name.data() + name.size(), layer);
  const char* part = name.starts_with("encoder.") ? "encoder"
                     : name.ends_with(".self")    ? "decoder"
                                                  : "cross";
  return {.part = part, .layer = layer + 1};
}

std::vector<float> numbers(const Tensor& x, int row) { return {x.row(row), x.row(row) + x.cols}; }

// The columns of one head.
Tensor of_head(const Var& x, int head, int heads) {
  const int width = x.cols() / heads;
  return x.value().columns(head * width, width);
}

QuerySteps::Key key_steps(const AttentionCall& call, const AttentionSpan& span, int query, int key,
                          int head) {
  const AttentionLayout& layout = *call.layout;
  const auto number = [&](const Var& ragged) {
    return layout.block(ragged.value().data, span, head)(query, key);
  };
  const int row = span.key_begin + key;
  return {.position = span.first_position + key,
          .key = *call.key_sign == '\0' ? std::vector<float>()
                                        : numbers(of_head(call.key, head, layout.heads), row),
          .value = numbers(of_head(call.value, head, layout.heads), row),
          .raw = number(call.raw),
          .score = number(call.scores),
          .softmax = number(call.softmax),
          .weight = number(call.weights)};
}

}  // namespace

float nearness(float position, float centre, float deviation) {
  const float away = position - centre;
  return std::exp(-away * away / (2 * deviation * deviation));
}

ObservedPair::ObservedPair(const Seq2Seq& model, std::span<const TokenId> source_ids,
                           std::span<const TokenId> target_ids) {
  Batch source, target;
  source.add(source_ids);
  target.add(target_ids);
  tape_.watch(&trace_);
  model.teacher_force(tape_, model.encode(tape_, source), target);
  tape_.watch(nullptr);
  find_places();
}

void ObservedPair::find_places() {
  static const std::map<std::string, int> kOrder = {{"encoder", 0}, {"decoder", 1}, {"cross", 2}};
  std::map<std::tuple<int, int>, std::vector<const AttentionCall*>> sorted;
  for (const AttentionCall& call : trace_.calls) {
    const AttentionPlace place = place_named(call.name);
    sorted[{kOrder.at(place.part), place.layer}].push_back(&call);
  }
  for (auto& [key, calls] : sorted) {
    AttentionPlace place = place_named(calls.front()->name);
    place.heads = calls.front()->layout->heads;
    place.keys = calls.front()->value.rows();
    for (const AttentionCall* call : calls) place.queries += call->layout->query_rows;
    place.queries -= before_target(place);
    if (place.part == "decoder") place.keys -= before_target(place);
    places_.push_back(place);
    calls_.push_back(std::move(calls));
  }
  for (AttentionPlace& place : places_)
    place.layers = static_cast<int>(
        std::count_if(places_.begin(), places_.end(),
                      [&](const AttentionPlace& other) { return other.part == place.part; }));
}

// What stands before the target in the decoder is not shown.
int ObservedPair::before_target(const AttentionPlace& place) const {
  return place.part == "encoder" ? 0 : trace_.before_target;
}

// A query of decoder and cross stands that much further down in the calls. Among the keys of the decoder, it
// is one with the beginning.
int ObservedPair::shown_key(const AttentionPlace& place, int position) const {
  return place.part == "decoder" ? std::max(0, position - before_target(place)) : position;
}

// A recurrent decoder that feeds its attention back calls it once for each target token.
template <class Run>
void ObservedPair::each_row(int place, Run run) const {
  int first = -before_target(places_[static_cast<std::size_t>(place)]);
  for (const AttentionCall* call : calls_[static_cast<std::size_t>(place)]) {
    for (const AttentionSpan& span : call->layout->spans)
      for (int q = 0; q < span.query_count; ++q)
        if (const int query = first + span.query_begin + q; query >= 0)
          run(query, Row{call, &span, q});
    first += call->layout->query_rows;
  }
}

std::vector<float> ObservedPair::weights(int place, int head) const {
  const AttentionPlace& at = places_[static_cast<std::size_t>(place)];
  std::vector<float> weights(static_cast<std::size_t>(at.queries) * std::size_t(at.keys));
  const int first = head == 0 ? 0 : head - 1, end = head == 0 ? at.heads : head;
  const float share = 1 / static_cast<float>(end - first);
  each_row(place, [&](int query, const Row& row) {
    const RowRange seen = row.call->layout->visible_keys(*row.span, row.query);
    float* to = weights.data() + std::ptrdiff_t(query) * at.keys;
    for (int h = first; h < end; ++h) {
      const Tensor block = row.call->layout->block(row.call->weights.value().data, *row.span, h);
      for (int k = seen.begin; k < seen.begin + seen.count; ++k)
        to[shown_key(at, row.span->first_position + k)] += share * block(row.query, k);
    }
  });
  return weights;
}

std::vector<AttentionView::Seen> ObservedPair::seen(int place) const {
  const AttentionPlace& at = places_[static_cast<std::size_t>(place)];
  std::vector<AttentionView::Seen> seen(static_cast<std::size_t>(at.queries));
  each_row(place, [&](int query, const Row& row) {
    const RowRange keys = row.call->layout->visible_keys(*row.span, row.query);
    const int begin = row.span->first_position + keys.begin;
    seen[static_cast<std::size_t>(query)] = {shown_key(at, begin),
                                             shown_key(at, begin + keys.count)};
  });
  return seen;
}

QuerySteps ObservedPair::steps(int place, int head, int query) const {
  QuerySteps steps;
  const AttentionPlace& shown = places_[static_cast<std::size_t>(place)];
  each_row(place, [&](int at, const Row& row) {
    if (at != query) return;
    const AttentionCall& call = *row.call;
    const int heads = call.layout->heads, h = head - 1, in_call = row.span->query_begin + row.query;
    steps.score = call.score;
    steps.formula = call.formula;
    steps.query_sign = call.query_sign;
    steps.key_sign = call.key_sign;
    steps.scale = call.scale;
    steps.query = numbers(of_head(call.query, h, heads), in_call);
    if (call.state && call.state.value().data != call.query.value().data)
      steps.state = numbers(call.state.value(), in_call);
    if (call.v) steps.v = numbers(call.v.value(), 0);
    steps.context = numbers(of_head(call.context, h, heads), in_call);
    if (call.centre) steps.centre = call.centre.value()(in_call, 0);
    steps.deviation = call.deviation;
    steps.sentence = shown_key(shown, call.value.rows());
    const RowRange seen = call.layout->visible_keys(*row.span, row.query);
    for (int k = seen.begin; k < seen.begin + seen.count; ++k) {
      steps.keys.push_back(key_steps(call, *row.span, row.query, k, h));
      steps.keys.back().position = shown_key(shown, steps.keys.back().position);
    }
  });
  return steps;
}

ViewTokens view_tokens(const std::string& part, const PairTokens& tokens) {
  if (part == "encoder") return {tokens.source, tokens.source};
  if (part == "cross") return {tokens.target, tokens.source};
  std::vector<std::string> read = {std::string(kSpecialTokens[kBegin])};
  if (!tokens.target.empty())
    read.insert(read.end(), tokens.target.begin(), tokens.target.end() - 1);
  return {tokens.target, std::move(read)};
}

AttentionView attention_view(const ObservedPair& pair, const PairTokens& tokens, int place,
                             int head) {
  const AttentionPlace& at = pair.places()[static_cast<std::size_t>(place)];
  ViewTokens names = view_tokens(at.part, tokens);
  // An encoder that does not read the end mark has no row for it.
  names.queries.resize(static_cast<std::size_t>(at.queries));
  names.keys.resize(static_cast<std::size_t>(at.keys));
  return {.part = at.part,
          .layer = at.layer,
          .layers = at.layers,
          .head = head,
          .heads = at.heads,
          .queries = std::move(names.queries),
          .keys = std::move(names.keys),
          .weights = pair.weights(place, head),
          .seen = pair.seen(place)};
}

std::vector<AttentionView> attention_views(const ObservedPair& pair, const PairTokens& tokens) {
  std::vector<AttentionView> views;
  for (std::size_t i = 0; i < pair.places().size(); ++i) {
    const int heads = pair.places()[i].heads;
    for (int head = 0; head <= (heads > 1 ? heads : 0); ++head)
      views.push_back(attention_view(pair, tokens, static_cast<int>(i), head));
  }
  return views;
}

}  // namespace nmt
