// Tiny models of Marian, written as Marian writes them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/format.h"
#include "base/random.h"
#include "exchange/marian_reference.h"
#include "exchange/writers.h"
#include "text/subword_model.h"

namespace nmt {

// What special:model.yml says beside the shape.
struct TinyMarian {
  MarianShape shape = {};
  bool two_vocabularies = false, tied_output = true, output_bias = true;
  int inner = 12, average_inner = 10;
  std::string more_options = {};
  MarianTensors tensors = {};
};

// A SentencePiece model numbered as Marian's: </s>, <unk>, pieces.
inline std::string marian_subwords(const std::vector<std::string>& pieces) {
  using Piece = SubwordModel::Piece;
  std::vector<Piece> all = {{"</s>", 0, Piece::Kind::control}, {"<unk>", 0, Piece::Kind::unknown}};
  for (const std::string& piece : pieces)
    all.push_back({piece, -1 - static_cast<float>(all.size()), Piece::Kind::normal});
  return with_pieces("", all);
}

inline const std::vector<std::string>& tiny_pieces() {
  static const std::vector<std::string> pieces = {"▁a", "▁b", "▁c", "▁ab", "a", "b", "c", "▁"};
  return pieces;
}

inline std::string tiny_options(const TinyMarian& model) {
  const MarianShape& s = model.shape;
  return format(
      "type: transformer\ndim-emb: {}\ntransformer-heads: {}\nenc-depth: {}\ndec-depth: {}\n"
      "transformer-dim-ffn: {}\ntransformer-ffn-activation: {}\ntransformer-preprocess: \"{}\"\n"
      "transformer-postprocess: {}\ntransformer-postprocess-top: \"{}\"\n"
      "transformer-postprocess-emb: {}\ntransformer-decoder-autoreg: {}\ndec-cell: {}\n"
      "transformer-aan-nogate: {}\ntransformer-dim-aan: {}\ntied-embeddings: {}\n"
      "tied-embeddings-all: {}\nversion: v1.12.0\n{}",
      s.dim, s.heads, s.encoder_layers, s.decoder_layers, model.inner, s.activation,
      s.pre ? "n" : "", s.pre ? "da" : "dan", s.pre ? "n" : "", s.embedding_norm ? "nd" : "d",
      s.decoder, s.decoder == "rnn" ? "ssru" : "gru", s.gate ? "false" : "true",
      model.average_inner, model.tied_output ? "true" : "false",
      model.tied_output && !model.two_vocabularies ? "true" : "false", model.more_options);
}

// Fills model.tensors with random numbers, under Marian's names.
class TinyMarianTensors {
 public:
  TinyMarianTensors(TinyMarian& model, int source_size, int target_size) : model_(model) {
    const int dim = model.shape.dim;
    if (model.two_vocabularies) {
      add("encoder_Wemb", source_size, dim);
      add("decoder_Wemb", target_size, dim);
    } else {
      add("Wemb", target_size, dim);
    }
    if (!model.tied_output) add("decoder_ff_logit_out_Wt", target_size, dim);
    if (model.output_bias) add("decoder_ff_logit_out_b", 1, target_size);
    for (int layer = 1; layer <= model.shape.encoder_layers; ++layer) {
      const std::string name = format("encoder_l{}", layer);
      attention(name + "_self");
      feed_forward(name + "_ffn", model.inner);
    }
    for (int layer = 1; layer <= model.shape.decoder_layers; ++layer)
      decoder_layer(format("decoder_l{}", layer));
    for (const std::string side : {"encoder", "decoder"}) {
      if (model.shape.pre) norm(side + "_top", "");
      if (model.shape.embedding_norm) norm(side + "_emb", "_pre");
    }
  }

 private:
  void add(const std::string& name, int rows, int cols, double middle = 0) {
    MarianTensor tensor{.rows = rows, .cols = cols, .numbers = {}};
    for (int i = 0; i < rows * cols; ++i)
      tensor.numbers.push_back(static_cast<float>(middle + 0.4 * random_.normal()));
    model_.tensors[name] = tensor;
  }
  void norm(const std::string& name, const std::string& suffix) {
    add(name + "_ln_scale" + suffix, 1, model_.shape.dim, 1);
    add(name + "_ln_bias" + suffix, 1, model_.shape.dim);
  }
  void block_norm(const std::string& after, const std::string& before) {
    norm(model_.shape.pre ? before : after, model_.shape.pre ? "_pre" : "");
  }
  void square(const std::string& name, const std::string& which) {
    add(name + "_W" + which, model_.shape.dim, model_.shape.dim);
    add(name + "_b" + which, 1, model_.shape.dim);
  }
  void attention(const std::string& name) {
    for (const char* which : {"q", "k", "v", "o"}) square(name, which);
    block_norm(name + "_Wo", name + "_Wo");
  }
  void network(const std::string& name, int inner) {
    add(name + "_W1", model_.shape.dim, inner);
    add(name + "_b1", 1, inner);
    if (inner == model_.shape.dim) return;
    add(name + "_W2", inner, model_.shape.dim);
    add(name + "_b2", 1, model_.shape.dim);
  }
  void feed_forward(const std::string& name, int inner) {
    network(name, inner);
    block_norm(name + "_ffn", name + "_ffn");
  }
  void decoder_layer(const std::string& name) {
    if (model_.shape.decoder == "rnn") {
      add(name + "_rnn_W", model_.shape.dim, model_.shape.dim);
      square(name + "_rnn", "f");
      block_norm(name + "_rnn_ffn", name + "_rnn");
    } else if (model_.shape.decoder == "average-attention") {
      feed_forward(name + "_aan", model_.average_inner);
      if (model_.shape.gate) {
        square(name + "_aan", "i");
        square(name + "_aan", "f");
      }
    } else {
      attention(name + "_self");
    }
    attention(name + "_context");
    feed_forward(name + "_ffn", model_.inner);
  }

  TinyMarian& model_;
  Random random_{11};
};

// model.npz in the folder.
inline void write_tiny_weights(const TinyMarian& model, const std::string& folder) {
  std::vector<ForeignTensor> tensors;
  for (const auto& [name, tensor] : model.tensors)
    tensors.push_back(row_major_tensor(name, NumberType::f32, {tensor.rows, tensor.cols},
                                       std::as_bytes(std::span(tensor.numbers))));
  write_npz(folder + "/model.npz", tensors, {{"special:model.yml", tiny_options(model)}});
}

// The whole folder: model.npz and vocab.spm, or source.spm and target.spm with pieces of their own.
inline void write_tiny_marian(TinyMarian& model, const std::string& folder) {
  std::filesystem::create_directories(folder);
  const std::vector<std::string>& pieces = tiny_pieces();
  const std::vector<std::string> fewer(pieces.begin(), pieces.end() - 3);
  const int size = static_cast<int>(pieces.size()) + 2;
  TinyMarianTensors(model, model.two_vocabularies ? size - 3 : size, size);
  write_tiny_weights(model, folder);
  if (model.two_vocabularies) {
    write_file_atomically(folder + "/source.spm", marian_subwords(fewer));
    write_file_atomically(folder + "/target.spm", marian_subwords(pieces));
  } else {
    write_file_atomically(folder + "/vocab.spm", marian_subwords(pieces));
  }
}

}  // namespace nmt
