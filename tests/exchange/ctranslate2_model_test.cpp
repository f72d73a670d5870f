#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <deque>
#include <filesystem>

#include "caught_error.h"
#include "exchange/import_format.h"
#include "exchange/imported.h"
#include "exchange/tiny_marian.h"

namespace nmt {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

// As OpenNMT-py counts.
const std::vector<std::string>& ct2_pieces() {
  static const std::vector<std::string> pieces = {"<unk>", "<blank>", "<s>", "</s>", "▁a",
                                                  "▁b",    "a",       "b",   "c"};
  return pieces;
}
constexpr int kStart = 2, kEndPiece = 3, kCt2Pieces = 9;
TokenId ct2_token(int id) {
  if (id == 0) return kUnknown;
  if (id == kStart) return kBegin;
  return id == kEndPiece ? kEnd : id == 1 ? 3 : id;
}

// A tiny model of Marian, written as CTranslate2 keeps it.
class Ctranslate2Model : public testing::Test {
 protected:
  Ctranslate2Model() {
    fs::create_directories(folder_ + "/model");
    model_.shape.start = kStart;
    TinyMarianTensors(model_, kCt2Pieces, kCt2Pieces);
    write_file_atomically(folder_ + "/sentencepiece.model",
                          marian_subwords({"▁a", "▁b", "a", "b"}));
    std::string list;
    for (const std::string& piece : ct2_pieces())
      list += (list.empty() ? "[\"" : ", \"") + piece + "\"";
    write_file_atomically(folder_ + "/model/shared_vocabulary.json", list + "]");
  }
  ~Ctranslate2Model() override { fs::remove_all(folder_); }

  void write(const std::string& config, bool from_nothing = false) {
    write_file_atomically(folder_ + "/model/config.json", config);
    tensors_.clear();
    number("decoder/start_from_zero_embedding", from_nothing ? 1 : 0);
    number("decoder/alibi", 0);
    for (const std::string side : {"encoder", "decoder"}) {
      number(side + "/num_heads", model_.shape.heads);
      number(side + "/pre_norm", 0);
      number(side + "/activation", 2);
      number(side + "/scale_embeddings", 1);
      for (int i = 0; i < 2; ++i) layer(side, i);
    }
    add("decoder/embeddings/weight", at("Wemb"));
    MarianTensor bias = at("decoder_ff_logit_out_b");
    vector("decoder/projection/bias", bias.numbers);
    add("encoder/position_encodings/encodings", waves());
    write_ctranslate2(
        folder_ + "/model/model.bin", {}, tensors_,
        {{"encoder/embeddings_0/weight", "decoder/embeddings/weight"},
         {"decoder/projection/weight", "decoder/embeddings/weight"},
         {"decoder/position_encodings/encodings", "encoder/position_encodings/encodings"}});
  }

  void expect_scores(const std::vector<int>& source) {
    const std::unique_ptr<Seq2Seq> imported = built(read_foreign_model(folder_ + "/model"));
    const std::vector<int> target = {5, 0, 8, 1, kEndPiece};
    std::vector<TokenId> from, to;
    for (const int id : source) from.push_back(ct2_token(id));
    if (from.back() != kEnd) from.push_back(kEnd);
    for (const int id : target) to.push_back(ct2_token(id));
    const std::vector<double> seen = word_scores(*imported, from, to),
                              expected = MarianReference(model_.shape, model_.tensors)
                                             .word_scores(source, target);
    ASSERT_EQ(seen.size(), expected.size());
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_NEAR(seen[i], expected[i], 2e-5) << i;
  }

  Error::Parts refusal(const std::string& path) const {
    return error_of([&] { built(read_foreign_model(path)); });
  }

  const MarianTensor& at(const std::string& name) const { return model_.tensors.at(name); }
  void number(const std::string& name, std::int8_t value) {
    numbers_.push_back(value);
    tensors_.push_back(
        row_major_tensor(name, NumberType::i8, {}, std::as_bytes(std::span(&numbers_.back(), 1))));
  }
  void add(const std::string& name, const MarianTensor& tensor) {
    kept_.push_back(tensor.numbers);
    tensors_.push_back(row_major_tensor(name, NumberType::f32, {tensor.rows, tensor.cols},
                                        std::as_bytes(std::span(kept_.back()))));
  }
  void vector(const std::string& name, const std::vector<float>& numbers) {
    kept_.push_back(numbers);
    tensors_.push_back(row_major_tensor(name, NumberType::f32,
                                        {static_cast<std::int64_t>(numbers.size())},
                                        std::as_bytes(std::span(kept_.back()))));
  }
  // Several layers as one, with rows for outputs.
  void linear(const std::string& to, const std::vector<std::string>& weights,
              const std::vector<std::string>& biases) {
    MarianTensor all{.rows = 0, .cols = at(weights.front()).rows, .numbers = {}};
    std::vector<float> bias;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const MarianTensor& weight = at(weights[i]);
      for (int c = 0; c < weight.cols; ++c)
        for (int r = 0; r < weight.rows; ++r)
          all.numbers.push_back(weight.numbers[r * weight.cols + c]);
      all.rows += weight.cols;
      bias.insert(bias.end(), at(biases[i]).numbers.begin(), at(biases[i]).numbers.end());
    }
    add(to + "/weight", all);
    vector(to + "/bias", bias);
  }
  void norm(const std::string& to, const std::string& from) {
    vector(to + "/gamma", at(from + "_ln_scale").numbers);
    vector(to + "/beta", at(from + "_ln_bias").numbers);
  }
  void layer(const std::string& side, int i) {
    const std::string to = format("{}/layer_{}/", side, i), from = format("{}_l{}_", side, i + 1);
    linear(to + "self_attention/linear_0", {from + "self_Wq", from + "self_Wk", from + "self_Wv"},
           {from + "self_bq", from + "self_bk", from + "self_bv"});
    linear(to + "self_attention/linear_1", {from + "self_Wo"}, {from + "self_bo"});
    norm(to + "self_attention/layer_norm", from + "self_Wo");
    if (side == "decoder") {
      linear(to + "attention/linear_0", {from + "context_Wq"}, {from + "context_bq"});
      linear(to + "attention/linear_1", {from + "context_Wk", from + "context_Wv"},
             {from + "context_bk", from + "context_bv"});
      linear(to + "attention/linear_2", {from + "context_Wo"}, {from + "context_bo"});
      norm(to + "attention/layer_norm", from + "context_Wo");
    }
    linear(to + "ffn/linear_0", {from + "ffn_W1"}, {from + "ffn_b1"});
    linear(to + "ffn/linear_1", {from + "ffn_W2"}, {from + "ffn_b2"});
    norm(to + "ffn/layer_norm", from + "ffn_ffn");
  }
  // Marian's positions as a table.
  MarianTensor waves() const {
    MarianTensor table{.rows = 32, .cols = model_.shape.dim, .numbers = {}};
    const int half = table.cols / 2;
    for (int p = 0; p < table.rows; ++p)
      for (int i = 0; i < table.cols; ++i) {
        const double angle = p * std::pow(10000.0, -(i % half) / double(half - 1));
        table.numbers.push_back(static_cast<float>(i < half ? std::sin(angle) : std::cos(angle)));
      }
    return table;
  }

  std::string folder_ = testing::TempDir() + "nmt_ctranslate2_" + std::to_string(getpid());
  TinyMarian model_;
  std::vector<ForeignTensor> tensors_;
  std::deque<std::vector<float>> kept_;
  std::deque<std::int8_t> numbers_;
};

TEST_F(Ctranslate2Model, SaysWhatTheFormulasSay) {
  write(R"({"add_source_eos": true, "decoder_start_token": "<s>", "layer_norm_epsilon": 1e-6})");
  expect_scores({4, 6, 0, 7, kEndPiece});
  EXPECT_EQ(read_foreign_model(folder_ + "/model").format, "ctranslate2");
}

TEST_F(Ctranslate2Model, ReadsSourcesWithoutAnEndMark) {
  write(R"({"add_source_eos": false, "decoder_start_token": "<s>", "layer_norm_epsilon": 1e-6})");
  expect_scores({4, 6, 0, 7});
  expect_scores({5});
}

TEST_F(Ctranslate2Model, StartsFromNothingWhereTheModelDoes) {
  model_.shape.start = -1;
  write(R"({"add_source_eos": false, "layer_norm_epsilon": 1e-6})", true);
  // Such models come from Marian, whose sources have an end mark.
  const ForeignModel read = read_foreign_model(folder_ + "/model");
  EXPECT_EQ(setting_of(read, "model", "source_end_mark"), "");
  EXPECT_NE(built(read), nullptr);
}

TEST_F(Ctranslate2Model, ArgosPackagesHoldSuchAFolder) {
  write(R"({"add_source_eos": false, "decoder_start_token": "<s>", "layer_norm_epsilon": 1e-6})");
  write_file_atomically(folder_ + "/metadata.json", R"({"from_code": "en", "to_code": "tr"})");
  const ForeignModel read = read_foreign_model(folder_);
  EXPECT_EQ(read.format, "argos");
  EXPECT_EQ(setting_of(read, "languages", "target"), "tr");
  EXPECT_EQ(setting_of(read, "decoding", "length_penalty"), "0.2");
  EXPECT_NE(built(read), nullptr);
  write_file_atomically(folder_ + "/metadata.json", R"({"type": "sbd"})");
  EXPECT_THAT(refusal(folder_).what, HasSubstr("the package is of type sbd"));
  write_file_atomically(folder_ + "/metadata.json", R"({"target_prefix": "__tr__"})");
  EXPECT_THAT(refusal(folder_).what, HasSubstr("begin with '__tr__', which is no piece"));
}

// M2M100 and NLLB: what no other model does is to start from the end mark.
TEST_F(Ctranslate2Model, KnowsModelsOfManyLanguages) {
  write_file_atomically(
      folder_ + "/model/shared_vocabulary.json",
      R"(["<s>", "<pad>", "</s>", "<unk>", "▁a", "▁b", "__de__", "__tr__", "x"])");
  const std::string start = R"("layer_norm_epsilon": 1e-6})";
  write(R"({"add_source_eos": false, "decoder_start_token": "</s>", )" + start);
  const ForeignModel read = read_foreign_model(folder_ + "/model");
  EXPECT_EQ(setting_of(read, "languages", "target_tag"), "__{target}__");
  EXPECT_EQ(read.settings.find("languages")->find("among")->children.front().text, "de");
  EXPECT_EQ(setting_of(read, "model", "source_end_mark"), "");
  EXPECT_EQ(read.settings.find("decoding")->find("suppress")->children.front().text, "<s>~");
  EXPECT_NE(built(read), nullptr);
  write_file_atomically(folder_ + "/metadata.json", R"({"target_prefix": "__tr__"})");
  EXPECT_EQ(setting_of(read_foreign_model(folder_), "languages", "target_tag"), "__tr__");
  write(R"({"add_source_eos": false, "decoder_start_token": "<s>", )" + start);
  const ForeignModel other = read_foreign_model(folder_ + "/model");
  EXPECT_EQ(setting_of(other, "languages", "target_tag"), "");
}

TEST_F(Ctranslate2Model, RefusesWhatItWouldNotCompute) {
  const std::string plain = R"({"add_source_eos": true, "decoder_start_token": "<s>"})";
  write(R"({"decoder_start_token": null})");
  EXPECT_THAT(refusal(folder_ + "/model").what, HasSubstr("leaves it to its caller"));
  write(R"({"decoder_start_token": "<go>"})");
  EXPECT_THAT(refusal(folder_ + "/model").what, HasSubstr("'<go>'"));
  write(plain);
  fs::remove(folder_ + "/sentencepiece.model");
  EXPECT_THAT(refusal(folder_ + "/model").what, HasSubstr("no SentencePiece model"));
}

}  // namespace
}  // namespace nmt
