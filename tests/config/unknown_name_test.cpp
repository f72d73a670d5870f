#include "config/unknown_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/other_names.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<std::string> kKnown = {
    "model_dir",
    "data",
    "data.valid",
    "data.valid.source",
    "data.valid.target",
    "data.max_length",
    "model",
    "model.dim",
    "model.encoder_layers",
    "model.decoder_layers",
    "model.dropout",
    "training",
    "training.batch_tokens",
    "training.learning_rate",
    "training.warmup_steps",
    "training.max_epochs",
    "training.early_stopping",
    "decoding",
    "decoding.beam_size",
    "decoding.batch_tokens",
    "decoding.max_length",
};

std::vector<std::string> paths(const std::string& typed, const std::string& section = "training") {
  return meaning_of(typed, section, kKnown).paths;
}

TEST(MeaningOf, KnowsTheNamesOfOtherToolkits) {
  for (const char* lr : {"lr", "LR", "learn-rate", "max_lr"})
    EXPECT_THAT(paths(lr), ElementsAre("training.learning_rate")) << lr;
  EXPECT_THAT(paths("patience"), ElementsAre("training.early_stopping"));
  EXPECT_THAT(paths("epochs"), ElementsAre("training.max_epochs"));
  EXPECT_THAT(paths("hidden_size", "model"), ElementsAre("model.dim"));
  EXPECT_THAT(paths("layers", "model"),
              ElementsAre("model.encoder_layers", "model.decoder_layers"));
  EXPECT_THAT(paths("dev", "data"), ElementsAre("data.valid"));
  EXPECT_THAT(paths("tgt", "data.valid"), ElementsAre("data.valid.target"));
}

TEST(MeaningOf, PrefersTheSectionThatItWasTypedIn) {
  EXPECT_THAT(paths("batch_size", "training"), ElementsAre("training.batch_tokens"));
  EXPECT_THAT(paths("batch_size", "decoding"), ElementsAre("decoding.batch_tokens"));
  EXPECT_THAT(paths("batch_size", ""),
              ElementsAre("training.batch_tokens", "decoding.batch_tokens"));
  EXPECT_THAT(paths("max_len", "decoding"), ElementsAre("decoding.max_length"));
  EXPECT_THAT(paths("beam", "training"), ElementsAre("decoding.beam_size"));
  EXPECT_THAT(paths("dropout-rate", "training"), ElementsAre("model.dropout"));
}

TEST(MeaningOf, SaysWhatDiffersAndWhatThereIsNot) {
  EXPECT_THAT(meaning_of("batch_size", "training", kKnown).note, HasSubstr("in tokens"));
  for (const char* gpu : {"gpu", "devices", "use-cuda"}) {
    const LikelyMeaning meaning = meaning_of(gpu, "training", kKnown);
    EXPECT_THAT(meaning.paths, IsEmpty());
    EXPECT_THAT(meaning.note, HasSubstr("CPUs) only")) << gpu;
  }
}

TEST(MeaningOf, TakesSpellingThenBeginningsThenWords) {
  EXPECT_THAT(paths("learning_rat"), ElementsAre("training.learning_rate"));
  EXPECT_THAT(paths("warmup_step"), ElementsAre("training.warmup_steps"));
  EXPECT_THAT(paths("early"), ElementsAre("training.early_stopping"));
  EXPECT_THAT(paths("tokens"), ElementsAre("training.batch_tokens"));
  EXPECT_THAT(paths("beem_size"), ElementsAre("decoding.beam_size"));
  EXPECT_THAT(paths("xyzzy"), IsEmpty());
}

TEST(MeaningOf, ReadsAPathWithItsSection) {
  EXPECT_THAT(paths("training.lr", ""), ElementsAre("training.learning_rate"));
  // Flags: the section is none of them.
  EXPECT_THAT(meaning_of("training.lr", "", {"training.ema", "training.learning_rate"}).paths,
              ElementsAre("training.learning_rate"));
  EXPECT_THAT(paths("traning.learning_rate", ""), ElementsAre("training.learning_rate"));
}

TEST(Suggestion, IsASentence) {
  const auto quoted = [](const std::string& path) { return "'" + path + "'"; };
  EXPECT_EQ(suggestion({}, quoted), "");
  EXPECT_EQ(suggestion({{"a", "b", "c"}, ""}, quoted), "did you mean 'a', 'b' or 'c'?");
  EXPECT_EQ(suggestion({{"a"}, "In tokens."}, quoted), "did you mean 'a'? In tokens.");
  EXPECT_EQ(suggestion({{}, "there are none"}, quoted), "there are none");
}

TEST(OtherNames, AreWrittenAsTheyAreLookedUp) {
  for (const OtherNames& entry : other_names())
    for (const std::string name : entry.names)
      EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string::npos)
          << name;
}

}  // namespace
}  // namespace nmt
