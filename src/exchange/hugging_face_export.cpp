#include "exchange/hugging_face_export.h"

#include "base/format.h"
#include "exchange/exported_vocabulary.h"
#include "exchange/hugging_face_names.h"
#include "exchange/tensor_set.h"
#include "exchange/writers.h"

namespace nmt {
namespace {

constexpr int kHfPositions = 1024;
// Of every layer norm of these classes.
constexpr double kHfNormEpsilon = 1e-5;

class HuggingFaceTensors {
 public:
  explicit HuggingFaceTensors(const ExportedModel& model)
      : model_(model), s_(*model.transformer), weights_(*model.parameters) {
    add_tables();
    for (const std::string side : {"encoder", "decoder"}) {
      const int layers = side == "encoder" ? s_.encoder_layers : s_.decoder_layers;
      for (int i = 0; i < layers; ++i)
        write_layer(to_, weights_, names_,
                    {.ours = format("{}.{}.", side, i),
                     .theirs = format("model.{}.layers.{}.", side, i),
                     .decoder = side == "decoder"});
      to_.table("model." + side + ".embed_positions.weight", position_rows(model, kHfPositions),
                s_.dim, position_table(model, kHfPositions));
      if (model.final_norm())
        write_norm(to_, weights_, names_, side + ".norm", "model." + side + ".layer_norm");
    }
  }

  void write(const std::string& path) const {
    write_huggingface_safetensors(path, to_.tensors(), {{"format", "pt"}});
  }

 private:
  void add_tables() {
    if (model_.one_input()) {
      to_.table("model.shared.weight", weights_.at("embedding"));
    } else {
      to_.table("model.encoder.embed_tokens.weight", weights_.at("source_embedding"));
      to_.table("model.decoder.embed_tokens.weight", weights_.at("target_embedding"));
    }
    if (!model_.tied_output()) to_.table("lm_head.weight", weights_.at("output.weight"));
    to_.table("final_logits_bias", weights_.at("output.bias"));
  }

  const ExportedModel& model_;
  const TransformerSettings& s_;
  ExportedWeights weights_;
  LayerNames names_ = hugging_face_layer();
  TensorSet to_{TensorSet::Layout::out_in, TensorSet::Row::vector};
};

std::optional<ExportRefusal> norm_refusal(const ExportedModel& model) {
  const TransformerSettings& s = *model.transformer;
  const bool pre = s.norm == "pre";
  if (pre != model.final_norm())
    return ExportRefusal{
        pre ? "norms stand before the blocks and none after the last layer; of such models Hugging "
              "Face has no class that nmt writes"
            : "norms stand after the blocks and one more after the last layer; of such models "
              "Hugging Face has no class that nmt writes",
        "model.final_norm"};
  if (pre && !model.one_input())
    return ExportRefusal{
        "with norm: pre the model becomes a Pegasus, which has one table of "
        "embeddings for source and target; this model has two",
        "model.tied_embeddings"};
  if (s.norm_epsilon > kHfNormEpsilon)
    return ExportRefusal{format("layer norms add {} to the variance, and Hugging Face's {}",
                                s.norm_epsilon, kHfNormEpsilon),
                         "model.norm_epsilon"};
  return std::nullopt;
}

}  // namespace

std::optional<ExportRefusal> hugging_face_refusal(const ExportedModel& model) {
  const TransformerSettings& s = *model.transformer;
  if (s.decoder_layer != "self_attention")
    return ExportRefusal{format("the decoder reads its past by {}, and Hugging Face's classes for "
                                "translation by self-attention only",
                                s.decoder_layer == "ssru" ? "an SSRU" : "average attention"),
                         "model.decoder_layer"};
  if (s.gated)
    return ExportRefusal{"the feed-forward blocks are gated, which MarianMT's are not",
                         "model.gated"};
  if (s.embedding_norm)
    return ExportRefusal{"a layer norm follows the embeddings, which MarianMT does not have",
                         "model.embedding_norm"};
  if (!s.source_end_mark)
    return ExportRefusal{"the encoder reads no end mark, and MarianMT's tokenizer always gives one",
                         "model.source_end_mark"};
  for (const auto& tokenizer : {model.tokenizers.source, model.tokenizers.target})
    if (is_word_tokenizer(*tokenizer))
      return ExportRefusal{
          "tokens are the words between white space, and MarianMT's tokenizer "
          "cuts by SentencePiece",
          "tokenizer.type"};
  return norm_refusal(model);
}

ExportedFiles write_hugging_face(const ExportedModel& model, const std::string& folder) {
  ExportedFiles files;
  const int positions = position_rows(model, kHfPositions);
  write_hugging_face_config(model, folder, {.positions = positions, .cache = true}, files);
  files.names.emplace_back("model.safetensors");
  HuggingFaceTensors(model).write(folder + "/model.safetensors");
  write_marian_tokenizer(model, folder, positions, files);
  if (model.transformer->norm_epsilon < kHfNormEpsilon)
    files.notes.push_back(format("layer norms of Hugging Face add {} to the variance, and not {}",
                                 kHfNormEpsilon, model.transformer->norm_epsilon));
  return files;
}

}  // namespace nmt
