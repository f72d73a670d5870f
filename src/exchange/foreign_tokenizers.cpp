#include "exchange/foreign_tokenizers.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "config/yaml.h"
#include "exchange/file_bytes.h"
#include "exchange/source_files.h"
#include "text/line_reader.h"
#include "text/subword_model.h"
#include "text/tokenizer_words.h"

namespace nmt {
namespace {

using Piece = SubwordModel::Piece;
using NumberedPieces = std::vector<std::pair<std::string, std::int64_t>>;

constexpr const char* kRightVocabulary = "give the vocabulary that the model was trained with";

[[noreturn]] void refuse_vocabulary(const std::string& path, const std::string& what) {
  throw Error({.what = what, .where = path, .fix = kRightVocabulary});
}

SubwordModel require_subwords(const CuttingModel& model) {
  std::optional<SubwordModel> read = read_subword_model(model.bytes);
  if (read) return std::move(*read);
  throw Error({.what = format("these {} bytes are not a SentencePiece model", model.bytes.size()),
               .where = model.path,
               .fix = "give the .spm file that belongs to the model; copy it again if it is it"});
}

NumberedPieces pieces_of_json(const std::string& text, const std::string& path) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  NumberedPieces pieces;
  if (json.is_array()) {
    for (const auto& piece : json) {
      if (!piece.is_string()) refuse_vocabulary(path, "a list of texts is expected in this file");
      pieces.emplace_back(piece.get<std::string>(), pieces.size());
    }
    return pieces;
  }
  if (!json.is_object())
    refuse_vocabulary(path, "this is not JSON that gives each piece its number");
  for (const auto& [piece, number] : json.items()) {
    if (!number.is_number_integer())
      refuse_vocabulary(path, format("the number of '{}' is no whole number", piece));
    pieces.emplace_back(piece, number.get<std::int64_t>());
  }
  return pieces;
}

NumberedPieces pieces_of_yaml(const std::string& text, const std::string& path) {
  NumberedPieces pieces;
  for (const auto& [piece, written] : parse_yaml_entries(text, path)) {
    std::int64_t number = 0;
    const char* end = written.data() + written.size();
    const auto [rest, error] = std::from_chars(written.data(), end, number);
    if (error != std::errc() || rest != end)
      refuse_vocabulary(path, format("the number of '{}' is '{}'", piece, written));
    pieces.emplace_back(piece, number);
  }
  return pieces;
}

NumberedPieces pieces_of_lines(const std::string& path) {
  NumberedPieces pieces;
  LineReader lines(path);
  for (std::string line; lines.next(line);)
    pieces.emplace_back(line, static_cast<std::int64_t>(pieces.size()));
  return pieces;
}

// By number.
std::vector<std::string> ordered_pieces(NumberedPieces numbered, const std::string& path) {
  std::sort(numbered.begin(), numbered.end(),
            [](const auto& a, const auto& b) { return a.second < b.second; });
  std::vector<std::string> pieces;
  for (auto& [piece, number] : numbered) {
    const auto next = static_cast<std::int64_t>(pieces.size());
    if (number != next)
      refuse_vocabulary(
          path, number < next ? format("the number {} is there twice, for '{}' too", number, piece)
                              : format("the number {} is missing in the vocabulary", next));
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

int number_of(const std::vector<std::string>& pieces, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (const auto found = std::find(pieces.begin(), pieces.end(), name); found != pieces.end())
      return static_cast<int>(found - pieces.begin());
  return ForeignVocabulary::kNone;
}

bool stands_for_text(const Piece& piece) {
  return piece.kind != Piece::Kind::unknown && piece.kind != Piece::Kind::control &&
         piece.kind != Piece::Kind::unused;
}

// The pieces that a model cuts, by what they spell.
std::unordered_map<std::string, Piece> cut_pieces(const SubwordModel& model) {
  std::unordered_map<std::string, Piece> pieces;
  for (const Piece& piece : model.pieces)
    if (stands_for_text(piece)) pieces.emplace(piece.text, piece);
  return pieces;
}

// nmt's special tokens aside: the list, then what models cut beside it.
std::vector<std::string> listed_order(const ForeignVocabulary& list,
                                      std::initializer_list<const SubwordModel*> models) {
  std::vector<std::string> order;
  std::set<std::string_view> known;
  for (std::size_t id = 0; id < list.pieces.size(); ++id) {
    known.insert(list.pieces[id]);
    if (!list.is_special(id)) order.push_back(list.token_name(id));
  }
  for (const SubwordModel* model : models)
    for (const Piece& piece : model->pieces)
      if (stands_for_text(piece) && known.insert(piece.text).second) order.push_back(piece.text);
  return order;
}

std::shared_ptr<const Tokenizer> listed_tokenizer(const std::vector<std::string>& order,
                                                  const CuttingModel& file,
                                                  const SubwordModel& model,
                                                  const std::set<std::string>& controls) {
  const std::unordered_map<std::string, Piece> cut = cut_pieces(model);
  std::vector<Piece> pieces = {{std::string(kSpecialTokens[kUnknown]), 0, Piece::Kind::unknown},
                               {std::string(kSpecialTokens[kBegin]), 0, Piece::Kind::control},
                               {std::string(kSpecialTokens[kEnd]), 0, Piece::Kind::control}};
  for (const std::string& text : order) {
    const auto found = cut.find(text);
    if (controls.contains(text)) {
      pieces.push_back({text, 0, Piece::Kind::control});
    } else if (found != cut.end()) {
      pieces.push_back(found->second);
    } else if (model.type == SubwordModel::Type::unigram) {
      pieces.push_back({text, 0, Piece::Kind::unused});
    } else {
      throw Error({.what = format("the vocabulary has '{}', which this {} model cannot be given "
                                  "without cutting other words otherwise",
                                  text, name_of(model.type)),
                   .where = file.path,
                   .fix = "only models of type unigram are read with a vocabulary of more pieces"});
    }
  }
  return tokenizer_from(with_pieces(file.bytes, pieces), file.path);
}

Tokenizers paired(std::shared_ptr<const Tokenizer> source,
                  std::shared_ptr<const Tokenizer> target) {
  Tokenizers made{.source = std::move(source), .target = std::move(target)};
  if (made.source->hash() == made.target->hash()) made.target = made.source;
  made.shared = made.source == made.target;
  return made;
}

std::shared_ptr<const Tokenizer> word_tokenizer(const ForeignVocabulary& words) {
  std::string bytes(kWordsHeader);
  for (std::size_t id = 0; id < words.pieces.size(); ++id)
    if (!words.is_special(id)) bytes += words.token_name(id) + '\n';
  return tokenizer_from(std::move(bytes), words.path);
}

}  // namespace

std::string read_unpacked(const std::string& path) {
  require_regular_file(path);
  const FileBytes file = file_bytes(path);
  return {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()};
}

CuttingModel read_cutting_model(const std::string& path) {
  CuttingModel model{.path = path, .bytes = read_unpacked(path)};
  require_subwords(model);
  return model;
}

ForeignVocabulary pieces_of(const CuttingModel& model) {
  ForeignVocabulary vocabulary{.unknown = ForeignVocabulary::kNone, .path = model.path};
  for (const Piece& piece : require_subwords(model).pieces) {
    if (piece.kind == Piece::Kind::unknown)
      vocabulary.unknown = static_cast<int>(vocabulary.pieces.size());
    vocabulary.pieces.push_back(piece.text);
  }
  vocabulary.end = number_of(vocabulary.pieces, {"</s>"});
  vocabulary.validate();
  return vocabulary;
}

ForeignVocabulary read_vocabulary_list(const std::string& path) {
  const std::string_view name = unpacked_name(path);
  const bool is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
  ForeignVocabulary vocabulary{.path = path};
  vocabulary.pieces =
      ordered_pieces(name.ends_with(".json") ? pieces_of_json(read_unpacked(path), path)
                     : is_yaml               ? pieces_of_yaml(read_unpacked(path), path)
                                             : pieces_of_lines(path),
                     path);
  vocabulary.unknown = number_of(vocabulary.pieces, {"<unk>", "UNK"});
  vocabulary.end = number_of(vocabulary.pieces, {"</s>", "eos"});
  vocabulary.validate();
  return vocabulary;
}

Tokenizers cutting_tokenizers(const CuttingModel& source, const CuttingModel& target) {
  return paired(tokenizer_from(source.bytes, source.path),
                tokenizer_from(target.bytes, target.path));
}

Tokenizers listed_tokenizers(const ForeignVocabulary& list, const CuttingModel& source,
                             const CuttingModel& target, const std::set<std::string>& controls) {
  const SubwordModel of_source = require_subwords(source), of_target = require_subwords(target);
  const std::vector<std::string> order = listed_order(list, {&of_source, &of_target});
  return paired(listed_tokenizer(order, source, of_source, controls),
                listed_tokenizer(order, target, of_target, controls));
}

Tokenizers separate_tokenizers(const ListedSide& source, const ListedSide& target) {
  const auto made = [](const ListedSide& side) {
    const SubwordModel model = require_subwords(side.model);
    return listed_tokenizer(listed_order(side.list, {&model}), side.model, model, side.controls);
  };
  return paired(made(source), made(target));
}

Tokenizers word_tokenizers(const ForeignVocabulary& source, const ForeignVocabulary& target) {
  return paired(word_tokenizer(source), word_tokenizer(target));
}

}  // namespace nmt
