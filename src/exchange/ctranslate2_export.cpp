#include "exchange/ctranslate2_export.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/format.h"
#include "exchange/ctranslate2_names.h"
#include "exchange/exported_vocabulary.h"
#include "exchange/tensor_set.h"
#include "exchange/writers.h"

namespace nmt {
namespace {

// Longer sentences are an error of CTranslate2, which cuts the source at 1024 tokens by itself.
constexpr int kCt2Positions = 2048;

std::int64_t activation_number(const std::string& name) {
  return std::ranges::find(kCtranslate2Activations, name) - kCtranslate2Activations.begin();
}

class Ctranslate2Tensors {
 public:
  explicit Ctranslate2Tensors(const ExportedModel& model)
      : model_(model),
        s_(*model.transformer),
        weights_(*model.parameters),
        names_(ctranslate2_layer(s_.gated)) {
    for (const std::string side : {"encoder", "decoder"}) add_side(side);
    add_tables();
    to_.number("decoder/start_from_zero_embedding", NumberType::i8, 0);
    to_.number("decoder/alignment_layer", NumberType::i16, -1);
    to_.number("decoder/alignment_heads", NumberType::i16, 1);
  }

  void write(const std::string& path) const {
    write_ctranslate2(path, {}, to_.tensors(), aliases_);
  }

 private:
  void add_side(const std::string& side) {
    to_.number(side + "/num_heads", NumberType::i16, s_.heads);
    to_.number(side + "/pre_norm", NumberType::i8, s_.norm == "pre" ? 1 : 0);
    to_.number(side + "/activation", NumberType::i8, activation_number(s_.activation));
    to_.number(side + "/scale_embeddings", NumberType::i8, s_.scale_embeddings ? 1 : 0);
    const int layers = side == "encoder" ? s_.encoder_layers : s_.decoder_layers;
    for (int i = 0; i < layers; ++i)
      write_layer(to_, weights_, names_,
                  {.ours = format("{}.{}.", side, i),
                   .theirs = format("{}/layer_{}/", side, i),
                   .decoder = side == "decoder"});
    if (model_.final_norm()) norm(side + "/layer_norm", side + ".norm");
    if (s_.embedding_norm) norm(side + "/layernorm_embedding", side + ".embedding.norm");
  }

  void add_tables() {
    constexpr const char *kTarget = "decoder/embeddings/weight",
                         *kSource = "encoder/embeddings_0/weight",
                         *kOutput = "decoder/projection/weight",
                         *kPositions = "encoder/position_encodings/encodings";
    to_.table(kTarget, weights_.at(model_.target_table()));
    if (model_.one_input())
      aliases_[kSource] = kTarget;
    else
      to_.table(kSource, weights_.at("source_embedding"));
    if (model_.tied_output())
      aliases_[kOutput] = kTarget;
    else
      to_.table(kOutput, weights_.at("output.weight"));
    to_.row("decoder/projection/bias", weights_.at("output.bias"));
    to_.table(kPositions, position_rows(model_, kCt2Positions), s_.dim,
              position_table(model_, kCt2Positions));
    aliases_["decoder/position_encodings/encodings"] = kPositions;
  }

  void norm(const std::string& theirs, const std::string& ours) {
    write_norm(to_, weights_, names_, ours, theirs);
  }

  const ExportedModel& model_;
  const TransformerSettings& s_;
  ExportedWeights weights_;
  LayerNames names_;
  TensorSet to_{TensorSet::Layout::out_in, TensorSet::Row::vector};
  std::map<std::string, std::string> aliases_;
};

class Ctranslate2Folder {
 public:
  Ctranslate2Folder(const ExportedModel& model, const std::string& folder)
      : model_(model), folder_(folder) {}

  ExportedFiles write() {
    Ctranslate2Tensors(model_).write(path_of("model.bin"));
    write_config();
    write_vocabularies();
    write_cutting_models();
    if (model_.shortlist) write_vocabulary_map();
    return files_;
  }

 private:
  std::string path_of(const std::string& name) {
    files_.names.push_back(name);
    return folder_ + "/" + name;
  }

  void write_config() {
    nlohmann::ordered_json config;
    config["add_source_bos"] = false;
    config["add_source_eos"] = model_.transformer->source_end_mark;
    config["bos_token"] = kSpecialTokens[kBegin];
    config["decoder_start_token"] = kSpecialTokens[kBegin];
    config["eos_token"] = kSpecialTokens[kEnd];
    config["layer_norm_epsilon"] = model_.transformer->norm_epsilon;
    config["multi_query_attention"] = false;
    config["unk_token"] = kSpecialTokens[kUnknown];
    write_file_atomically(path_of("config.json"), config.dump(2) + "\n");
  }

  void write_vocabularies() {
    if (model_.one_vocabulary()) {
      write_file_atomically(path_of("shared_vocabulary.json"),
                            listed_tokens(*model_.tokenizers.target));
      return;
    }
    write_file_atomically(path_of("source_vocabulary.json"),
                          listed_tokens(*model_.tokenizers.source));
    write_file_atomically(path_of("target_vocabulary.json"),
                          listed_tokens(*model_.tokenizers.target));
  }

  // CTranslate2 is given tokens; what cuts text into them lies beside its files.
  void write_cutting_models() {
    for (const auto& [name, tokenizer] : {std::pair{"source.spm", model_.tokenizers.source},
                                          std::pair{"target.spm", model_.tokenizers.target}})
      if (!is_word_tokenizer(*tokenizer)) tokenizer->save(path_of(name));
    if (is_word_tokenizer(*model_.tokenizers.source))
      files_.notes.emplace_back("tokens are the words between white space");
  }

  void write_vocabulary_map() {
    const Shortlist& list = *model_.shortlist;
    const std::vector<std::string> source = written_tokens(*model_.tokenizers.source),
                                   target = written_tokens(*model_.tokenizers.target);
    std::string text;
    const auto add = [&](const std::string& from, std::span<const TokenId> to) {
      if (to.empty()) return;
      text += from + '\t';
      for (std::size_t i = 0; i < to.size(); ++i)
        text += (i == 0 ? "" : " ") + target[static_cast<std::size_t>(to[i])];
      text += '\n';
    };
    std::vector<TokenId> always = {kUnknown, kEnd};
    always.insert(always.end(), list.frequent().begin(), list.frequent().end());
    add("", always);
    for (TokenId token = 0; token < static_cast<TokenId>(source.size()); ++token)
      add(source[static_cast<std::size_t>(token)], list.translations(token));
    write_file_atomically(path_of("vmap.txt"), text);
    files_.notes.emplace_back("the shortlist is vmap.txt, which use_vmap=True asks for");
  }

  const ExportedModel& model_;
  const std::string& folder_;
  ExportedFiles files_;
};

}  // namespace

std::optional<ExportRefusal> ctranslate2_refusal(const ExportedModel& model) {
  const TransformerSettings& s = *model.transformer;
  if (s.decoder_layer != "self_attention")
    return ExportRefusal{format("the decoder reads its past by {}, and CTranslate2 knows "
                                "self-attention only",
                                s.decoder_layer == "ssru" ? "an SSRU" : "average attention"),
                         "model.decoder_layer"};
  return std::nullopt;
}

ExportedFiles write_ctranslate2_model(const ExportedModel& model, const std::string& folder) {
  return Ctranslate2Folder(model, folder).write();
}

}  // namespace nmt
