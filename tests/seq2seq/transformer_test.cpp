// The settings of the Transformer: which weights are one matrix, and what it refuses.
#include "seq2seq/transformer.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/format.h"
#include "tensor/rows.h"
#include "tensors.h"

namespace nmt {
namespace {

constexpr Vocabularies kShared{.source = 11, .target = 11, .shared = true};
constexpr Vocabularies kApart{.source = 9, .target = 11, .shared = false};

TransformerSettings small() {
  TransformerSettings settings;
  settings.dim = 8;
  settings.heads = 2;
  settings.feed_forward = 12;
  settings.encoder_layers = settings.decoder_layers = 1;
  return settings;
}

std::string error_of(const TransformerSettings& settings, const Vocabularies& vocabularies) {
  try {
    settings.validate(vocabularies);
  } catch (const Error& error) {
    const Error::Parts& parts = error.parts();
    return parts.what + " | " + parts.where + " | " + parts.fix;
  }
  return "no error";
}

TEST(TransformerSettings, RefusesWidthsThatDoNotDivide) {
  TransformerSettings settings = small();
  EXPECT_EQ(error_of(settings, kShared), "no error");
  settings.heads = 3;
  EXPECT_EQ(error_of(settings, kShared),
            "dim 8 does not divide into 3 heads | model.heads | use a dim that is a multiple of 3, "
            "such as dim: 9");
  settings.heads = 1;
  settings.dim = 7;
  EXPECT_EQ(
      error_of(settings, kShared),
      "dim 7 is odd, and positions need sines and cosines in equal number | model.dim | dim: 8");
}

TEST(TransformerSettings, RefusesOneMatrixForTwoVocabularies) {
  TransformerSettings settings = small();
  for (const char* tied : {"all", "input"}) {
    settings.tied_embeddings = tied;
    EXPECT_EQ(error_of(settings, kShared), "no error");
    EXPECT_EQ(error_of(settings, kApart),
              std::string("tied_embeddings: ") + tied +
                  " needs one vocabulary for both sides | model.tied_embeddings | set "
                  "tokenizer.shared: true, or tied_embeddings: target");
  }
}

TEST(TransformerSettings, RefusesAnAverageThatNothingTakes) {
  TransformerSettings settings = small();
  settings.decoder_layer = "ssru";
  EXPECT_EQ(error_of(settings, kShared), "no error");
  const std::string rest =
      ", which has no average | model.average.gate | remove it, or set model.decoder_layer: "
      "average";
  settings.average.gate = false;
  EXPECT_EQ(error_of(settings, kShared), "average.gate: false with decoder_layer: ssru" + rest);
  settings.decoder_layer = "self_attention";
  EXPECT_EQ(error_of(settings, kShared),
            "average.gate: false with decoder_layer: self_attention" + rest);
  settings.average = {.feed_forward = 0, .activation = "swish"};
  EXPECT_EQ(error_of(settings, kShared).substr(0, 25), "average.activation: swish");
  settings.average = {.feed_forward = 12, .activation = "auto"};
  EXPECT_EQ(error_of(settings, kShared).substr(0, 24), "average.feed_forward: 12");
  settings.decoder_layer = "average";
  EXPECT_EQ(error_of(settings, kShared), "no error");
}

// Which of the four tables a model declares.
std::string tables_of(const std::string& tied, const Vocabularies& vocabularies) {
  TransformerSettings settings = small();
  settings.tied_embeddings = tied;
  const auto model = settings.build(vocabularies);
  std::string found;
  for (const char* name : {"embedding", "source_embedding", "target_embedding", "output.weight"})
    if (model->parameters().find(name) != nullptr) found += std::string(name) + " ";
  return found;
}

TEST(Transformer, TiesWhatIsAskedFor) {
  EXPECT_EQ(tables_of("auto", kShared), "embedding ");
  EXPECT_EQ(tables_of("auto", kApart), "source_embedding target_embedding ");
  EXPECT_EQ(tables_of("all", kShared), "embedding ");
  EXPECT_EQ(tables_of("target", kShared), "source_embedding target_embedding ");
  EXPECT_EQ(tables_of("input", kShared), "embedding output.weight ");
  EXPECT_EQ(tables_of("none", kShared), "source_embedding target_embedding output.weight ");
}

// The parameters of the first layer of a decoder, by which other formats are read, each as name
// [rows, cols].
std::string first_past(const TransformerSettings& settings) {
  const auto model = settings.build(kShared);
  std::string found;
  for (const Parameter& p : model->parameters().parameters()) {
    const bool shared = p.name.find(".cross.") != std::string::npos ||
                        p.name.starts_with("decoder.0.feed_forward.");
    if (p.name.starts_with("decoder.0.") && !shared)
      found += format("{} [{}, {}]\n", p.name.substr(10), p.rows, p.cols);
  }
  return found;
}

TEST(Transformer, NamesWhatADecoderReadsItsPastBy) {
  TransformerSettings settings = small();
  EXPECT_EQ(first_past(settings),
            "self.norm.gain [1, 8]\nself.norm.bias [1, 8]\nself.out.weight [8, 8]\n"
            "self.out.bias [1, 8]\nself.query_key_value.weight [8, 24]\n"
            "self.query_key_value.bias [1, 24]\n");
  settings.decoder_layer = "ssru";
  EXPECT_EQ(first_past(settings),
            "ssru.norm.gain [1, 8]\nssru.norm.bias [1, 8]\nssru.in.weight [8, 16]\n"
            "ssru.forget.bias [1, 8]\n");
  settings.decoder_layer = "average";
  settings.decoder_feed_forward = 10;
  const std::string network =
      "average.norm.gain [1, 8]\naverage.norm.bias [1, 8]\n"
      "average.feed_forward.in.weight [8, 10]\naverage.feed_forward.in.bias [1, 10]\n"
      "average.feed_forward.out.weight [10, 8]\naverage.feed_forward.out.bias [1, 8]\n";
  EXPECT_EQ(first_past(settings), network +
                                      "average.input_gate.weight [8, 8]\n"
                                      "average.input_gate.bias [1, 8]\n"
                                      "average.forget_gate.weight [8, 8]\n"
                                      "average.forget_gate.bias [1, 8]\n");
  settings.average.gate = false;
  EXPECT_EQ(first_past(settings), network);
}

TEST(Transformer, SidesMayHaveOtherWidths) {
  TransformerSettings settings = small();
  settings.decoder_feed_forward = 5;
  const auto model = settings.build(kShared);
  EXPECT_EQ(model->parameters().find("encoder.0.feed_forward.in.weight")->cols, 12);
  EXPECT_EQ(model->parameters().find("decoder.0.feed_forward.in.weight")->cols, 5);
}

// Source states of a model, whose table of embeddings is first multiplied by `factor` and whose norm
// of embeddings has this gain.
Tensor encoded(Tape& tape, const TransformerSettings& settings, Real factor, Real gain = 1) {
  const auto model = settings.build(kShared);
  model->parameters().initialise(1);
  const auto multiply = [&](const char* name, Real by) {
    const Parameter* found = model->parameters().find(name);
    if (found == nullptr) return;
    for (std::int64_t i = 0; i < found->size(); ++i) found->value.data[i] *= by;
  };
  multiply("embedding", factor);
  multiply("encoder.embedding.norm.gain", gain);
  Batch source;
  source.add(std::vector<TokenId>{3, 7, 5, kEnd});
  const Tensor states = model->encode(tape, source).states.value(),
               kept = tape.make(states.rows, states.cols);
  copy_rows(kept, states);
  return kept;
}

TEST(Transformer, UnscaledEmbeddingsAreThoseOfTheTable) {
  TransformerSettings settings = small();
  settings.dim = 16;  // its root is 4, and a factor of 4 changes no bit
  Tape tape(Tape::Mode::infer);
  const Tensor scaled = encoded(tape, settings, 1);
  settings.scale_embeddings = false;
  EXPECT_TRUE(same_bits(encoded(tape, settings, 4), scaled));
  EXPECT_FALSE(same_bits(encoded(tape, settings, 1), scaled));
}

TEST(Transformer, TheEndMarkOfASourceMayStayUnread) {
  TransformerSettings settings = small();
  settings.source_end_mark = false;
  const auto model = settings.build(kShared);
  model->parameters().initialise(1);
  Tape tape(Tape::Mode::infer);
  Batch source;
  source.add(std::vector<TokenId>{3, 7, kEnd});
  source.add(std::vector<TokenId>{kEnd});
  const Encoded encoded = model->encode(tape, source);
  EXPECT_EQ(encoded.offsets, (std::vector<int>{0, 2, 3}));
  const auto state = model->start(tape, encoded);
  model->step(tape, *state, std::vector<TokenId>{kBegin, kBegin});
  const Tensor attention = state->attention();
  ASSERT_GE(attention.cols, 3);
  EXPECT_NEAR(attention(0, 0) + attention(0, 1), 1, 1e-6);
  EXPECT_EQ(attention(0, 2), 0);
}

TEST(Transformer, TheNormOfEmbeddingsIsOverThePositionsToo) {
  TransformerSettings settings = small();
  settings.embedding_norm = true;
  Tape tape(Tape::Mode::infer);
  const Tensor plain = encoded(tape, settings, 1), nothing = encoded(tape, settings, 1, 0);
  EXPECT_FALSE(same_bits(plain.slice(0, 1), plain.slice(1, 1)));
  EXPECT_TRUE(same_bits(nothing.slice(0, 1), nothing.slice(1, 1)));
}

TEST(Transformer, TheEpsilonIsThatOfEveryNorm) {
  TransformerSettings settings = small();
  settings.norm = "post";
  Tape tape(Tape::Mode::infer);
  const Tensor usual = encoded(tape, settings, 1);
  settings.norm_epsilon = 1e-5;
  EXPECT_TRUE(same_bits(encoded(tape, settings, 1), usual));
  settings.norm_epsilon = 1;
  // The last norm of unit gain: its squares sum to less the more is added to the variance.
  const Tensor flat = encoded(tape, settings, 1);
  const auto squares = [](const Tensor& x) {
    double sum = 0;
    for (int i = 0; i < x.cols; ++i) sum += double(x(0, i)) * double(x(0, i));
    return sum;
  };
  EXPECT_NEAR(squares(usual), usual.cols, 1e-2);
  EXPECT_LT(squares(flat), 0.9 * flat.cols);
}

TEST(Transformer, LearnedPositionsHaveALimit) {
  TransformerSettings settings = small();
  EXPECT_EQ(settings.build(kShared)->max_length(), 0);
  settings.positions = "learned";
  settings.max_length = 30;
  EXPECT_EQ(settings.build(kShared)->max_length(), 30);
}

}  // namespace
}  // namespace nmt
