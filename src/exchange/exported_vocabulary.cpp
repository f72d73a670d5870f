#include "exchange/exported_vocabulary.h"

#include <nlohmann/json.hpp>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "text/subword_model.h"
#include "text/tokenizer_words.h"

namespace nmt {
namespace {

using Piece = SubwordModel::Piece;

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

bool is_word_tokenizer(const Tokenizer& tokenizer) {
  return tokenizer.bytes().starts_with(kWordsHeader);
}

std::vector<std::string> written_tokens(const Tokenizer& tokenizer) {
  std::vector<std::string> tokens;
  for (TokenId id = 0; id < tokenizer.vocabulary_size(); ++id)
    tokens.push_back(tokenizer.piece(id));
  return tokens;
}

std::vector<TokenId> own_order(const Tokenizer& tokenizer) {
  std::vector<TokenId> order(static_cast<std::size_t>(tokenizer.vocabulary_size()));
  std::iota(order.begin(), order.end(), 0);
  return order;
}

std::vector<TokenId> marian_order(const Tokenizer& tokenizer, bool with_begin) {
  std::vector<TokenId> order = {kEnd, kUnknown};
  if (with_begin) order.push_back(kBegin);
  for (TokenId id = kEnd + 1; id < tokenizer.vocabulary_size(); ++id) order.push_back(id);
  return order;
}

std::string subwords_in_order(const Tokenizer& tokenizer, std::span<const TokenId> order) {
  const std::optional<SubwordModel> model = read_subword_model(tokenizer.bytes());
  if (!model)
    throw Error({.what = "the tokenizer of the model is no SentencePiece model",
                 .where = "nmt export",
                 .fix = "report this: the tokenizer was loaded as one",
                 .kind = Error::Kind::runtime});
  std::unordered_map<std::string, Piece> known;
  for (const Piece& piece : model->pieces) known.emplace(piece.text, piece);
  std::vector<Piece> pieces;
  for (const TokenId token : order) {
    const std::string text = tokenizer.piece(token);
    const auto found = known.find(text);
    // Only the begin and the end may be missing in a model.
    pieces.push_back(found != known.end() ? found->second : Piece{text, 0, Piece::Kind::control});
  }
  return with_pieces(tokenizer.bytes(), pieces);
}

std::string numbered_tokens(const Tokenizer& tokenizer, std::span<const TokenId> order) {
  std::string text = "{";
  for (std::size_t place = 0; place < order.size(); ++place)
    text +=
        format("{}\n  {}: {}", place == 0 ? "" : ",", quoted(tokenizer.piece(order[place])), place);
  return text + "\n}\n";
}

std::string listed_tokens(const Tokenizer& tokenizer) {
  std::string text = "[";
  for (const std::string& token : written_tokens(tokenizer))
    text += (text.size() == 1 ? "\n  " : ",\n  ") + quoted(token);
  return text + "\n]\n";
}

}  // namespace nmt
