// What a search can do, asked for with whole lines of text.
#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>

#include "base/error.h"
#include "decode/fake_models.h"
#include "decode/text_streams.h"
#include "decode/translator.h"
#include "text/numbered_words.h"

namespace nmt {
namespace {

using Lines = std::vector<std::string>;

constexpr int kWords = 20;
constexpr int kVocabulary = kWords + 3;

Tokenizers tokenizers() {
  return {numbered_words("w", kWords), numbered_words("W", kWords), false};
}

Lines texts_of(const std::vector<Translation>& translations) {
  Lines texts;
  for (const Translation& translation : translations) texts.push_back(translation.text());
  return texts;
}

TEST(TranslatorFeatures, APrefixIsKeptAndContinued) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {.threads = 2});
  const Lines lines = {"w1 w2 w3", "", "w4 w5"}, prefixes = {"W9 W8", "W7", ""};
  EXPECT_EQ(texts_of(translator.translate(lines, prefixes)), (Lines{"W9 W8 W3", "", "W4 W5"}));
}

TEST(TranslatorFeatures, PrefixesComeFromAStreamBesideTheInput) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {.threads = 1});
  TextLines lines("w1 w2\nw3 w4\nw5 w6\n"), prefixes("W9\n\nW8\n");
  TextSink out;
  translator.translate_stream(lines, out, {.skip_lines = 1, .prefixes = &prefixes});
  EXPECT_EQ(out.text, "W3 W4\nW8 W6\n");
}

TEST(TranslatorFeatures, TooFewPrefixesAreAMistake) {
  const FakeModel model = copy_model(kVocabulary);
  Translator translator(model, tokenizers(), {.threads = 1});
  TextLines lines("w1\nw2\nw3\n"), prefixes("W9\n");
  TextSink out;
  try {
    translator.translate_stream(lines, out, {.prefixes = &prefixes});
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "the prefixes end after 1 lines, but the input goes on");
    EXPECT_EQ(error.parts().where, "--prefix");
  }
}

TEST(TranslatorFeatures, APrefixIsCutToWhatTheModelTakes) {
  const FakeModel model = copy_model(kVocabulary, 4);
  Translator translator(model, tokenizers(), {.threads = 1});
  const auto found = translator.translate(Lines{"w1 w2"}, Lines{"W5 W5 W5 W5 W5"});
  EXPECT_EQ(found[0].text(), "W5 W5 W5");
  ASSERT_EQ(found[0].warnings.size(), 1u);
  EXPECT_EQ(found[0].warnings[0],
            "the prefix has more tokens than the model can take; 3 of them are used");
}

// Line 2 says the same with other neighbours, other threads and in a stream.
TEST(TranslatorFeatures, WhatIsDrawnBelongsToTheLine) {
  const FakeModel model = random_model(kVocabulary, 3, 0.5);
  const DecodingSettings settings = {
      .beam_size = 1, .max_length = 12, .sampling = true, .batch_tokens = 500, .threads = 2};
  Lines lines(30, "w1 w2 w3");
  const Lines drawn = texts_of(Translator(model, tokenizers(), settings).translate(lines));
  EXPECT_NE(drawn[0], drawn[1]);
  DecodingSettings alone = settings;
  alone.batch_tokens = alone.threads = 1;
  Translator translator(model, tokenizers(), alone);
  EXPECT_EQ(texts_of(translator.translate(lines)), drawn);
  lines[0] = "w7";
  EXPECT_EQ(texts_of(translator.translate(lines))[1], drawn[1]);
  std::string text;
  for (int i = 0; i < 30; ++i) text += "w1 w2 w3\n";
  TextLines stream(text);
  TextSink out;
  translator.translate_stream(stream, out);
  std::string expected;
  for (const std::string& line : drawn) expected += line + "\n";
  EXPECT_EQ(out.text, expected);
}

TEST(TranslatorFeatures, AShortlistOfOtherTokenizersIsRefused) {
  const FakeModel model = copy_model(kVocabulary);
  const std::string path = testing::TempDir() + "/nmt_other_shortlist.bin";
  Shortlist({.source = 4, .target = 4, .source_hash = "0123456789", .target_hash = "b"}, {}, {})
      .save(path);
  try {
    Translator(model, tokenizers(), {.shortlist = path, .threads = 1});
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what.find("the shortlist was made for another source vocabulary: 4 "
                                      "tokens, hash 0123456789; the model has 23 tokens, hash "),
              0u)
        << error.parts().what;
    EXPECT_EQ(error.parts().where, path);
  }
  std::remove(path.c_str());
}

TEST(TranslatorFeatures, AShortlistAndAnEnsembleTranslate) {
  const FakeModel a = copy_model(kVocabulary), b = random_model(kVocabulary, 4, 0.1);
  const std::string path = testing::TempDir() + "/nmt_own_shortlist.bin";
  std::vector<std::vector<TokenId>> same;
  for (TokenId id = 0; id < kVocabulary; ++id) same.push_back({id});
  Shortlist(Shortlist::vocabularies_of(tokenizers()), {}, same).save(path);
  Translator translator({{&a, 3}, {&b, 1}}, tokenizers(), {.shortlist = path, .threads = 1});
  EXPECT_EQ(texts_of(translator.translate(Lines{"w3 w1 w2"})), Lines{"W3 W1 W2"});
  std::remove(path.c_str());
}

}  // namespace
}  // namespace nmt
