#include "text/subword_sampler_unigram.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nmt {
namespace {

constexpr double kUnreached = -std::numeric_limits<double>::infinity();

// A piece from byte `begin` on.
struct Edge {
  int begin = 0;
  TokenId id = 0;
  double score = 0;
};

// All ways to cut a text into pieces: for each byte, the pieces that end before it and whose begin
// can be reached.
struct Lattice {
  std::vector<Edge> edges;  // by their end
  std::vector<int> first;   // [bytes + 2]; edges that end at byte i are [first[i], first[i + 1])

  std::span<const Edge> ending_at(int end) const {
    const auto at = static_cast<std::size_t>(end);
    return {edges.data() + first[at], static_cast<std::size_t>(first[at + 1] - first[at])};
  }
};

Lattice make_lattice(const SubwordPieces& pieces, std::string_view text) {
  struct Found {
    int end;
    Edge edge;
  };
  const std::size_t size = text.size();
  std::vector<Found> found;
  std::vector<char> reached(size + 1, 0);
  Lattice lattice{.edges = {}, .first = std::vector<int>(size + 2, 0)};
  reached[0] = 1;
  for (std::size_t begin = 0; begin < size; ++begin) {
    if (!reached[begin]) continue;
    pieces.for_each_prefix(text.substr(begin), [&](std::size_t length, TokenId id) {
      reached[begin + length] = 1;
      ++lattice.first[begin + length + 1];
      found.push_back({static_cast<int>(begin + length),
                       {static_cast<int>(begin), id, double{pieces.score(id)}}});
    });
  }
  for (std::size_t i = 1; i < lattice.first.size(); ++i) lattice.first[i] += lattice.first[i - 1];
  std::vector<int> next(lattice.first.begin(), lattice.first.end() - 1);
  lattice.edges.resize(found.size());
  for (const Found& one : found)
    lattice.edges[static_cast<std::size_t>(next[static_cast<std::size_t>(one.end)]++)] = one.edge;
  return lattice;
}

// Draws i in proportion to exp(log_weights[i]).
std::size_t draw(std::span<double> log_weights, Random& random) {
  const double most = *std::max_element(log_weights.begin(), log_weights.end());
  double total = 0;
  for (double& weight : log_weights) total += weight = std::exp(weight - most);
  double rest = random.uniform() * total;
  for (std::size_t i = 0; i + 1 < log_weights.size(); ++i)
    if ((rest -= log_weights[i]) < 0) return i;
  return log_weights.size() - 1;
}

// Forward filtering, backward sampling: reach[j] = log sum over the pieces [i, j) of
// exp(reach[i] + alpha score); then from the end on, a piece in proportion to its part of the sum.
std::vector<TokenId> draw_path(const Lattice& lattice, double alpha, Random& random) {
  const int size = static_cast<int>(lattice.first.size()) - 2;
  std::vector<double> reach(static_cast<std::size_t>(size) + 1, kUnreached), weights;
  const auto weigh = [&](int end) {
    weights.clear();
    for (const Edge& edge : lattice.ending_at(end))
      weights.push_back(reach[static_cast<std::size_t>(edge.begin)] + alpha * edge.score);
  };
  reach[0] = 0;
  for (int end = 1; end <= size; ++end) {
    weigh(end);
    if (weights.empty()) continue;
    const double most = *std::max_element(weights.begin(), weights.end());
    double sum = 0;
    for (const double weight : weights) sum += std::exp(weight - most);
    reach[static_cast<std::size_t>(end)] = most + std::log(sum);
  }
  std::vector<TokenId> path;
  for (int end = size; end > 0;) {
    weigh(end);
    const Edge& edge = lattice.ending_at(end)[draw(weights, random)];
    path.push_back(edge.id);
    end = edge.begin;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

// The best paths to each byte, made only as far as they are asked for (Huang and Chiang 2005,
// algorithm 3).
class BestPaths {
 public:
  explicit BestPaths(const Lattice& lattice)
      : lattice_(&lattice), nodes_(lattice.first.size() - 1) {}

  // The score of the rank-th best path to byte `end`; minus infinity where there are not as many.
  double score(int end, std::size_t rank) {
    if (end == 0) return rank == 0 ? 0 : kUnreached;
    Node& node = nodes_[static_cast<std::size_t>(end)];
    if (!node.begun) begin(end, node);
    while (node.best.size() <= rank && !node.waiting.empty()) advance(end, node);
    return rank < node.best.size() ? node.best[rank].score : kUnreached;
  }
  std::vector<TokenId> path(int end, std::size_t rank) const {
    std::vector<TokenId> ids;
    while (end > 0) {
      const Path& last = nodes_[static_cast<std::size_t>(end)].best[rank];
      const Edge& edge = lattice_->ending_at(end)[last.edge];
      ids.push_back(edge.id);
      end = edge.begin;
      rank = last.rank;
    }
    std::reverse(ids.begin(), ids.end());
    return ids;
  }

 private:
  struct Path {
    double score;
    std::size_t edge, rank;  // the last piece, and which path leads to its begin
    bool operator<(const Path& other) const { return score < other.score; }
  };
  struct Node {
    bool begun = false;
    std::vector<Path> best, waiting;  // waiting: a heap
  };

  void offer(int end, Node& node, std::size_t edge, std::size_t rank) {
    const Edge& last = lattice_->ending_at(end)[edge];
    const double before = score(last.begin, rank);
    if (before == kUnreached) return;
    node.waiting.push_back({before + last.score, edge, rank});
    std::push_heap(node.waiting.begin(), node.waiting.end());
  }
  void begin(int end, Node& node) {
    node.begun = true;
    for (std::size_t edge = 0; edge < lattice_->ending_at(end).size(); ++edge)
      offer(end, node, edge, 0);
  }
  void advance(int end, Node& node) {
    std::pop_heap(node.waiting.begin(), node.waiting.end());
    const Path path = node.waiting.back();
    node.waiting.pop_back();
    node.best.push_back(path);
    offer(end, node, path.edge, path.rank + 1);
  }

  const Lattice* lattice_;
  std::vector<Node> nodes_;  // [bytes + 1]
};

std::vector<TokenId> draw_among_best(const Lattice& lattice, int nbest, double alpha,
                                     Random& random) {
  const int size = static_cast<int>(lattice.first.size()) - 2;
  BestPaths paths(lattice);
  // From left to right, so that no question goes deep.
  for (int end = 1; end < size; ++end) paths.score(end, 0);
  std::vector<double> weights;
  for (std::size_t rank = 0; rank < static_cast<std::size_t>(nbest); ++rank) {
    const double score = paths.score(size, rank);
    if (score == kUnreached) break;
    weights.push_back(alpha * score);
  }
  return paths.path(size, draw(weights, random));
}

}  // namespace

std::vector<TokenId> UnigramSampler::sample(std::span<const TokenId> best, Random& random) const {
  std::vector<TokenId> ids;
  for_each_stretch(
      pieces_, best,
      [&](std::string_view text, std::span<const TokenId>) {
        const Lattice lattice = make_lattice(pieces_, text);
        const std::vector<TokenId> path = nbest_ > 0
                                              ? draw_among_best(lattice, nbest_, alpha_, random)
                                              : draw_path(lattice, alpha_, random);
        ids.insert(ids.end(), path.begin(), path.end());
      },
      [&](TokenId id) { ids.push_back(id); });
  return ids;
}

}  // namespace nmt
