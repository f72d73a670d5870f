// The pieces of a subword model that text may be cut into, found by their text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/subword_model.h"
#include "text/tokenizer.h"

namespace nmt {

class SubwordPieces {
 public:
  SubwordPieces(const Tokenizer& tokenizer, const SubwordModel& model);

  // The text of a token that may be cut in other ways; empty for the others, which stay whole.
  const std::string& text(TokenId id) const { return texts_[static_cast<std::size_t>(id)]; }
  float score(TokenId id) const { return scores_[static_cast<std::size_t>(id)]; }
  // No piece reaches over the space between two words.
  bool within_words() const { return within_words_; }

  // Calls found(length, id) for each piece that `text` begins with, shortest first.
  template <class Found>
  void for_each_prefix(std::string_view text, const Found& found) const {
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      node = child(node, static_cast<unsigned char>(text[i]));
      if (node == 0) return;
      if (ids_[node] >= 0) found(i + 1, ids_[node]);
    }
  }
  // The token of this very text; -1 where there is none.
  TokenId find(std::string_view text) const;

 private:
  struct Edge {
    std::uint32_t key = 0;  // parent << 8 | byte, plus 1: 0 is free
    std::uint32_t child = 0;
  };
  static std::uint32_t edge_key(std::uint32_t parent, unsigned char byte) {
    return (parent << 8 | byte) + 1;
  }
  // That of the key, or the free one where it would be (multiplicative hashing: Knuth, volume 3,
  // 6.4).
  const Edge& slot(std::uint32_t key) const {
    std::size_t at = key * 0x9E3779B1u >> shift_;
    while (edges_[at].key != 0 && edges_[at].key != key) at = (at + 1) & (edges_.size() - 1);
    return edges_[at];
  }
  void make_room(std::size_t edges);
  std::uint32_t child(std::uint32_t parent, unsigned char byte) const {
    const Edge& edge = slot(edge_key(parent, byte));
    return edge.key == 0 ? 0 : edge.child;
  }
  void insert(std::string_view text, TokenId id);

  std::vector<std::string> texts_;  // [vocabulary]
  std::vector<float> scores_;       // [vocabulary]
  std::vector<TokenId> ids_{-1};    // [nodes of the trie]; -1 where no piece ends
  std::vector<Edge> edges_;         // open addressing; a power of two
  int shift_ = 0;                   // 32 minus the bits of a place in edges_
  bool within_words_ = true;
};

// Splits a segmentation into runs of tokens whose text may be cut anew and tokens that stay:
// cut(text, tokens of the run) and keep(token), in order.
template <class Cut, class Keep>
void for_each_stretch(const SubwordPieces& pieces, std::span<const TokenId> best, const Cut& cut,
                      const Keep& keep) {
  std::string text;
  for (std::size_t begin = 0; begin < best.size();) {
    std::size_t end = begin;
    text.clear();
    while (end < best.size() && !pieces.text(best[end]).empty()) text += pieces.text(best[end++]);
    if (end > begin) cut(text, best.subspan(begin, end - begin));
    if (end < best.size()) keep(best[end++]);
    begin = end;
  }
}

}  // namespace nmt
