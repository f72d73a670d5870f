#include "align/lexical_shortlist.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace nmt {
namespace {

using Counted = std::pair<std::int64_t, TokenId>;

// The `most` first by count, equal ones by id.
std::vector<TokenId> most_counted(std::vector<Counted> counted, int most) {
  const auto end = counted.begin() + std::min<std::ptrdiff_t>(most, std::ssize(counted));
  std::partial_sort(counted.begin(), end, counted.end(), [](const Counted& a, const Counted& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<TokenId> ids;
  for (auto it = counted.begin(); it != end; ++it) ids.push_back(it->second);
  return ids;
}

std::vector<TokenId> most_frequent(const Bitext& bitext, int most) {
  std::vector<Counted> counted(static_cast<std::size_t>(bitext.target_units));
  for (std::size_t id = 0; id < counted.size(); ++id) counted[id].second = static_cast<TokenId>(id);
  for (const TokenId id : bitext.target.ids) ++counted[static_cast<std::size_t>(id)].first;
  std::erase_if(counted, [](const Counted& c) { return c.first == 0; });
  return most_counted(std::move(counted), most);
}

// How often each two pieces are linked, by source piece.
std::vector<std::vector<Counted>> count_links(const Alignments& alignments) {
  const Bitext& bitext = alignments.bitext();
  std::unordered_map<std::uint64_t, std::int64_t> counts;
  for (int pair = 0; pair < alignments.pairs(); ++pair) {
    const auto source = bitext.source.sentence(pair), target = bitext.target.sentence(pair);
    for (const WordLink& link : alignments.links(pair))
      ++counts[static_cast<std::uint64_t>(source[static_cast<std::size_t>(link.source)]) << 32 |
               static_cast<std::uint32_t>(target[static_cast<std::size_t>(link.target)])];
  }
  std::vector<std::vector<Counted>> by_source(static_cast<std::size_t>(bitext.source_units));
  for (const auto& [key, count] : counts)
    by_source[key >> 32].emplace_back(count, static_cast<TokenId>(key & 0xFFFFFFFFu));
  return by_source;
}

}  // namespace

Shortlist lexical_shortlist(const Alignments& alignments, const Tokenizers& tokenizers,
                            const LexicalShortlistSettings& settings) {
  std::vector<std::vector<Counted>> counted = count_links(alignments);
  std::vector<std::vector<TokenId>> translations(counted.size());
  for (std::size_t source = 0; source < counted.size(); ++source) {
    translations[source] = most_counted(std::move(counted[source]), settings.best);
    if (tokenizers.shared) translations[source].push_back(static_cast<TokenId>(source));
  }
  return Shortlist(Shortlist::vocabularies_of(tokenizers),
                   most_frequent(alignments.bitext(), settings.frequent), translations);
}

ShortlistCoverage coverage_of(const Shortlist& shortlist, const PairBatch& pairs) {
  ShortlistCoverage coverage;
  for (int s = 0; s < pairs.source.sentences(); ++s) {
    const std::vector<TokenId> candidates = shortlist.candidates(pairs.source.sentence(s));
    ++coverage.sentences;
    coverage.candidates += std::ssize(candidates);
    for (const TokenId id : pairs.target.sentence(s)) {
      ++coverage.tokens;
      coverage.covered += std::binary_search(candidates.begin(), candidates.end(), id);
    }
  }
  return coverage;
}

}  // namespace nmt
