// The settings of the recurrent model: which weights are one matrix, and what it refuses.
#include "seq2seq/rnn.h"

#include <gtest/gtest.h>

#include <functional>

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

// `change` of settings that are right without it.
std::string error_after(const std::function<void(RnnSettings&)>& change) {
  RnnSettings settings = small();
  settings.attention.type = "luong";
  change(settings);
  return error_of(settings, kShared);
}

TEST(RnnSettings, RefusesAWindowOnEverything) {
  EXPECT_EQ(
      error_after([](RnnSettings& s) { s.attention.window = 4; }),
      "window: 4 with scope: global, which sees the whole sentence | model.attention.window | "
      "remove it, or set model.attention.scope: local-p");
  for (const char* scope : {"local-m", "local-p"})
    EXPECT_EQ(error_after([&](RnnSettings& s) {
                s.attention.window = 4;
                s.attention.scope = scope;
              }),
              "no error");
}

TEST(RnnSettings, RefusesAScoreOrAScopeWithoutAttention) {
  EXPECT_EQ(error_after([](RnnSettings& s) { s.attention.type = "none"; }), "no error");
  EXPECT_EQ(error_after([](RnnSettings& s) {
              s.attention.type = "none";
              s.attention.score = "general";
            }),
            "score: general without attention | model.attention.score | remove it, or set "
            "model.attention.type: luong");
  EXPECT_EQ(error_after([](RnnSettings& s) {
              s.attention.type = "none";
              s.attention.scope = "local-p";
            }),
            "scope: local-p without attention | model.attention.scope | remove it, or set "
            "model.attention.type: luong");
}

TEST(RnnSettings, RefusesTwoWaysOfGoingByPosition) {
  for (const std::string scope : {"local-m", "local-p"})
    EXPECT_EQ(error_after([&](RnnSettings& s) {
                s.attention.score = "location";
                s.attention.scope = scope;
              }),
              "score: location with scope: " + scope +
                  ": both decide by position | model.attention.score | score: general, or scope: "
                  "global");
}

// 5 is odd: the halves of an encoder that reads both ways cannot make it up.
TEST(RnnSettings, RefusesDotProductsOfDifferentWidths) {
  for (const std::string score : {"dot", "scaled_dot"}) {
    EXPECT_EQ(error_after([&](RnnSettings& s) { s.attention.score = score; }),
              "score: " + score +
                  " compares decoder states of 5 numbers with source states of 6 | "
                  "model.attention.score | score: general");
    const auto even = [&](RnnSettings& s) {
      s.attention.score = score;
      s.attention.type = "bahdanau";
      s.dim = 8;
    };
    EXPECT_EQ(error_after(even),
              "score: " + score +
                  " compares decoder states of 8 numbers with source states of 16 | "
                  "model.attention.score | encoder_dim: 4, or score: general");
    EXPECT_EQ(error_after([&](RnnSettings& s) {
                even(s);
                s.encoder_dim = 4;
              }),
              "no error");
    // One way, the encoder is as wide as the decoder; luong halves one that reads both ways.
    EXPECT_EQ(error_after([&](RnnSettings& s) {
                even(s);
                s.bidirectional = "none";
              }),
              "no error");
    EXPECT_EQ(error_after([&](RnnSettings& s) {
                even(s);
                s.attention.type = "luong";
              }),
              "no error");
  }
}

TEST(RnnSettings, RefusesAFormOfBahdanausDecoderElsewhere) {
  for (const std::string type : {"luong", "none"})
    EXPECT_EQ(error_after([&](RnnSettings& s) {
                s.attention.type = type;
                s.decoder = "single";
              }),
              "decoder: single is a form of Bahdanau's decoder, and the attention is " + type +
                  " | model.decoder | remove it, or set model.attention.type: bahdanau");
}

TEST(RnnSettings, RefusesToReverseWhatIsReadBothWays) {
  const auto reversed = [](const char* bidirectional, int layers) {
    return error_after([&](RnnSettings& s) {
      s.reverse_source = true;
      s.bidirectional = bidirectional;
      s.encoder_layers = layers;
    });
  };
  const std::string refused =
      "reverse_source, but every layer of the encoder reads both ways | model.reverse_source | "
      "remove it, or set bidirectional: none";
  EXPECT_EQ(reversed("all", 1), refused);
  EXPECT_EQ(reversed("all", 3), refused);
  EXPECT_EQ(reversed("first", 1), refused);
  EXPECT_EQ(reversed("first", 2), "no error");
  EXPECT_EQ(reversed("none", 1), "no error");
}

TEST(RnnSettings, RefusesAStateThatWasNeverRead) {
  const auto backward = [](const char* bidirectional, int layers, bool reversed) {
    return error_after([&](RnnSettings& s) {
      s.initial_state = "backward";
      s.bidirectional = bidirectional;
      s.encoder_layers = layers;
      s.reverse_source = reversed;
    });
  };
  const std::string refused =
      "initial_state: backward, but the encoder's top layer reads forward only | "
      "model.initial_state | initial_state: last, or reverse_source: true";
  EXPECT_EQ(backward("none", 1, false), refused);
  EXPECT_EQ(backward("first", 2, false), refused);
  EXPECT_EQ(backward("none", 1, true), "no error");
  EXPECT_EQ(backward("first", 1, false), "no error");
  EXPECT_EQ(backward("all", 2, false), "no error");
}

TEST(RnnSettings, OnlyScoresByPositionLimitTheLength) {
  RnnSettings settings = small();
  settings.max_length = 30;
  EXPECT_EQ(settings.longest_sentence(), 0);
  settings.attention.score = "location";
  EXPECT_EQ(settings.longest_sentence(), 30);
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
