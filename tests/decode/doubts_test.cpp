#include "decode/doubts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/words.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Three words that look at six, of which they leave out three. The last one is of a part of the
// line that begins at the sixth.
std::vector<OutputWord> three_words(Real at_fifth) {
  std::vector<OutputWord> words(3);
  words[0].weights = {1, 0, 0, 0, 0, 0};
  words[1].weights = {0, Real(0.9) - at_fifth, 0, 0, at_fifth, Real(0.1)};
  words[2].weights = {1};
  words[2].first = 5;
  return words;
}

std::vector<std::string> omitted(std::span<const OutputWord> words,
                                 const std::vector<bool>& remembered) {
  const std::vector<std::string_view> source = words_of("a b c d e f");
  return omissions(words, source, remembered);
}

// On average words receive 0.5; a quarter of that is little.
TEST(Doubts, SourceWordsThatNothingLooksAtAreTold) {
  const std::vector<bool> none(6);
  const std::string told = "source words 3 to 5 ('c d e') seem to be left out";
  EXPECT_THAT(omitted(three_words(0), none), ElementsAre(told));
  EXPECT_THAT(omitted(three_words(Real(0.12)), none), ElementsAre(told));
  EXPECT_THAT(omitted(three_words(Real(0.13)), none), IsEmpty());
  EXPECT_THAT(omitted({}, none), IsEmpty());
}

TEST(Doubts, WhatIsRememberedNeedsNoLook) {
  EXPECT_THAT(omitted(three_words(0), {false, false, false, true, false, false}), IsEmpty());
  // Five words are read, which receive 0.6 on average.
  EXPECT_THAT(omitted(three_words(Real(0.14)), {true, false, false, false, false, false}),
              ElementsAre("source words 3 to 5 ('c d e') seem to be left out"));
}

TEST(Doubts, AtTheEndToo) {
  std::vector<OutputWord> words(1);
  words[0].weights = {Real(0.5), Real(0.5), 0, 0, 0, 0};
  EXPECT_THAT(omitted(words, std::vector<bool>(6)),
              ElementsAre("source words 3 to 6 ('c d e f') seem to be left out"));
}

}  // namespace
}  // namespace nmt
