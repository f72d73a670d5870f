// What a SentencePiece model file says of its pieces, which the library's interface does not tell:
// the kind of model, and the kind of each piece.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

struct SubwordModel {
  enum class Type { unigram = 1, bpe = 2, word = 3, character = 4 };
  struct Piece {
    enum class Kind {
      normal = 1,
      unknown = 2,
      control = 3,
      user_defined = 4,
      unused = 5,
      byte = 6
    };
    std::string text;
    float score = 0;  // unigram: log probability; bpe: minus the rank of the merge that makes it
    Kind kind = Kind::normal;
  };

  Type type = Type::unigram;
  std::vector<Piece> pieces;
};

// The name as in tokenizer.type.
const char* name_of(SubwordModel::Type type);

// Reads the messages ModelProto and TrainerSpec of sentencepiece_model.proto. Nothing where the
// bytes are not such a model.
std::optional<SubwordModel> read_subword_model(std::string_view bytes);

// Such a model with these pieces in the place of its own; how it cuts and normalises text stays.
std::string with_pieces(std::string_view bytes, const std::vector<SubwordModel::Piece>& pieces);

}  // namespace nmt
