#include "exchange/hugging_face.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "caught_error.h"
#include "exchange/import_format.h"
#include "exchange/imported.h"
#include "exchange/tiny_marian.h"
#include "exchange/tiny_transformers.h"

namespace nmt {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

// Ids as in vocab.json; <pad> is last, and the decoder begins with it.
const std::vector<std::string>& listed_pieces() {
  static const std::vector<std::string> pieces = {"</s>", "<unk>", ">>tr<<", "▁a", "▁b",
                                                  "▁c",   "a",     "b",      "c",  "<pad>"};
  return pieces;
}
constexpr int kPad = 9, kPieces = 10;
TokenId in_nmt(int id) { return id == 0 ? kEnd : id == 1 ? kUnknown : id + 1; }

class HuggingFaceModel : public testing::Test {
 protected:
  HuggingFaceModel() {
    fs::create_directories(folder_);
    model_.shape.start = kPad;
    model_.shape.epsilon = 1e-5;
    model_.shape.frequency_gap = 0;
    TinyMarianTensors(model_, kPieces, kPieces);
    MarianTensor& table = model_.tensors.at("Wemb");
    std::fill_n(table.numbers.begin() + kPad * model_.shape.dim, model_.shape.dim, 0.0F);
    write_file_atomically(folder_ + "/source.spm", marian_subwords({"▁a", "▁b", "a", "b"}));
    write_file_atomically(folder_ + "/target.spm", marian_subwords({"▁a", "▁c", "c"}));
    std::string list;
    for (int id = 0; id < kPieces; ++id)
      list += format("{}\"{}\": {}", id == 0 ? "{" : ", ", listed_pieces()[id], id);
    write_file_atomically(folder_ + "/vocab.json", list + "}");
    write_file_atomically(folder_ + "/tokenizer_config.json",
                          R"({"source_lang": "en", "target_lang": "tr"})");
  }
  ~HuggingFaceModel() override { fs::remove_all(folder_); }

  std::string config(const std::string& more = "") const {
    const MarianShape& s = model_.shape;
    return format(
        R"({{"model_type": "marian", "d_model": {0}, "encoder_attention_heads": {1},
             "decoder_attention_heads": {1}, "encoder_layers": {2}, "decoder_layers": {3},
             "encoder_ffn_dim": {4}, "decoder_ffn_dim": {4}, "activation_function": "swish",
             "scale_embedding": true, "max_position_embeddings": 64, "pad_token_id": {5},
             "decoder_start_token_id": {5}, "eos_token_id": 0, "bad_words_ids": [[{5}]],
             "num_beams": 4, "max_length": 512, "unused": null{6}}})",
        s.dim, s.heads, s.encoder_layers, s.decoder_layers, model_.inner, kPad, more);
  }

  void write(const std::string& more_config = "") {
    write_file_atomically(folder_ + "/config.json", config(more_config));
    write_as_transformers(model_.tensors, folder_ + "/model.safetensors");
  }

  Error::Parts refusal() const {
    return error_of([&] { built(read_foreign_model(folder_)); });
  }

  std::string folder_ = testing::TempDir() + "nmt_hugging_face_" + std::to_string(getpid());
  TinyMarian model_;
};

TEST_F(HuggingFaceModel, SaysWhatTheFormulasSay) {
  write();
  const ForeignModel read = read_foreign_model(folder_);
  EXPECT_EQ(read.format, "huggingface");
  const std::unique_ptr<Seq2Seq> imported = built(read);
  const std::vector<int> source = {2, 3, 6, 1, 0}, target = {5, 8, 1, kPad, 3, 0};
  std::vector<TokenId> from, to;
  for (const int id : source) from.push_back(in_nmt(id));
  for (const int id : target) to.push_back(in_nmt(id));
  const std::vector<double> expected =
      MarianReference(model_.shape, model_.tensors).word_scores(source, target);
  const std::vector<double> seen = word_scores(*imported, from, to);
  ASSERT_EQ(seen.size(), expected.size());
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_NEAR(seen[i], expected[i], 2e-5) << i;
}

TEST_F(HuggingFaceModel, ReadsHowItIsDecoded) {
  write();
  const ForeignModel read = read_foreign_model(folder_);
  EXPECT_EQ(setting_of(read, "decoding", "beam_size"), "4");
  EXPECT_EQ(setting_of(read, "languages", "target"), "tr");
  EXPECT_EQ(read.settings.find("decoding")->find("suppress")->children.front().text, "<pad>");
  EXPECT_THAT(read.notes, testing::ElementsAre(HasSubstr(">>tr<<")));
  write_file_atomically(folder_ + "/generation_config.json", R"({"num_beams": 6})");
  EXPECT_EQ(setting_of(read_foreign_model(folder_), "decoding", "beam_size"), "6");
}

TEST_F(HuggingFaceModel, NumbersWordsByTheList) {
  write();
  const Tokenizers tokenizers = read_foreign_model(folder_).tokenizers;
  EXPECT_EQ(tokenizers.source->encode("ab"), (std::vector<TokenId>{in_nmt(3), in_nmt(7)}));
  EXPECT_EQ(tokenizers.target->decode(std::vector<TokenId>{in_nmt(2), in_nmt(5), in_nmt(8)}), "cc");
  EXPECT_EQ(require_tag(*tokenizers.source, ">>tr<<", "decoding.tag"), in_nmt(2));
}

TEST_F(HuggingFaceModel, RefusesOtherModels) {
  write();
  write_file_atomically(folder_ + "/config.json", R"({"model_type": "t5"})");
  EXPECT_EQ(refusal().what, "models of type t5 are not read");
  write_file_atomically(folder_ + "/config.json", config(", \"activation_function\": \"tanh\""));
  EXPECT_THAT(refusal().what, HasSubstr("activation_function is tanh"));
  write_file_atomically(folder_ + "/config.json", config(", \"d_model\": \"wide\""));
  EXPECT_THAT(refusal().what, HasSubstr("d_model is \"wide\", not a whole number"));
  write_file_atomically(folder_ + "/config.json", config());
  fs::remove(folder_ + "/target.spm");
  EXPECT_EQ(refusal().what, "target.spm is missing");
  fs::remove(folder_ + "/model.safetensors");
  EXPECT_THAT(refusal().what, HasSubstr("there are no weights"));
}

}  // namespace
}  // namespace nmt
