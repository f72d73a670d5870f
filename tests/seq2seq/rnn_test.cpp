// The settings of the recurrent model: which weights are one matrix, and what it refuses.
#include "seq2seq/rnn.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace nmt {
namespace {

constexpr Vocabularies kShared{.source = 11, .target = 11, .shared = true};
constexpr Vocabularies kApart{.source = 9, .target = 11, .shared = false};

RnnSettings small() {
  RnnSettings settings;
  settings.embedding = settings.readout = 6;
  settings.dim = 5;
  settings.attention.dim = 4;
  return settings;
}

std::string error_of(const RnnSettings& settings, const Vocabularies& vocabularies) {
  try {
    settings.validate(vocabularies);
  } catch (const Error& error) {
    const Error::Parts& parts = error.parts();
    return parts.what + " | " + parts.where + " | " + parts.fix;
  }
  return "no error";
}

TEST(RnnSettings, RefusesOneMatrixForTwoVocabularies) {
  RnnSettings settings = small();
  settings.tied_embeddings = "input";
  EXPECT_EQ(error_of(settings, kShared), "no error");
  EXPECT_EQ(error_of(settings, kApart),
            "tied_embeddings: input needs one vocabulary for both sides | model.tied_embeddings | "
            "set tokenizer.shared: true, or tied_embeddings: target");
}

TEST(RnnSettings, RefusesATiedOutputOfAnotherWidth) {
  RnnSettings settings = small();
  settings.tied_embeddings = "target";
  settings.readout = 8;
  EXPECT_EQ(error_of(settings, kApart),
            "tied_embeddings: target makes the output weights 6 wide, and readout is 8 | "
            "model.readout | readout: 6, or tied_embeddings: auto");
}

// Which of the four tables a model declares.
std::string tables_of(const RnnSettings& settings, const Vocabularies& vocabularies) {
  const auto model = settings.build(vocabularies);
  std::string found;
  for (const char* name : {"embedding", "source_embedding", "target_embedding", "output.weight"})
    if (model->parameters().find(name) != nullptr) found += std::string(name) + " ";
  return found;
}

TEST(Rnn, TiesWhatTheShapesAllow) {
  RnnSettings settings = small();
  EXPECT_EQ(tables_of(settings, kShared), "embedding ");
  EXPECT_EQ(tables_of(settings, kApart), "source_embedding target_embedding ");
  settings.readout = 8;
  EXPECT_EQ(tables_of(settings, kShared), "embedding output.weight ");
  EXPECT_EQ(tables_of(settings, kApart), "source_embedding target_embedding output.weight ");
}

TEST(Rnn, RecurrentWeightsStartOrthogonal) {
  const auto model = small().build(kShared);
  model->parameters().initialise(1);
  const Tensor w = model->parameters().find("decoder.after.gates.weight")->value;
  ASSERT_EQ(w.cols, 2 * w.rows);
  for (int block = 0; block < w.cols; block += w.rows)
    for (int a = 0; a < w.rows; ++a)
      for (int b = 0; b < w.rows; ++b) {
        double dot = 0;
        for (int i = 0; i < w.rows; ++i) dot += double(w(a, block + i)) * double(w(b, block + i));
        EXPECT_NEAR(dot, a == b ? 1 : 0, 1e-5);
      }
}

}  // namespace
}  // namespace nmt
