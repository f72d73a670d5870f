#include "train/guided_alignment.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// The links of a batch by target token: where in its source sentence each should look.
std::vector<std::vector<int>> links_of(const PairBatch& batch, const LinkFile& links,
                                       const WordStarts& source, const WordStarts& target) {
  std::vector<std::vector<int>> positions(static_cast<std::size_t>(batch.target.tokens()));
  for (int s = 0; s < batch.target.sentences(); ++s) {
    const LinkFile::Pair pair = links.pair(batch.pairs[static_cast<std::size_t>(s)]);
    const int begin = batch.target.offsets[static_cast<std::size_t>(s)];
    for (const WordLink& link : token_links(pair, source.words(batch.source.sentence(s)),
                                            target.words(batch.target.sentence(s))))
      positions[static_cast<std::size_t>(begin + link.target)].push_back(link.source);
  }
  for (std::vector<int>& of_token : positions) {
    std::sort(of_token.begin(), of_token.end());
    of_token.erase(std::unique(of_token.begin(), of_token.end()), of_token.end());
  }
  return positions;
}

// The calls of the attention over the source: that of one decoder layer, over all positions at once;
// or a recurrent decoder's, one for each step.
std::vector<const AttentionCall*> guided_calls(const AttentionTrace& trace, int layer) {
  std::string wanted = "attention";
  for (const AttentionCall& call : trace.calls)
    if (call.name.ends_with(".cross")) wanted = call.name;
  if (layer > 0) wanted = format("decoder.{}.cross", layer - 1);
  std::vector<const AttentionCall*> calls;
  for (const AttentionCall& call : trace.calls)
    if (call.name == wanted) calls.push_back(&call);
  return calls;
}

// The links that a call's queries should have. `step`: which step of all sentences the call is; -1
// where its queries are those of all sentences in order. `before`: queries of each sentence that
// stand before those of its target.
std::vector<GuidedLink> links_of_call(const AttentionCall& call, int step, int before,
                                      const PairBatch& batch,
                                      const std::vector<std::vector<int>>& positions) {
  std::vector<GuidedLink> links;
  const std::vector<int>& begins = batch.source.offsets;
  for (std::size_t i = 0; i < call.layout->spans.size(); ++i) {
    const AttentionSpan& span = call.layout->spans[i];
    // A span's keys tell its sentence; no source sentence is empty.
    const int begin = span.key_begin - span.first_position;
    const auto sentence = std::lower_bound(begins.begin(), begins.end(), begin) - begins.begin();
    const int first = batch.target.offsets[static_cast<std::size_t>(sentence)];
    for (int q = 0; q < span.query_count; ++q) {
      const int token = step < 0 ? span.query_begin + q - before * (static_cast<int>(sentence) + 1)
                                 : first + step - before;
      if (token < first) continue;
      const std::vector<int>& wanted = positions[static_cast<std::size_t>(token)];
      const RowRange visible = call.layout->visible_keys(span, q);
      for (const int position : wanted) {
        const int key = position - span.first_position;
        if (key < visible.begin || key >= visible.begin + visible.count) continue;
        links.push_back({static_cast<int>(i), q, key, Real(1) / static_cast<Real>(wanted.size())});
      }
    }
  }
  return links;
}

}  // namespace

GuidedAlignment::GuidedAlignment(const LinkFile& links, const Tokenizers& tokenizers,
                                 const TrainingSettings& settings)
    : links_(&links),
      source_(*tokenizers.source),
      target_(*tokenizers.target),
      weight_(static_cast<Real>(settings.guided_alignment_weight)),
      layer_(settings.guided_alignment_layer),
      heads_(settings.guided_alignment_heads == "first" ? GuidedHeads::first : GuidedHeads::mean) {}

void GuidedAlignment::watch(Tape& tape, AttentionTrace& trace) const {
  trace.detail = AttentionTrace::Detail::weights;
  trace.calls.clear();
  trace.before_target = 0;
  tape.watch(&trace);
}

Var GuidedAlignment::cost(Tape& tape, AttentionTrace& trace, const PairBatch& batch,
                          Real scale) const {
  tape.watch(nullptr);
  const std::vector<const AttentionCall*> calls = guided_calls(trace, layer_);
  if (calls.empty())
    throw Error({.what = layer_ > 0 && !trace.calls.empty()
                             ? format("the model's decoder has no attention in layer {}", layer_)
                             : "the model has no attention that links could guide",
                 .where = layer_ > 0 && !trace.calls.empty() ? "training.guided_alignment_layer"
                                                             : "data.train.alignment",
                 .fix = layer_ > 0 && !trace.calls.empty()
                            ? "use 0, the last layer"
                            : "remove data.train.alignment, or choose a model with attention"});
  const auto positions = links_of(batch, *links_, source_, target_);
  const int before = trace.before_target;
  const bool all_at_once =
      calls.size() == 1 &&
      calls[0]->layout->query_rows == batch.target.tokens() + before * batch.target.sentences();
  Var total;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const int step = all_at_once ? -1 : static_cast<int>(i);
    const std::vector<GuidedLink> links = links_of_call(*calls[i], step, before, batch, positions);
    const Var cost = alignment_cost(tape, calls[i]->weights, calls[i]->layout,
                                    {.links = links, .heads = heads_, .scale = scale * weight_});
    total = total ? add(tape, total, cost) : cost;
  }
  trace.calls.clear();
  return total;
}

}  // namespace nmt
