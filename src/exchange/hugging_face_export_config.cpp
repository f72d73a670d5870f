#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "exchange/exported_vocabulary.h"
#include "exchange/hugging_face_export.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

const char* hugging_face_activation(const std::string& name) {
  if (name == "gelu") return "gelu_new";
  if (name == "gelu_erf") return "gelu";
  return name == "swish" ? "swish" : "relu";
}

void write_json(const Json& json, const std::string& folder, const std::string& name,
                ExportedFiles& files) {
  files.names.push_back(name);
  write_file_atomically(folder + "/" + name,
                        json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void add_tokens(Json& json) {
  json["bos_token_id"] = kBegin;
  json["decoder_start_token_id"] = kBegin;
  json["eos_token_id"] = kEnd;
  // Rows that fill up a batch are never read: any will do that no translation says.
  json["pad_token_id"] = kBegin;
}

// Of <s>, and of what the model directory says.
Json bad_words(const ExportedModel& model) {
  Json ids = Json::array({Json::array({kBegin})});
  for (const std::string& token : model.search.suppress)
    if (const auto id = find_token(*model.tokenizers.target, token); id && *id != kBegin)
      ids.push_back(Json::array({*id}));
  return ids;
}

}  // namespace

void write_hugging_face_config(const ExportedModel& model, const std::string& folder,
                               const HuggingFaceLimits& limits, ExportedFiles& files) {
  const TransformerSettings& s = *model.transformer;
  const bool pre = s.norm == "pre";
  Json config;
  config["model_type"] = pre ? "pegasus" : "marian";
  config["architectures"] = {pre ? "PegasusForConditionalGeneration" : "MarianMTModel"};
  config["is_encoder_decoder"] = true;
  config["vocab_size"] = model.tokenizers.source->vocabulary_size();
  if (!pre) config["decoder_vocab_size"] = model.tokenizers.target->vocabulary_size();
  config["d_model"] = s.dim;
  config["encoder_layers"] = s.encoder_layers;
  config["decoder_layers"] = s.decoder_layers;
  config["num_hidden_layers"] = s.encoder_layers;
  config["encoder_attention_heads"] = s.heads;
  config["decoder_attention_heads"] = s.heads;
  config["encoder_ffn_dim"] = s.feed_forward;
  config["decoder_ffn_dim"] = model.decoder_feed_forward();
  config["activation_function"] = hugging_face_activation(s.activation);
  config["scale_embedding"] = s.scale_embeddings;
  config["max_position_embeddings"] = limits.positions;
  config["share_encoder_decoder_embeddings"] = model.one_input();
  config["tie_word_embeddings"] = model.tied_output();
  config["static_position_embeddings"] = true;
  config["normalize_before"] = pre;
  config["add_final_layer_norm"] = model.final_norm();
  config["dropout"] = s.dropout;
  config["attention_dropout"] = s.attention_dropout;
  config["activation_dropout"] = s.feed_forward_dropout;
  config["forced_eos_token_id"] = nullptr;
  config["use_cache"] = limits.cache;
  add_tokens(config);
  write_json(config, folder, "config.json", files);

  Json generation;
  add_tokens(generation);
  generation["forced_eos_token_id"] = nullptr;
  generation["bad_words_ids"] = bad_words(model);
  generation["num_beams"] = model.search.beam_size;
  generation["length_penalty"] = model.search.length_penalty;
  generation["use_cache"] = limits.cache;
  generation["max_length"] = std::min(model.search.max_length, limits.positions);
  write_json(generation, folder, "generation_config.json", files);
}

void write_marian_tokenizer(const ExportedModel& model, const std::string& folder, int positions,
                            ExportedFiles& files) {
  const Tokenizer &source = *model.tokenizers.source, &target = *model.tokenizers.target;
  const bool separate = !model.one_vocabulary();
  const auto write_text = [&](const char* name, const std::string& text) {
    files.names.emplace_back(name);
    write_file_atomically(folder + "/" + name, text);
  };
  write_text("source.spm", source.bytes());
  write_text("target.spm", target.bytes());
  write_text("vocab.json", numbered_tokens(source, own_order(source)));
  if (separate) write_text("target_vocab.json", numbered_tokens(target, own_order(target)));
  Json config;
  config["tokenizer_class"] = "MarianTokenizer";
  config["unk_token"] = kSpecialTokens[kUnknown];
  config["eos_token"] = kSpecialTokens[kEnd];
  config["pad_token"] = kSpecialTokens[kBegin];
  if (!model.source_language.empty()) config["source_lang"] = model.source_language;
  if (!model.target_language.empty()) config["target_lang"] = model.target_language;
  config["separate_vocabs"] = separate;
  config["model_max_length"] = positions;
  write_json(config, folder, "tokenizer_config.json", files);
}

}  // namespace nmt
