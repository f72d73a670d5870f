// What Marian writes of a model's architecture (special:model.yml in the file of its weights), and of
// how it is decoded (decoder.yml).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/tree.h"

namespace nmt {

class MarianOptions {
 public:
  // `yaml` is a mapping. `where` names the file in messages. Throws Error where it is none.
  MarianOptions(const std::string& yaml, std::string where);
  explicit MarianOptions(std::string where) : where_(std::move(where)) {}

  const std::string& where() const { return where_; }
  bool has(const std::string& key) const { return root_.find(key) != nullptr; }
  // The value, or `otherwise` where it is not there. Throws Error for one of another kind.
  std::string text(const std::string& key, const std::string& otherwise) const;
  bool truth(const std::string& key, bool otherwise) const;
  std::int64_t whole(const std::string& key, std::int64_t otherwise) const;
  double number(const std::string& key, double otherwise) const;
  // A text alone is a list of one; none where it is not there.
  std::vector<std::string> list(const std::string& key) const;

 private:
  [[noreturn]] void refuse_kind(const std::string& key, const char* kind) const;

  std::string where_;
  ConfigNode root_ = {.kind = ConfigNode::Kind::mapping};
};

// How a Transformer of Marian is built, in its own words where nmt has the same.
struct MarianArchitecture {
  enum class Norm { pre, post };
  enum class DecoderLayer { self_attention, ssru, average };

  int dim = 0, heads = 0, encoder_layers = 0, decoder_layers = 0;
  Norm norm = Norm::post;
  bool final_norm = false, embedding_norm = false;
  std::string activation;  // as nmt calls it
  DecoderLayer decoder_layer = DecoderLayer::self_attention;
  bool average_gate = true;
  std::string average_activation;
  bool tied_output = false;  // with the embeddings of the target
  // [decoder layers] from 1: the layer whose tensors each uses.
  std::vector<int> tensors_of;
  double dropout = 0, attention_dropout = 0, feed_forward_dropout = 0;

  // Throws Error for what nmt's Transformer does not compute, with the option that asks for it.
  static MarianArchitecture of(const MarianOptions& options);
};

}  // namespace nmt
