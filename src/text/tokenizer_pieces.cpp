#include "text/tokenizer_pieces.h"

#include <sentencepiece_processor.h>

#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/hash.h"

namespace nmt {

struct PieceSplitter::Model {
  sentencepiece::SentencePieceProcessor processor;
};

PieceSplitter::PieceSplitter(const std::string& path) : path_(path) {
  const std::string bytes = read_file(path);
  hash_ = content_hash(bytes);
  auto model = std::make_unique<Model>();
  if (!model->processor.LoadFromSerializedProto(bytes).ok()) {
    throw Error({.what = format("these {} bytes are not a SentencePiece model", bytes.size()),
                 .where = path,
                 .fix = "give the .model file that SentencePiece wrote"});
  }
  model_ = std::move(model);
}

PieceSplitter::PieceSplitter(PieceSplitter&&) noexcept = default;
PieceSplitter& PieceSplitter::operator=(PieceSplitter&&) noexcept = default;
PieceSplitter::~PieceSplitter() = default;

std::string PieceSplitter::split(std::string_view line) const {
  std::vector<std::string> pieces;
  const auto status = model_->processor.Encode(line, &pieces);
  if (!status.ok()) {
    throw Error({.what = format("SentencePiece cannot split a line of {} bytes", line.size()),
                 .where = path_,
                 .fix = "leave the line out, or use another tokenizer",
                 .kind = Error::Kind::runtime});
  }
  std::string words;
  for (const std::string& piece : pieces) {
    if (!words.empty()) words += ' ';
    words += piece;
  }
  return words;
}

}  // namespace nmt
