#include "exchange/marian.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "caught_error.h"
#include "exchange/gzip_file.h"
#include "exchange/import_format.h"
#include "exchange/imported.h"
#include "exchange/marian_shortlist.h"
#include "exchange/tiny_marian.h"

namespace nmt {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

// Marian's </s> and <unk>, and what comes between in nmt's numbers: <s>.
constexpr int kMarianEnd = 0, kMarianUnknown = 1;
TokenId in_nmt(int id) {
  if (id == kMarianEnd) return kEnd;
  return id == kMarianUnknown ? kUnknown : id + 1;
}

class MarianModel : public testing::Test {
 protected:
  MarianModel() { fs::create_directories(folder_); }
  ~MarianModel() override { fs::remove_all(folder_); }

  ForeignModel read() const { return read_foreign_model(folder_); }

  // All variants answer as the plain loops do, for words, an unknown word and the end mark.
  void expect_scores(TinyMarian model) {
    write_tiny_marian(model, folder_);
    const std::unique_ptr<Seq2Seq> imported = built(read());
    const MarianReference reference(model.shape, model.tensors);
    const std::vector<int> source = {2, 4, 5, kMarianUnknown, 3, kMarianEnd},
                           target = {5, 9, kMarianUnknown, 2, 8, kMarianEnd};
    std::vector<TokenId> from, to;
    for (const int id : source) from.push_back(in_nmt(id));
    for (const int id : target) to.push_back(in_nmt(id));
    const std::vector<double> expected = reference.word_scores(source, target),
                              seen = word_scores(*imported, from, to);
    ASSERT_EQ(seen.size(), expected.size());
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_NEAR(seen[i], expected[i], 2e-5) << i;
  }

  Error::Parts refusal() const {
    return error_of([&] { built(read()); });
  }

  // What a model with this option answers.
  Error::Parts refusal_of(const std::string& options) {
    TinyMarian model;
    model.more_options = options + "\n";
    write_tiny_marian(model, folder_);
    return refusal();
  }

  std::string folder_ = testing::TempDir() + "nmt_marian_" + std::to_string(getpid());
};

TEST_F(MarianModel, PostNormSaysWhatTheFormulasSay) { expect_scores({}); }

TEST_F(MarianModel, PreNormToo) {
  TinyMarian model;
  model.shape.pre = true;
  model.shape.activation = "relu";
  expect_scores(model);
}

TEST_F(MarianModel, EmbeddingNormToo) {
  TinyMarian model;
  model.shape.embedding_norm = true;
  model.shape.activation = "gelu";
  expect_scores(model);
}

TEST_F(MarianModel, SimpleRecurrentUnitsToo) {
  TinyMarian model;
  model.shape.decoder = "rnn";
  expect_scores(model);
  model.shape.pre = true;
  expect_scores(model);
}

TEST_F(MarianModel, AverageAttentionToo) {
  TinyMarian model;
  model.shape.decoder = "average-attention";
  expect_scores(model);
  model.shape.gate = false;
  expect_scores(model);
  model.average_inner = model.shape.dim;  // no second matrix
  expect_scores(model);
}

TEST_F(MarianModel, TwoVocabulariesToo) {
  TinyMarian model;
  model.two_vocabularies = true;
  expect_scores(model);
  model.tied_output = false;
  model.output_bias = false;
  expect_scores(model);
}

TEST_F(MarianModel, KeepsTheTokenizerByteForByte) {
  TinyMarian model;
  write_tiny_marian(model, folder_);
  const ForeignModel read_model = read();
  EXPECT_TRUE(read_model.tokenizers.shared);
  EXPECT_EQ(read_model.tokenizers.source->bytes(), read_file(folder_ + "/vocab.spm"));
  EXPECT_EQ(setting_of(read_model, "model", "tied_embeddings"), "all");
  EXPECT_EQ(setting_of(read_model, "model", "norm"), "post");
}

// The same words, cut by a model for each side and numbered by one list.
TEST_F(MarianModel, OneListAndTwoCuttingModels) {
  TinyMarian model;
  write_tiny_marian(model, folder_);
  const std::unique_ptr<Seq2Seq> plain = built(read());
  fs::remove(folder_ + "/vocab.spm");
  write_file_atomically(folder_ + "/source.spm", marian_subwords({"▁a", "a", "b", "▁", "▁only"}));
  write_file_atomically(folder_ + "/target.spm", marian_subwords({"▁b", "c", "▁"}));
  std::string list = "\"</s>\": 0\n<unk>: 1\n";
  for (std::size_t i = 0; i < tiny_pieces().size(); ++i)
    list += format("\"{}\": {}\n", tiny_pieces()[i], i + 2);
  write_file_atomically(folder_ + "/vocab.yml", list);

  const ForeignModel read_model = read();
  const Tokenizer &source = *read_model.tokenizers.source, &target = *read_model.tokenizers.target;
  EXPECT_FALSE(read_model.tokenizers.shared);
  EXPECT_TRUE(same_pieces(source, target));
  EXPECT_EQ(setting_of(read_model, "model", "tied_embeddings"), "all");
  // ▁ab is a piece of the list that neither cuts; ▁only is one that only the source cuts.
  EXPECT_EQ(source.encode("ab"), (std::vector<TokenId>{in_nmt(2), in_nmt(7)}));
  EXPECT_EQ(target.encode("b"), (std::vector<TokenId>{in_nmt(3)}));
  EXPECT_EQ(source.encode("only"), (std::vector<TokenId>{in_nmt(10)}));
  EXPECT_EQ(target.decode(std::vector<TokenId>{in_nmt(5), in_nmt(8)}), "abc");

  const std::unique_ptr<Seq2Seq> listed = built(read_model);
  const std::vector<TokenId> from = {in_nmt(2), in_nmt(7), kEnd}, to = {in_nmt(3), kEnd};
  const std::vector<double> expected = word_scores(*plain, from, to),
                            seen = word_scores(*listed, from, to);
  EXPECT_EQ(seen, expected);
  // What the list does not have is read as the unknown word.
  EXPECT_EQ(word_scores(*listed, {in_nmt(10), kEnd}, to),
            word_scores(*plain, {kUnknown, kEnd}, to));
}

TEST_F(MarianModel, WordsBetweenWhiteSpace) {
  TinyMarian model;
  write_tiny_marian(model, folder_);
  fs::remove(folder_ + "/vocab.spm");
  write_file_atomically(folder_ + "/vocab.yml",
                        "a: 2\nb: 3\n'c': 4\n\"\\\"\": 5\n</s>: 0\n<unk>: 1\n? d\n: 6\ne: 7\nf: 8\n"
                        "g: 9\n");
  const ForeignModel read_model = read();
  EXPECT_EQ(read_model.tokenizers.source->encode("b \" x d"),
            (std::vector<TokenId>{in_nmt(3), in_nmt(5), kUnknown, in_nmt(6)}));
  EXPECT_NE(built(read_model), nullptr);
}

// As Firefox packs its files; decoder.yml names what is in the packing.
TEST_F(MarianModel, PackedListsToo) {
  TinyMarian model;
  write_tiny_marian(model, folder_);
  fs::remove(folder_ + "/vocab.spm");
  const std::string yaml = "</s>: 0\n<unk>: 1\na: 2\nb: 3\nc: 4\nd: 5\ne: 6\nf: 7\ng: 8\nh: 9\n",
                    json = R"({"</s>": 0, "<unk>": 1, "a": 3, "b": 2, "c": 4, "d": 5, "e": 6,
                               "f": 7, "g": 8, "h": 9})";
  const auto word_a = [&] { return read().tokenizers.source->encode("a").front(); };
  write_gzip(folder_ + "/vocab.yml.gz", yaml);
  EXPECT_EQ(word_a(), in_nmt(2));
  fs::rename(folder_ + "/vocab.yml.gz", folder_ + "/words.yml.gz");
  write_gzip(folder_ + "/words.json.gz", json);
  write_gzip(folder_ + "/words.txt.gz", "</s>\n<unk>\nh\ng\na\nb\nc\nd\ne\nf\n");
  const std::pair<const char*, int> named[] = {
      {"words.yml", 2}, {"words.yml.gz", 2}, {"words.json", 3}, {"words.txt", 4}};
  for (const auto& [name, id] : named) {
    write_file_atomically(folder_ + "/decoder.yml",
                          format("models: [model.npz]\nvocabs: [{}, {}]\n", name, name));
    EXPECT_EQ(word_a(), in_nmt(id)) << name;
  }
  EXPECT_NE(built(read()), nullptr);
}

TEST_F(MarianModel, ListsWithHolesAreRefused) {
  TinyMarian model;
  write_tiny_marian(model, folder_);
  fs::remove(folder_ + "/vocab.spm");
  write_file_atomically(folder_ + "/vocab.yml", "</s>: 0\n<unk>: 1\na: 3\n");
  EXPECT_EQ(refusal().what, "the number 2 is missing in the vocabulary");
  write_file_atomically(folder_ + "/vocab.yml", "</s>: 0\n<unk>: 1\na: 1\n");
  EXPECT_THAT(refusal().what, HasSubstr("the number 1 is there twice"));
  write_file_atomically(folder_ + "/vocab.yml", "</s>: 0\n<unk>: [1]\n");
  EXPECT_THAT(refusal().what, HasSubstr("a list of 'name: value' is expected"));
}

TEST_F(MarianModel, ImportsTheShortlist) {
  TinyMarian model;
  write_tiny_marian(model, folder_);
  MarianShortlist list{.first = 3, .best = 2, .offsets = {0}, .entries = {}};
  for (std::uint32_t id = 0; id < 10; ++id) {
    list.entries.push_back(id == 4 ? 9 : 0);
    list.offsets.push_back(list.entries.size());
  }
  write_marian_shortlist(folder_ + "/lex.3.2.s2t.bin", list);
  const ForeignModel read_model = read();
  ASSERT_TRUE(read_model.shortlist);
  // Of the first three; of what piece 4 may become; and the piece itself.
  const std::vector<TokenId> source = {in_nmt(4)};
  EXPECT_EQ(read_model.shortlist->candidates(source),
            (std::vector<TokenId>{kUnknown, kEnd, in_nmt(2), in_nmt(4), in_nmt(9)}));
}

TEST_F(MarianModel, ReadsHowItIsDecoded) {
  TinyMarian model;
  write_tiny_marian(model, folder_);
  write_file_atomically(folder_ + "/decoder.yml",
                        "relative-paths: true\nmodels: [model.npz]\nvocabs:\n  - vocab.spm\n"
                        "  - vocab.spm\nbeam-size: 6\nnormalize: 0.6\nword-penalty: 0.1\n");
  const ForeignModel read_model = read();
  EXPECT_EQ(setting_of(read_model, "decoding", "beam_size"), "6");
  EXPECT_EQ(setting_of(read_model, "decoding", "length_penalty"), "0.6");
  EXPECT_THAT(read_model.notes, testing::Contains(HasSubstr("word-penalty 0.1 is left out")));
}

TEST_F(MarianModel, RefusesWhatItWouldNotCompute) {
  EXPECT_THAT(refusal_of("type: s2s").what, HasSubstr("set twice"));
  EXPECT_THAT(refusal_of("lemma-dim-emb: 64").what, HasSubstr("factored vocabularies"));
  EXPECT_THAT(refusal_of("transformer-no-projection: true").what,
              HasSubstr("transformer-no-projection is true"));
  EXPECT_THAT(refusal_of("transformer-ffn-depth: 3").what, HasSubstr("transformer-ffn-depth is 3"));
  EXPECT_THAT(refusal_of("transformer-tied-layers: [1, 7]").what, HasSubstr("no layer"));
  EXPECT_THAT(refusal_of("enc-depth: 0").what, HasSubstr("set twice"));
}

TEST_F(MarianModel, NamesWhatIsNotItsOwnInRecurrentModels) {
  TinyMarian model;
  write_tiny_marian(model, folder_);
  const auto refusal_of_type = [&](const std::string& options) {
    std::vector<ForeignTensor> tensors;
    for (const auto& [name, tensor] : model.tensors)
      tensors.push_back(row_major_tensor(name, NumberType::f32, {tensor.rows, tensor.cols},
                                         std::as_bytes(std::span(tensor.numbers))));
    write_npz(folder_ + "/model.npz", tensors, {{"special:model.yml", options}});
    return refusal().what;
  };
  EXPECT_THAT(refusal_of_type("type: s2s\nenc-cell: lstm\ndec-cell: lstm\n"),
              testing::AllOf(HasSubstr("type is s2s: the output layer"), HasSubstr("maxout"),
                             testing::Not(HasSubstr("reset gate"))));
  EXPECT_THAT(refusal_of_type("type: amun\nenc-cell: gru\ndec-cell: gru\n"),
              HasSubstr("the reset gate of enc-cell: gru"));
  EXPECT_THAT(refusal_of_type("type: nematus\nenc-cell: lstm\ndec-cell: gru-nematus\n"),
              HasSubstr("the reset gate of dec-cell: gru-nematus"));
  EXPECT_THAT(refusal_of_type("type: char-s2s\n"), HasSubstr("only models of type transformer"));
}

TEST_F(MarianModel, RefusesOldModelsWithNormsBeforeBlocks) {
  TinyMarian model;
  model.shape.pre = true;
  write_tiny_marian(model, folder_);
  EXPECT_EQ(built(read())->parameters().find("encoder.norm.gain")->cols, model.shape.dim);
  std::string options = tiny_options(model);
  options.replace(options.find("v1.12.0"), 7, "v1.9.0 ");
  model.more_options = "";
  std::vector<ForeignTensor> tensors;
  for (const auto& [name, tensor] : model.tensors)
    tensors.push_back(row_major_tensor(name, NumberType::f32, {tensor.rows, tensor.cols},
                                       std::as_bytes(std::span(tensor.numbers))));
  write_npz(folder_ + "/model.npz", tensors, {{"special:model.yml", options}});
  EXPECT_THAT(refusal().what, HasSubstr("before 1.11"));
}

TEST_F(MarianModel, NamesTheTensorThatIsWrong) {
  TinyMarian model;
  write_tiny_marian(model, folder_);
  const MarianTensors whole = model.tensors;
  model.tensors.erase("decoder_l2_context_Wk");
  write_tiny_weights(model, folder_);
  EXPECT_THAT(refusal().where, HasSubstr("decoder_l2_context_Wk"));

  model.tensors = whole;
  model.tensors["encoder_l1_something_new"] = whole.at("encoder_l1_self_bq");
  write_tiny_weights(model, folder_);
  EXPECT_THAT(refusal().where, HasSubstr("model.npz, tensor encoder_l1_something_new"));

  model.tensors = whole;
  model.tensors["encoder_l1_ffn_W2"] = whole.at("encoder_l1_self_Wq");
  write_tiny_weights(model, folder_);
  EXPECT_THAT(refusal().where, HasSubstr("encoder_l1_ffn_W2"));

  model.tensors = whole;
  model.tensors["decoder_ff_logit_out_b"] = whole.at("encoder_l1_self_bq");
  write_tiny_weights(model, folder_);
  EXPECT_EQ(refusal().what, "there are numbers for 8 tokens, but the vocabulary has 10");
}

TEST_F(MarianModel, SaysWhatIsMissing) {
  EXPECT_THAT(refusal().what, HasSubstr("no files in this folder"));
  write_file_atomically(folder_ + "/readme.txt", "nothing\n");
  EXPECT_THAT(refusal().what, HasSubstr("no model of another program is recognised"));
  TinyMarian model;
  write_tiny_marian(model, folder_);
  fs::remove(folder_ + "/vocab.spm");
  EXPECT_THAT(refusal().what, HasSubstr("there is no vocabulary"));
  write_file_atomically(folder_ + "/vocab.spm", "no model");
  EXPECT_EQ(refusal().what, "these 8 bytes are not a SentencePiece model");
  write_tiny_marian(model, folder_);
  fs::copy(folder_ + "/model.npz", folder_ + "/other.npz");
  EXPECT_THAT(refusal().what, HasSubstr("several files may be the weights: model.npz, other.npz"));
}

}  // namespace
}  // namespace nmt
