#include "exchange/hugging_face_m2m.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "caught_error.h"
#include "exchange/import_format.h"
#include "exchange/imported.h"
#include "exchange/tiny_m2m100.h"
#include "seq2seq/first_token.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

// <unk> 0, <s> 1, </s> 2, then the list without <unk> and </s>; its <s> is another token.
TokenId in_nmt(int id) { return id == 2 ? kEnd : id == 3 ? kUnknown : id < 2 ? id + 3 : id + 1; }

class M2m100Model : public testing::Test {
 protected:
  M2m100Model() { model_.write(folder_); }
  ~M2m100Model() override { fs::remove_all(folder_); }

  void put(const std::string& name, const std::string& text) const {
    write_file_atomically(folder_ + "/" + name, text);
  }
  Error::Parts refusal() const {
    return error_of([&] { built(read_foreign_model(folder_)); });
  }
  std::vector<std::string> list_of(const ForeignModel& model, const std::string& section,
                                   const std::string& key) const {
    std::vector<std::string> texts;
    for (const ConfigNode& entry : model.settings.find(section)->find(key)->children)
      texts.push_back(entry.text);
    return texts;
  }

  std::string folder_ = testing::TempDir() + "nmt_m2m100_" + std::to_string(getpid());
  TinyM2m100 model_;
};

TEST_F(M2m100Model, SaysWhatTheFormulasSay) {
  const ForeignModel read = read_foreign_model(folder_);
  const FirstToken imported(built(read), in_nmt(kM2m100Turkish));
  const std::vector<int> source = {kM2m100English, 4, 7, 3, 2}, target = {5, 8, 6, 3, 2};
  std::vector<TokenId> from, to;
  for (const int id : source) from.push_back(in_nmt(id));
  for (const int id : target) to.push_back(in_nmt(id));
  const std::vector<double> expected = model_.word_scores(source, target);
  const std::vector<double> seen = word_scores(imported, from, to);
  ASSERT_EQ(seen.size(), expected.size());
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_NEAR(seen[i], expected[i], 2e-5) << i;
}

TEST_F(M2m100Model, ReadsItsLanguagesAndHowItIsDecoded) {
  const ForeignModel read = read_foreign_model(folder_);
  EXPECT_EQ(setting_of(read, "languages", "source_tag"), "__{source}__");
  EXPECT_EQ(setting_of(read, "languages", "target_tag"), "__{target}__");
  EXPECT_THAT(list_of(read, "languages", "among"), ElementsAre("en", "fr", "tr"));
  EXPECT_THAT(list_of(read, "decoding", "suppress"), ElementsAre("<s>~", "<pad>"));
  EXPECT_EQ(setting_of(read, "decoding", "beam_size"), "5");
  EXPECT_THAT(read.notes, ElementsAre(HasSubstr("--from and --to")));
  const Tokenizer& tokenizer = *read.tokenizers.target;
  EXPECT_EQ(find_token(tokenizer, "__tr__"), in_nmt(kM2m100Turkish));
  EXPECT_EQ(tokenizer.encode("ab"), (std::vector<TokenId>{in_nmt(4), in_nmt(7)}));
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{in_nmt(kM2m100Turkish), in_nmt(4)}), "a");
  put("tokenizer_config.json", R"({"src_lang": "en", "tgt_lang": "tr"})");
  EXPECT_EQ(setting_of(read_foreign_model(folder_), "languages", "target"), "tr");
}

TEST_F(M2m100Model, FindsTheLanguagesInEveryFile) {
  const auto languages = [&] { return list_of(read_foreign_model(folder_), "languages", "among"); };
  fs::remove(folder_ + "/special_tokens_map.json");
  put("tokenizer_config.json",
      R"({"added_tokens_decoder": {"0": {"content": "<s>"}, "10": {"content": "__en__"},
          "9": {"content": "__fr__"}}})");
  EXPECT_THAT(languages(), ElementsAre("fr", "en"));
  put("tokenizer_config.json", R"({"extra_special_tokens": ["__de__", {"content": "__en__"}]})");
  EXPECT_THAT(languages(), ElementsAre("de", "en"));
  put("tokenizer.json", R"({"added_tokens": [{"id": 9, "content": "__az__"},
                                              {"id": 10, "content": "__tr__"}]})");
  EXPECT_THAT(languages(), ElementsAre("az", "tr"));
  fs::remove(folder_ + "/tokenizer.json");
  put("tokenizer_config.json", R"({"language_codes": "wmt21"})");
  EXPECT_EQ(refusal().what, "the tokenizer has 17 tokens, and the model 13");
  put("tokenizer_config.json", "{}");
  EXPECT_EQ(refusal().what, "the tokenizer has 109 tokens, and the model 13");
}

// Without a list, pieces have their own numbers, one further on.
TEST_F(M2m100Model, ReadsNllb) {
  using Piece = SubwordModel::Piece;
  std::vector<Piece> pieces = {{"<unk>", 0, Piece::Kind::unknown},
                               {"<s>", 0, Piece::Kind::control},
                               {"</s>", 0, Piece::Kind::control}};
  for (const char* piece : {"▁a", "▁b", "a", "b", "c"})
    pieces.push_back({piece, -1 - static_cast<float>(pieces.size()), Piece::Kind::normal});
  put("sentencepiece.bpe.model", with_pieces("", pieces));
  put("special_tokens_map.json", R"({"additional_special_tokens": ["ace_Arab", "tur_Latn"]})");
  fs::remove(folder_ + "/vocab.json");
  const ForeignModel read = read_foreign_model(folder_);
  EXPECT_EQ(setting_of(read, "languages", "target_tag"), "{target}");
  EXPECT_THAT(list_of(read, "languages", "among"), ElementsAre("ace_Arab", "tur_Latn"));
  EXPECT_EQ(read.tokenizers.source->encode("ab"), (std::vector<TokenId>{in_nmt(4), in_nmt(7)}));
  EXPECT_EQ(find_token(*read.tokenizers.source, "tur_Latn"), in_nmt(10));
  fs::remove(folder_ + "/special_tokens_map.json");
  EXPECT_EQ(refusal().what, "no file of the tokenizer lists the languages of the model");
}

TEST_F(M2m100Model, RefusesRelativesThatAreToldInAnotherWay) {
  put("tokenizer_config.json", R"({"tokenizer_class": "SMALL100Tokenizer"})");
  EXPECT_THAT(refusal().what, HasSubstr("the tokenizer is a SMALL100Tokenizer"));
  put("tokenizer_config.json", R"({"tokenizer_class": "NllbTokenizer", "legacy_behaviour": true})");
  EXPECT_THAT(refusal().what, HasSubstr("legacy_behaviour"));
  put("tokenizer_config.json", "{}");
  put("special_tokens_map.json", R"({"additional_special_tokens": "__en__"})");
  EXPECT_THAT(refusal().what, HasSubstr("additional_special_tokens is \"__en__\", not a list"));
  fs::remove(folder_ + "/vocab.json");
  EXPECT_THAT(refusal().what, HasSubstr("the first pieces are not <unk>, <s> and </s>"));
  fs::remove(folder_ + "/sentencepiece.bpe.model");
  EXPECT_EQ(refusal().what, "sentencepiece.bpe.model is missing");
}

}  // namespace
}  // namespace nmt
