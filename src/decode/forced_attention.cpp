#include "decode/forced_attention.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nmt {
namespace {

// Copies the rows of one step into the maps of the sentences that are still alive.
void note_step(const Tensor& attention, std::span<const int> alive, int position,
               std::vector<AttentionMap>& maps) {
  for (std::size_t r = 0; r < alive.size(); ++r) {
    AttentionMap& map = maps[static_cast<std::size_t>(alive[r])];
    std::copy_n(attention.row(static_cast<int>(r)), map.source,
                map.weights.begin() + std::ptrdiff_t(position) * map.source);
  }
}

double entropy_of(std::span<const Real> weights) {
  double sum = 0, sum_of_logs = 0;
  for (const Real weight : weights) {
    if (!(weight > 0)) continue;
    sum += double(weight);
    sum_of_logs += double(weight) * std::log(double(weight));
  }
  return sum > 0 ? std::log(sum) - sum_of_logs / sum : 0;
}

}  // namespace

std::vector<AttentionMap> forced_attention(const Seq2Seq& model, Tape& tape,
                                           const PairBatch& batch) {
  const Batch &source = batch.source, &target = batch.target;
  std::vector<AttentionMap> maps(static_cast<std::size_t>(target.sentences()));
  for (int s = 0; s < target.sentences(); ++s) {
    const auto size = static_cast<std::size_t>(target.length(s)) * std::size_t(source.length(s));
    maps[static_cast<std::size_t>(s)] = {target.length(s), source.length(s),
                                         std::vector<Real>(size)};
  }
  const Arena::Mark scratch = tape.arena().mark();
  const Encoded encoded = model.encode(tape, source);
  const auto state = model.start(tape, encoded);
  std::vector<int> alive(maps.size());
  std::iota(alive.begin(), alive.end(), 0);
  for (int position = 0; !alive.empty(); ++position) {
    std::vector<TokenId> last;
    for (const int s : alive)
      last.push_back(position == 0 ? kBegin
                                   : target.sentence(s)[static_cast<std::size_t>(position) - 1]);
    const Arena::Mark step = tape.arena().mark();
    model.step(tape, *state, last);
    note_step(state->attention(), alive, position, maps);
    tape.arena().rewind(step);
    std::vector<int> kept, still;
    for (std::size_t r = 0; r < alive.size(); ++r)
      if (position + 1 < target.length(alive[r])) {
        kept.push_back(static_cast<int>(r));
        still.push_back(alive[r]);
      }
    alive = std::move(still);
    if (!alive.empty()) state->keep_rows(kept);
  }
  tape.arena().rewind(scratch);
  return maps;
}

double attention_entropy(const AttentionMap& map) {
  double sum = 0;
  for (int t = 0; t < map.target; ++t) sum += entropy_of(map.row(t));
  return sum;
}

}  // namespace nmt
