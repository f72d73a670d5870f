// A tiny model of M2M100 in a folder, and what its formulas say.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "exchange/tiny_marian.h"
#include "exchange/tiny_transformers.h"

namespace nmt {

// As vocab.json numbers them; then the languages and a made-up word.
inline const std::vector<std::string>& m2m100_pieces() {
  static const std::vector<std::string> pieces = {"<s>", "<pad>", "</s>", "<unk>", "▁a",
                                                  "▁b",  "a",     "b",    "c"};
  return pieces;
}
constexpr int kM2m100English = 9, kM2m100Turkish = 11, kM2m100Rows = 13;

class TinyM2m100 {
 public:
  TinyM2m100() {
    model_.shape.pre = true;
    model_.shape.activation = "relu";
    model_.shape.start = 2;
    model_.shape.epsilon = 1e-5;
    model_.shape.first_position = 2;
    model_.output_bias = false;
    TinyMarianTensors(model_, kM2m100Rows, kM2m100Rows);
  }

  std::string config(const std::string& more = "") const {
    const MarianShape& s = model_.shape;
    return format(
        R"({{"model_type": "m2m_100", "vocab_size": {5}, "d_model": {0}, "encoder_attention_heads": {1},
             "decoder_attention_heads": {1}, "encoder_layers": {2}, "decoder_layers": {3},
             "encoder_ffn_dim": {4}, "decoder_ffn_dim": {4}, "activation_function": "relu",
             "scale_embedding": true, "max_position_embeddings": 64, "decoder_start_token_id": 2,
             "num_beams": 5, "max_length": 200{6}}})",
        s.dim, s.heads, s.encoder_layers, s.decoder_layers, model_.inner, kM2m100Rows, more);
  }

  void write(const std::string& folder) const {
    std::filesystem::create_directories(folder);
    write_file_atomically(folder + "/config.json", config());
    std::string list;
    for (std::size_t id = 0; id < m2m100_pieces().size(); ++id)
      list += format("{}\"{}\": {}", id == 0 ? "{" : ", ", m2m100_pieces()[id], id);
    write_file_atomically(folder + "/vocab.json", list + "}");
    write_file_atomically(folder + "/special_tokens_map.json",
                          R"({"additional_special_tokens": ["__en__", "__fr__", "__tr__"]})");
    write_file_atomically(folder + "/sentencepiece.bpe.model",
                          marian_subwords({"▁a", "▁b", "a", "b", "c"}));
    write_as_transformers(model_.tensors, folder + "/model.safetensors");
  }

  // log p of the words behind the language, in the numbers of the folder.
  std::vector<double> word_scores(const std::vector<int>& source,
                                  const std::vector<int>& target) const {
    std::vector<int> begun = {kM2m100Turkish};
    begun.insert(begun.end(), target.begin(), target.end());
    std::vector<double> scores =
        MarianReference(model_.shape, model_.tensors).word_scores(source, begun);
    scores.erase(scores.begin());
    return scores;
  }

 private:
  TinyMarian model_;
};

}  // namespace nmt
