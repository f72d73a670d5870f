#include "text/subword_pieces.h"

#include <bit>
#include <unordered_map>
#include <utility>

namespace nmt {
namespace {

constexpr std::string_view kSpace = "\xE2\x96\x81";  // U+2581, as SentencePiece writes a space

}  // namespace

SubwordPieces::SubwordPieces(const Tokenizer& tokenizer, const SubwordModel& model)
    : texts_(static_cast<std::size_t>(tokenizer.vocabulary_size())), scores_(texts_.size()) {
  std::unordered_map<std::string, TokenId> ids;
  for (TokenId id = 0; id < tokenizer.vocabulary_size(); ++id) ids[tokenizer.piece(id)] = id;
  std::size_t bytes = 0;
  for (const SubwordModel::Piece& piece : model.pieces) bytes += piece.text.size();
  make_room(bytes);
  for (const SubwordModel::Piece& piece : model.pieces) {
    const auto found = ids.find(piece.text);
    if (piece.kind != SubwordModel::Piece::Kind::normal || found == ids.end()) continue;
    const auto at = static_cast<std::size_t>(found->second);
    texts_[at] = piece.text;
    scores_[at] = piece.score;
    insert(piece.text, found->second);
    within_words_ &= piece.text.find(kSpace, 1) == std::string::npos;
  }
  make_room(ids_.size());
}

// Room for so many edges, at most half of it full.
void SubwordPieces::make_room(std::size_t edges) {
  const std::vector<Edge> before =
      std::exchange(edges_, std::vector<Edge>(std::bit_ceil(2 * edges + 2)));
  shift_ = 32 - std::countr_zero(edges_.size());
  for (const Edge& edge : before)
    if (edge.key != 0) const_cast<Edge&>(slot(edge.key)) = edge;
}

void SubwordPieces::insert(std::string_view text, TokenId id) {
  std::uint32_t node = 0;
  for (const char c : text) {
    const std::uint32_t key = edge_key(node, static_cast<unsigned char>(c));
    Edge& edge = const_cast<Edge&>(slot(key));
    if (edge.key == 0) {
      edge = {key, static_cast<std::uint32_t>(ids_.size())};
      ids_.push_back(-1);
    }
    node = edge.child;
  }
  ids_[node] = id;
}

TokenId SubwordPieces::find(std::string_view text) const {
  std::uint32_t node = 0;
  for (const char c : text) {
    node = child(node, static_cast<unsigned char>(c));
    if (node == 0) return -1;
  }
  return ids_[node];
}

}  // namespace nmt
