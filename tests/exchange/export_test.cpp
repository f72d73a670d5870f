// Models of nmt in the files of other programs, which nmt reads again: the same numbers, and the same
// probabilities where a format cannot have the same numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "base/file.h"
#include "caught_error.h"
#include "exchange/export_format.h"
#include "exchange/import_format.h"
#include "exchange/imported.h"
#include "exchange/marian_shortlist.h"
#include "exchange/readers.h"
#include "exchange/tiny_marian.h"
#include "text/tokenizer_words.h"

namespace nmt {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

using Change = std::function<void(TransformerSettings&)>;

struct Variant {
  const char* name;
  Change change;
};

void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.name; }

const std::vector<Variant>& variants() {
  static const std::vector<Variant> all = {
      {"pre", [](TransformerSettings&) {}},
      {"post", [](TransformerSettings& s) { s.norm = "post"; }},
      {"no_final_norm", [](TransformerSettings& s) { s.final_norm = "no"; }},
      {"post_final_norm",
       [](TransformerSettings& s) {
         s.norm = "post";
         s.final_norm = "yes";
       }},
      {"ssru", [](TransformerSettings& s) { s.decoder_layer = "ssru"; }},
      {"ssru_post",
       [](TransformerSettings& s) {
         s.decoder_layer = "ssru";
         s.norm = "post";
       }},
      {"average",
       [](TransformerSettings& s) {
         s.decoder_layer = "average";
         s.average.feed_forward = 10;
         s.average.activation = "swish";
       }},
      {"average_without_gate",
       [](TransformerSettings& s) {
         s.decoder_layer = "average";
         s.average.gate = false;
         s.norm = "post";
       }},
      {"gated",
       [](TransformerSettings& s) {
         s.gated = true;
         s.activation = "swish";
       }},
      {"gelu", [](TransformerSettings& s) { s.activation = "gelu"; }},
      {"gelu_erf",
       [](TransformerSettings& s) {
         s.activation = "gelu_erf";
         s.norm = "post";
       }},
      {"other_decoder_width", [](TransformerSettings& s) { s.decoder_feed_forward = 20; }},
      {"learned_positions",
       [](TransformerSettings& s) {
         s.positions = "learned";
         s.max_length = 24;
         s.scale_embeddings = false;
       }},
      {"embedding_norm", [](TransformerSettings& s) { s.embedding_norm = true; }},
      {"source_without_end", [](TransformerSettings& s) { s.source_end_mark = false; }},
      {"target_tied", [](TransformerSettings& s) { s.tied_embeddings = "target"; }},
      {"target_tied_post",
       [](TransformerSettings& s) {
         s.tied_embeddings = "target";
         s.norm = "post";
       }},
      {"input_tied", [](TransformerSettings& s) { s.tied_embeddings = "input"; }},
      {"untied",
       [](TransformerSettings& s) {
         s.tied_embeddings = "none";
         s.norm = "post";
       }},
  };
  return all;
}

// As nmt's own tokenizers are numbered.
std::string own_subwords() {
  using Piece = SubwordModel::Piece;
  std::vector<Piece> all = {{"<unk>", 0, Piece::Kind::unknown},
                            {"<s>", 0, Piece::Kind::control},
                            {"</s>", 0, Piece::Kind::control}};
  for (const std::string& piece : tiny_pieces())
    all.push_back({piece, -1 - static_cast<float>(all.size()), Piece::Kind::normal});
  return with_pieces("", all);
}

class Export : public testing::TestWithParam<Variant> {
 protected:
  Export() { use_tokenizers(own_subwords()); }
  ~Export() override { fs::remove_all(folder_); }

  void use_tokenizers(const std::string& bytes) {
    model_.tokenizers.source = model_.tokenizers.target = tokenizer_from(bytes, "joint");
    model_.tokenizers.shared = true;
  }

  // A model with random numbers; its decoder starts from zeros or from anything.
  void build(const Change& change, double norm_epsilon, bool zero_start) {
    settings_ = TransformerSettings();
    settings_.dim = 8;
    settings_.heads = 2;
    settings_.feed_forward = 12;
    settings_.encoder_layers = settings_.decoder_layers = 2;
    settings_.norm_epsilon = norm_epsilon;
    change(settings_);
    const int tokens = model_.tokenizers.source->vocabulary_size();
    const Vocabularies vocabularies = {.source = tokens, .target = tokens, .shared = true};
    settings_.validate(vocabularies);
    built_ = settings_.build(vocabularies);
    built_->parameters().initialise(3);
    Random random(11);
    for (Real& number : built_->parameters().values())
      number += static_cast<Real>(0.2 * random.normal());
    if (zero_start)
      for (Parameter& parameter : built_->parameters().parameters())
        if (parameter.name == "embedding" || parameter.name == "target_embedding")
          std::fill_n(parameter.value.row(kBegin), parameter.cols, Real(0));
    model_.path = "models/own";
    model_.type = "transformer";
    model_.transformer = &settings_;
    model_.parameters = &built_->parameters();
  }

  bool holds(const std::string& format) const {
    for (const ExportFormat& known : export_formats())
      if (format == known.name) return !known.refusal(model_);
    return false;
  }

  std::unique_ptr<Seq2Seq> through(const std::string& format) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    written_ = require_export_format(format, model_).write(model_, folder_);
    for (const std::string& name : written_.names)
      EXPECT_TRUE(fs::exists(folder_ + "/" + name)) << name;
    read_ = read_foreign_model(folder_, format);
    return built(read_);
  }

  void expect_same_numbers(const Seq2Seq& other) const {
    for (const Parameter& parameter : built_->parameters().parameters()) {
      const Parameter* found = other.parameters().find(parameter.name);
      ASSERT_NE(found, nullptr) << parameter.name;
      ASSERT_EQ(found->rows, parameter.rows) << parameter.name;
      ASSERT_EQ(found->cols, parameter.cols) << parameter.name;
      for (int r = 0; r < parameter.rows; ++r)
        for (int c = 0; c < parameter.cols; ++c)
          ASSERT_EQ(found->value(r, c), parameter.value(r, c))
              << parameter.name << " " << r << " " << c;
    }
  }

  void expect_same_scores(const Seq2Seq& other, double most) const {
    const std::vector<TokenId> source = {4, 7, 3, 10, kEnd}, target = {5, kUnknown, 9, 3, 6, kEnd};
    const std::vector<double> expected = word_scores(*built_, source, target),
                              seen = word_scores(other, source, target);
    ASSERT_EQ(seen.size(), expected.size());
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_NEAR(seen[i], expected[i], most) << i;
  }

  Error::Parts refusal(const std::string& format) const {
    return error_of([&] { require_export_format(format, model_); });
  }

  std::string folder_ = testing::TempDir() + "export_" + std::to_string(getpid());
  TransformerSettings settings_;
  std::unique_ptr<Seq2Seq> built_;
  ExportedModel model_;
  ExportedFiles written_;
  ForeignModel read_;
};

INSTANTIATE_TEST_SUITE_P(Variants, Export, testing::ValuesIn(variants()),
                         [](const auto& made) { return std::string(made.param.name); });

TEST_P(Export, TheSameNumbersComeBack) {
  for (const auto& [format, epsilon] : {std::pair{"marian", 1e-6}, std::pair{"ctranslate2", 1e-7},
                                        std::pair{"huggingface", 1e-5}}) {
    SCOPED_TRACE(format);
    build(GetParam().change, epsilon, true);
    if (!holds(format)) continue;
    const std::unique_ptr<Seq2Seq> other = through(format);
    expect_same_numbers(*other);
    expect_same_scores(*other, 1e-6);
  }
}

TEST_P(Export, TheSameProbabilitiesFromAnyStart) {
  for (const auto& [format, epsilon] : {std::pair{"marian", 1e-6}, std::pair{"ctranslate2", 1e-5},
                                        std::pair{"huggingface", 1e-5}}) {
    SCOPED_TRACE(format);
    build(GetParam().change, epsilon, false);
    if (holds(format)) expect_same_scores(*through(format), 2e-5);
  }
}

TEST_F(Export, EachFormatHoldsWhatItIsSaidToHold) {
  std::string held;
  for (const Variant& variant : variants()) {
    build(variant.change, 1e-5, false);
    held += std::string(variant.name) + ":";
    for (const std::string& format : export_format_names())
      if (holds(format)) held += " " + format;
    held += "\n";
  }
  EXPECT_EQ(held,
            "pre: ctranslate2 huggingface marian onnx\n"
            "post: ctranslate2 huggingface marian onnx\n"
            "no_final_norm: ctranslate2 marian onnx\n"
            "post_final_norm: ctranslate2 marian onnx\n"
            "ssru: marian onnx\n"
            "ssru_post: onnx\n"
            "average: marian onnx\n"
            "average_without_gate: marian onnx\n"
            "gated: ctranslate2 onnx\n"
            "gelu: ctranslate2 huggingface onnx\n"
            "gelu_erf: ctranslate2 huggingface marian onnx\n"
            "other_decoder_width: ctranslate2 huggingface marian onnx\n"
            "learned_positions: ctranslate2 huggingface onnx\n"
            "embedding_norm: ctranslate2 onnx\n"
            "source_without_end: ctranslate2 onnx\n"
            "target_tied: ctranslate2 marian onnx\n"
            "target_tied_post: ctranslate2 huggingface marian onnx\n"
            "input_tied: ctranslate2 huggingface marian onnx\n"
            "untied: ctranslate2 huggingface marian onnx\n");
}

TEST_F(Export, MarianCountsItsTokensInItsOrder) {
  build(variants().front().change, 1e-6, true);
  through("marian");
  EXPECT_EQ(read_.tokenizers.source->piece(kBegin), "<s>");
  const auto vocabulary = read_subword_model(read_file(folder_ + "/vocab.spm"));
  ASSERT_TRUE(vocabulary);
  EXPECT_EQ(vocabulary->pieces[0].text, "</s>");
  EXPECT_EQ(vocabulary->pieces[1].text, "<unk>");
  EXPECT_EQ(vocabulary->pieces[2].text, "<s>");
  EXPECT_EQ(read_.tokenizers.source->encode("ab c"), model_.tokenizers.source->encode("ab c"));
}

// What is never said and has no probability, as after an import, is not there afterwards.
TEST_F(Export, MarianGetsNoBeginThatHasNoProbability) {
  build(variants().front().change, 1e-6, true);
  built_->parameters().parameters().back().value(0, kBegin) = -10000;
  ASSERT_EQ(built_->parameters().parameters().back().name, "output.bias");
  expect_same_numbers(*through("marian"));
  EXPECT_EQ(read_npz(folder_ + "/model.npz").at("Wemb").shape[0], 10);
}

TEST_F(Export, MarianReadsLearnedPositionsThatAreItsOwn) {
  build(variants().front().change, 1e-6, true);
  const std::vector<Real> waves = position_waves(24, 8);
  build([](TransformerSettings& s) { s.positions = "learned", s.max_length = 24; }, 1e-6, true);
  EXPECT_FALSE(holds("marian"));
  for (Parameter& parameter : built_->parameters().parameters())
    if (parameter.name == "positions") std::copy(waves.begin(), waves.end(), parameter.value.data);
  expect_same_scores(*through("marian"), 1e-6);
}

TEST_F(Export, WordsBecomeAList) {
  use_tokenizers(std::string(kWordsHeader) + "a\nb\n\"\nd:\n#e\nç\ng\nh\n");
  build(variants().front().change, 1e-6, true);
  EXPECT_THAT(refusal("huggingface").what, HasSubstr("words between white space"));
  expect_same_numbers(*through("marian"));
  EXPECT_EQ(read_.tokenizers.source->encode("d: ç \" #e"),
            model_.tokenizers.source->encode("d: ç \" #e"));
  written_ = require_export_format("ctranslate2", model_).write(model_, folder_);
  EXPECT_THAT(written_.names, testing::Not(testing::Contains("source.spm")));
  written_ = require_export_format("onnx", model_).write(model_, folder_);
  EXPECT_THAT(written_.names, testing::Contains("vocab.json"));
}

TEST_F(Export, ShortlistsGoAlong) {
  build(variants().front().change, 1e-6, true);
  std::vector<std::vector<TokenId>> translations(11);
  translations[4] = {9, 5};
  translations[7] = {3};
  model_.shortlist.emplace(Shortlist::vocabularies_of(model_.tokenizers),
                           std::vector<TokenId>{6, 10}, translations);
  through("marian");
  ASSERT_TRUE(read_.shortlist);
  // With one vocabulary Marian lets a token stay what it is.
  EXPECT_EQ(read_.shortlist->candidates(std::vector<TokenId>{4, kEnd}),
            (std::vector<TokenId>{kUnknown, kEnd, 4, 5, 6, 9, 10}));
  through("ctranslate2");
  const std::vector<std::string>& pieces = tiny_pieces();  // from token 3 on
  EXPECT_EQ(read_file(folder_ + "/vmap.txt"),
            format("\t<unk> </s> {} {}\n{}\t{} {}\n{}\t{}\n", pieces[3], pieces[7], pieces[1],
                   pieces[2], pieces[6], pieces[4], pieces[0]));
}

TEST_F(Export, RefusesByName) {
  build([](TransformerSettings& s) { s.decoder_layer = "ssru"; }, 1e-5, false);
  EXPECT_EQ(refusal("ctranslate2").what,
            "the decoder reads its past by an SSRU, and CTranslate2 knows self-attention only");
  EXPECT_EQ(refusal("ctranslate2").where, "models/own, model.decoder_layer");
  EXPECT_EQ(refusal("ctranslate2").fix,
            "give another format, which holds it: --format marian, --format onnx");
  build([](TransformerSettings& s) { s.norm_epsilon = 1e-3; }, 1e-5, false);
  EXPECT_THAT(refusal("marian").what, HasSubstr("too far from it"));
  EXPECT_THAT(refusal("huggingface").what, HasSubstr("0.001"));
  build([](TransformerSettings& s) { s.decoder_layer = "average", s.average.feed_forward = 8; },
        1e-5, false);
  EXPECT_THAT(refusal("marian").what, HasSubstr("leaves out its second matrix"));
  build([](TransformerSettings& s) { s.decoder_layer = "ssru", s.norm = "post"; }, 1e-5, false);
  EXPECT_THAT(refusal("marian").what, HasSubstr("Marian's with zeros"));
  model_.transformer = nullptr;
  EXPECT_THAT(refusal("onnx").what, HasSubstr("this is a recurrent model of nmt's"));
  EXPECT_THAT(refusal("onnx").fix, HasSubstr("no format that nmt writes holds it"));
}

}  // namespace
}  // namespace nmt
