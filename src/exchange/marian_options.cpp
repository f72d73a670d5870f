#include "exchange/marian_options.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "config/values.h"
#include "config/yaml.h"

namespace nmt {
namespace {

[[noreturn]] void refuse_option(const MarianOptions& options, const std::string& key,
                                const std::string& value, const std::string& why) {
  throw Error({.what = format("{} is {}: {}", key, value, why),
               .where = options.where(),
               .fix = "give a model of another shape; docs/exchange.md lists what is read"});
}

// An option that must be what it is by default.
void require_text(const MarianOptions& options, const char* key, const std::string& only,
                  const char* why) {
  const std::string value = options.text(key, only);
  if (value != only) refuse_option(options, key, value, why);
}

void require_false(const MarianOptions& options, const char* key, const char* why) {
  if (options.truth(key, false)) refuse_option(options, key, "true", why);
}

void require_depth(const MarianOptions& options, const char* key) {
  const std::int64_t depth = options.whole(key, 2);
  if (depth != 0 && depth != 2)
    refuse_option(options, key, std::to_string(depth),
                  "feed-forward blocks of nmt have two layers");
}

// The letters of what is done before or after a block, without dropout, which is for training.
std::string operations(const MarianOptions& options, const char* key, const char* otherwise) {
  std::string letters = options.text(key, otherwise);
  std::erase(letters, 'd');
  std::erase(letters, ' ');
  return letters;
}

bool is_normed(const MarianOptions& options, const char* key) {
  const std::string letters = operations(options, key, "");
  if (!letters.empty() && letters != "n")
    refuse_option(options, key, letters, "nmt has a layer norm (n) there or nothing");
  return letters == "n";
}

MarianArchitecture::Norm norm_of(const MarianOptions& options) {
  constexpr const char *kBefore = "transformer-preprocess", *kAfter = "transformer-postprocess";
  const std::string before = operations(options, kBefore, ""),
                    after = operations(options, kAfter, "dan");
  if (before.empty() && after == "an") return MarianArchitecture::Norm::post;
  if (before != "n" || after != "a")
    refuse_option(
        options, before.empty() ? kAfter : kBefore,
        format("'{}', with '{}' {} it", before.empty() ? after : before,
               before.empty() ? before : after, before.empty() ? "before" : "after"),
        "nmt has a layer norm before each block ('n' and 'a'), or after it ('' and 'an')");
  return MarianArchitecture::Norm::pre;
}

// "v1.12.0 65bf82f" is {1, 12}.
std::pair<int, int> version_of(const MarianOptions& options) {
  int major = 0, minor = 0;
  const std::string text = options.text("version", "");
  if (std::sscanf(text.c_str(), "v%d.%d", &major, &minor) != 2) return {0, 0};
  return {major, minor};
}

// Marian before 1.11 normalises what a self-attention asks with, and not what it looks at.
void refuse_old_pre_norm(const MarianOptions& options) {
  if (version_of(options) >= std::pair(1, 11)) return;
  refuse_option(options, "version", format("'{}'", options.text("version", "")),
                "a model with a layer norm before each block that Marian before 1.11 has trained "
                "reads keys and values without it, which nmt does not compute");
}

std::string activation_of(const MarianOptions& options, const char* key) {
  const std::string name = options.text(key, "swish");
  if (name == "relu" || name == "swish") return name;
  if (name == "gelu") return "gelu_erf";
  refuse_option(options, key, name, "nmt has relu, swish and gelu");
}

MarianArchitecture::DecoderLayer decoder_layer_of(const MarianOptions& options) {
  constexpr const char* kKey = "transformer-decoder-autoreg";
  const std::string name = options.text(kKey, "self-attention");
  if (name == "self-attention") return MarianArchitecture::DecoderLayer::self_attention;
  if (name == "average-attention") {
    require_depth(options, "transformer-aan-depth");
    return MarianArchitecture::DecoderLayer::average;
  }
  if (name != "rnn")
    refuse_option(options, kKey, name, "nmt has self-attention, average-attention and rnn");
  require_text(options, "dec-cell", "ssru", "of recurrent decoder layers nmt has ssru");
  require_false(options, "transformer-rnn-projection", "nmt has no projection after an SSRU");
  return MarianArchitecture::DecoderLayer::ssru;
}

std::vector<int> tied_layers_of(const MarianOptions& options, int layers) {
  constexpr const char* kKey = "transformer-tied-layers";
  std::vector<int> tensors;
  for (const std::string& text : options.list(kKey)) {
    const std::optional<double> layer = parse_number(text);
    if (!layer || *layer < 1 || *layer > layers)
      refuse_option(options, kKey, text, "that is no layer of the decoder");
    tensors.push_back(static_cast<int>(*layer));
  }
  if (tensors.empty())
    for (int layer = 1; layer <= layers; ++layer) tensors.push_back(layer);
  if (static_cast<int>(tensors.size()) != layers)
    refuse_option(options, kKey, format("a list of {}", tensors.size()),
                  format("the decoder has {} layers", layers));
  return tensors;
}

// All of them end in decoder_ff_logit_l1, a tanh over word, state and context, where nmt's recurrent
// decoders have a maxout, or a tanh without the word. GRUs differ in the candidate too: Marian's is
// tanh(x W + r * (h U) + b), nmt's that of Cho 2014, tanh(x W + (r * h) U + b).
void refuse_recurrent(const MarianOptions& options, const std::string& type) {
  std::string cells;
  for (const char* key : {"enc-cell", "dec-cell"}) {
    const std::string cell = options.text(key, "gru");
    if (!cell.starts_with("gru") || !cells.empty()) continue;
    cells = format(
        ", and the reset gate of {}: {} weighs what the state is multiplied to, not the "
        "state",
        key, cell);
  }
  refuse_option(options, "type", type,
                "the output layer of Marian's recurrent models is a tanh over word, state and "
                "context, and that of nmt's a maxout" +
                    cells);
}

void require_plain_transformer(const MarianOptions& options) {
  const std::string type = options.text("type", "transformer");
  for (const char* recurrent : {"s2s", "amun", "nematus"})
    if (type == recurrent) refuse_recurrent(options, type);
  require_text(options, "type", "transformer", "only models of type transformer are read");
  if (options.whole("lemma-dim-emb", 0) != 0)
    refuse_option(options, "lemma-dim-emb", options.text("lemma-dim-emb", ""),
                  "factored vocabularies are not read");
  require_false(options, "ulr", "universal representations are not read");
  require_false(options, "transformer-no-projection", "nmt's attention has an output projection");
  require_depth(options, "transformer-ffn-depth");
  require_depth(options, "transformer-decoder-ffn-depth");
}

int size_of_option(const MarianOptions& options, const char* key, int otherwise, int most) {
  const std::int64_t size = options.whole(key, otherwise);
  if (size < 1 || size > most) refuse_option(options, key, std::to_string(size), "that is no size");
  return static_cast<int>(size);
}

}  // namespace

MarianOptions::MarianOptions(const std::string& yaml, std::string where)
    : where_(std::move(where)), root_(parse_yaml(yaml, where_)) {}

void MarianOptions::refuse_kind(const std::string& key, const char* kind) const {
  throw Error({.what = format("{} is not {}", key, kind),
               .where = root_.find(key)->where,
               .fix = "copy the file again; this one is damaged"});
}

std::string MarianOptions::text(const std::string& key, const std::string& otherwise) const {
  const ConfigNode* node = root_.find(key);
  if (node == nullptr) return otherwise;
  if (node->kind == ConfigNode::Kind::empty) return "";
  if (node->kind != ConfigNode::Kind::text) refuse_kind(key, "a text");
  return node->text;
}

bool MarianOptions::truth(const std::string& key, bool otherwise) const {
  const std::string value = text(key, otherwise ? "true" : "false");
  if (value == "true" || value == "false") return value == "true";
  refuse_kind(key, "true or false");
}

std::int64_t MarianOptions::whole(const std::string& key, std::int64_t otherwise) const {
  const double value = number(key, static_cast<double>(otherwise));
  if (value != static_cast<double>(static_cast<std::int64_t>(value)))
    refuse_kind(key, "a whole number");
  return static_cast<std::int64_t>(value);
}

double MarianOptions::number(const std::string& key, double otherwise) const {
  if (!has(key)) return otherwise;
  const std::optional<double> value = parse_number(text(key, ""));
  constexpr double kMost = 1e12;
  if (!value || *value > kMost || *value < -kMost) refuse_kind(key, "a number");
  return *value;
}

std::vector<std::string> MarianOptions::list(const std::string& key) const {
  const ConfigNode* node = root_.find(key);
  if (node == nullptr || node->kind == ConfigNode::Kind::empty) return {};
  if (node->kind == ConfigNode::Kind::text) return {node->text};
  if (node->kind != ConfigNode::Kind::list) refuse_kind(key, "a list");
  std::vector<std::string> texts;
  for (const ConfigNode& entry : node->children) {
    if (entry.kind != ConfigNode::Kind::text) refuse_kind(key, "a list of texts");
    texts.push_back(entry.text);
  }
  return texts;
}

MarianArchitecture MarianArchitecture::of(const MarianOptions& options) {
  constexpr int kMostDim = 16384, kMostLayers = 256;
  require_plain_transformer(options);
  MarianArchitecture made;
  made.dim = size_of_option(options, "dim-emb", 512, kMostDim);
  made.heads = size_of_option(options, "transformer-heads", 8, kMostLayers);
  made.encoder_layers = size_of_option(options, "enc-depth", 1, kMostLayers);
  made.decoder_layers = size_of_option(options, "dec-depth", 1, kMostLayers);
  made.norm = norm_of(options);
  if (made.norm == Norm::pre) refuse_old_pre_norm(options);
  made.final_norm = is_normed(options, "transformer-postprocess-top");
  made.embedding_norm = is_normed(options, "transformer-postprocess-emb");
  made.activation = activation_of(options, "transformer-ffn-activation");
  made.decoder_layer = decoder_layer_of(options);
  made.average_gate = !options.truth("transformer-aan-nogate", false);
  made.average_activation = activation_of(options, "transformer-aan-activation");
  made.tied_output =
      options.truth("tied-embeddings", false) || options.truth("tied-embeddings-all", false);
  made.tensors_of = tied_layers_of(options, made.decoder_layers);
  made.dropout = options.number("transformer-dropout", 0);
  made.attention_dropout = options.number("transformer-dropout-attention", 0);
  made.feed_forward_dropout = options.number("transformer-dropout-ffn", 0);
  return made;
}

}  // namespace nmt
