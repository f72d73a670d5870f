// The settings of the Transformer: which weights are one matrix, and what it refuses.
#include "seq2seq/transformer.h"

#include <gtest/gtest.h>

#include "base/error.h"

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

TEST(Transformer, LearnedPositionsHaveALimit) {
  TransformerSettings settings = small();
  EXPECT_EQ(settings.build(kShared)->max_length(), 0);
  settings.positions = "learned";
  settings.max_length = 30;
  EXPECT_EQ(settings.build(kShared)->max_length(), 30);
}

}  // namespace
}  // namespace nmt
