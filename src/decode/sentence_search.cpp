#include "decode/sentence_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// Gives very short sources room for an answer.
constexpr int kExtraLength = 10;

int longest_translation(const DecodingSettings& settings, int source_tokens, int prefix,
                        int model_limit) {
  const double by_ratio = settings.max_length_ratio * source_tokens + kExtraLength;
  const int wished = static_cast<int>(std::min<double>(settings.max_length, by_ratio));
  const int most = std::max(wished, prefix + 1);
  return model_limit > 0 ? std::min(most, model_limit) : most;
}

int shortest_translation(const DecodingSettings& settings, int source_tokens, int longest) {
  const double by_ratio = std::ceil(settings.min_length_ratio * source_tokens);
  return static_cast<int>(
      std::min<double>(std::max<double>(settings.min_length, by_ratio), longest));
}

void require_room(int prefix, int model_limit) {
  if (model_limit == 0 || prefix < model_limit) return;
  throw Error({.what = format("a prefix of {} tokens leaves no room for more: the model takes {}",
                              prefix, model_limit),
               .fix = "shorten the prefix"});
}

std::uint64_t stream_of(const SearchInput& input, int sentence) {
  if (!input.streams.empty()) return input.streams[static_cast<std::size_t>(sentence)];
  std::uint64_t key = 0;
  for (const TokenId id : input.source.sentence(sentence))
    key = derive_key(key, static_cast<std::uint64_t>(id));
  return key;
}

TermRewards rewards_of(const SearchInput& input, int sentence, const DecodingSettings& settings) {
  if (input.terms.empty()) return {};
  return {input.terms[static_cast<std::size_t>(sentence)], settings.glossary_weight};
}

}  // namespace

double SentenceSearch::best_live() const {
  double best = -std::numeric_limits<double>::infinity();
  for (const Group& group : groups)
    for (const Trail& trail : group.live) best = std::max(best, trail.log_probability);
  return best;
}

bool SentenceSearch::any_live() const {
  return std::any_of(groups.begin(), groups.end(),
                     [](const Group& group) { return !group.live.empty(); });
}

SentenceSearch start_search(const SearchInput& input, int i, const DecodingSettings& settings,
                            int model_limit) {
  const int tokens = input.source.length(i);
  std::span<const TokenId> prefix;
  if (!input.prefixes.empty()) prefix = input.prefixes[static_cast<std::size_t>(i)];
  const int prefix_tokens = static_cast<int>(prefix.size());
  require_room(prefix_tokens, model_limit);
  const int limit = longest_translation(settings, tokens, prefix_tokens, model_limit);
  const auto seed = static_cast<std::uint64_t>(settings.sampling_seed);
  Group start;
  start.live.push_back({.row = i});
  return {.number = i,
          .least = shortest_translation(settings, tokens, limit),
          .limit = limit,
          .prefix = prefix,
          .random = Random(derive_key(seed, stream_of(input, i))),
          .rewards = rewards_of(input, i, settings),
          .groups = std::vector<Group>(static_cast<std::size_t>(settings.diverse_groups), start),
          .ended = {}};
}

std::vector<std::vector<TokenId>> needed_tokens(const SearchModels& models,
                                                const SearchInput& input) {
  std::vector<std::vector<TokenId>> needed(input.prefixes.begin(), input.prefixes.end());
  if (models.shortlist == nullptr || input.terms.empty()) return needed;
  needed.resize(input.terms.size());
  for (std::size_t s = 0; s < needed.size(); ++s)
    for (const GlossaryTerm& term : input.terms[s])
      for (const TermChoice& choice : term.choices)
        needed[s].insert(needed[s].end(), choice.tokens.begin(), choice.tokens.end());
  return needed;
}

}  // namespace nmt
