// What a translation gets beside its text, where tokens and words do not go together one by one.
#include "decode/annotate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Token 3 is a space, the following ones " a", " b" and so on: what SentencePiece makes of white
// space that it has learnt as a piece.
class LettersTokenizer : public Tokenizer {
 public:
  LettersTokenizer() : Tokenizer("letters") {}
  std::vector<TokenId> encode(std::string_view) const override { return {}; }
  std::string decode(std::span<const TokenId> ids) const override {
    std::string text;
    for (const TokenId id : ids) text += piece(id);
    text.erase(0, 1);
    return text;
  }
  int vocabulary_size() const override { return 30; }
  std::string piece(TokenId id) const override {
    return id == kSpace ? " " : std::string{' ', static_cast<char>('a' + id - kA)};
  }

  static constexpr TokenId kSpace = 3, kA = 4, kB = 5;
};

constexpr TokenId kSpace = LettersTokenizer::kSpace, kA = LettersTokenizer::kA,
                  kB = LettersTokenizer::kB;

// A part whose tokens looked at the source tokens in turn, each with probability e^-1.
struct Part {
  Part(std::vector<TokenId> source_ids, std::vector<TokenId> target_ids) {
    source.ids = std::move(source_ids);
    source.ids.push_back(kEnd);
    hypothesis.ids = std::move(target_ids);
    observed.attention.source = static_cast<int>(source.ids.size());
    observed.attention.target = static_cast<int>(hypothesis.ids.size()) + 1;
    observed.attention.weights.resize(source.ids.size() * (hypothesis.ids.size() + 1));
    for (int t = 0; t < observed.attention.target; ++t)
      observed.attention.at(t, std::min(t, observed.attention.source - 1)) = 1;
    observed.log_probabilities.assign(hypothesis.ids.size() + 1, -1.0);
  }

  SourcePiece source;
  Hypothesis hypothesis;
  Observed observed;
};

Candidate annotated(std::string_view text, const std::vector<Part>& parts,
                    const DecodingSettings& settings) {
  const auto letters = std::make_shared<LettersTokenizer>();
  std::vector<ObservedPart> observed;
  for (const Part& part : parts)
    observed.push_back({&part.source, &part.hypothesis, &part.observed});
  const Tokenizers tokenizers = {letters, letters, true};
  const KeptLine line = take_kept(text, settings.kept().spans_in(text), 0);
  Candidate candidate;
  std::vector<std::string> warnings;
  annotate(candidate, warnings, {.line = line, .masks = Masks(tokenizers), .parts = observed},
           tokenizers, settings);
  return candidate;
}

std::vector<std::string> words_of_candidate(const Candidate& candidate) {
  std::vector<std::string> words;
  for (const WordConfidence& word : candidate.words.value()) words.push_back(word.word);
  return words;
}

TEST(Annotate, WordsLinksAndConfidence) {
  const Candidate found =
      annotated("a b", {Part({kA, kB}, {kB, kA})}, {.alignment = "hard", .confidence = true});
  EXPECT_EQ(to_pharaoh(*found.links), "0-0 1-1");
  EXPECT_THAT(words_of_candidate(found), ElementsAre("b", "a"));
  EXPECT_NEAR(found.words->at(0).confidence, std::exp(-1.0), 1e-12);
}

TEST(Annotate, ATranslationOfWhiteSpaceHasNoWords) {
  for (const char* alignment : {"hard", "soft"}) {
    const Candidate found =
        annotated("a b", {Part({kA, kB}, {kSpace, kSpace})},
                  {.alignment = alignment, .copy_unknown = true, .confidence = true});
    EXPECT_THAT(found.words.value(), IsEmpty());
    EXPECT_EQ(found.text, "");
    EXPECT_TRUE(!found.links || found.links->empty());
    EXPECT_TRUE(!found.attention || found.attention->target == 0);
  }
}

TEST(Annotate, WhiteSpaceBelongsToAWordBesideIt) {
  const Candidate found = annotated("a b", {Part({kA, kB}, {kSpace, kB, kSpace})},
                                    {.alignment = "hard", .confidence = true});
  EXPECT_THAT(words_of_candidate(found), ElementsAre("b"));
  EXPECT_EQ(to_pharaoh(*found.links), "0-0");
}

TEST(Annotate, PartsOfWhiteSpaceAndOfNothingStandBetweenOthers) {
  const std::vector<Part> parts = {Part({kA}, {kA}), Part({kB}, {kSpace}), Part({kA}, {}),
                                   Part({kSpace}, {kB}), Part({kB}, {kB})};
  const Candidate found = annotated("a b a b", parts, {.alignment = "hard", .confidence = true});
  EXPECT_THAT(words_of_candidate(found), ElementsAre("a", "b", "b"));
  EXPECT_EQ(to_pharaoh(*found.links), "0-0 3-2");
}

TEST(Annotate, WhatIsKeptComesIntoATranslationWithoutWords) {
  const Candidate found =
      annotated("www.nmt.org b", {Part({kB}, {kSpace})}, {.alignment = "hard", .keep = {"url"}});
  EXPECT_EQ(found.text, "www.nmt.org");
  EXPECT_EQ(to_pharaoh(*found.links), "0-0");
}

}  // namespace
}  // namespace nmt
