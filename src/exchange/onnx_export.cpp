#include "exchange/onnx_export.h"

#include "base/file.h"
#include "base/format.h"
#include "exchange/exported_vocabulary.h"
#include "exchange/hugging_face_export.h"
#include "exchange/onnx_transformer.h"

namespace nmt {
namespace {

// Of the messages that a file of ONNX is.
constexpr std::int64_t kMostBytes = std::int64_t{2} << 30, kRoomBeside = std::int64_t{64} << 20;

void write_word_lists(const ExportedModel& model, const std::string& folder, ExportedFiles& files) {
  const auto write = [&](const char* name, const Tokenizer& words) {
    files.names.emplace_back(name);
    write_file_atomically(folder + "/" + name, numbered_tokens(words, own_order(words)));
  };
  write("vocab.json", *model.tokenizers.source);
  if (!model.one_vocabulary()) write("target_vocab.json", *model.tokenizers.target);
}

}  // namespace

std::optional<ExportRefusal> onnx_refusal(const ExportedModel& model) {
  const std::int64_t bytes = model.parameters->size() * std::int64_t{sizeof(Real)};
  if (bytes + kRoomBeside < kMostBytes) return std::nullopt;
  return ExportRefusal{
      format("the model has {} bytes of weights, and a file of ONNX may have 2 GiB", bytes),
      "weights.safetensors"};
}

ExportedFiles write_onnx(const ExportedModel& model, const std::string& folder) {
  ExportedFiles files{.names = {"encoder_model.onnx", "decoder_model.onnx"}};
  OnnxGraph encoder("encoder"), decoder("decoder");
  make_onnx_encoder(model, encoder);
  encoder.write(folder + "/encoder_model.onnx");
  make_onnx_decoder(model, decoder);
  decoder.write(folder + "/decoder_model.onnx");
  const int positions = onnx_positions(model);
  write_hugging_face_config(model, folder, {.positions = positions, .cache = false}, files);
  if (is_word_tokenizer(*model.tokenizers.source) || is_word_tokenizer(*model.tokenizers.target))
    write_word_lists(model, folder, files);
  else
    write_marian_tokenizer(model, folder, positions, files);
  if (!model.transformer->source_end_mark)
    files.notes.emplace_back(
        "the encoder reads no end mark: take </s> from what the tokenizer gives");
  return files;
}

}  // namespace nmt
