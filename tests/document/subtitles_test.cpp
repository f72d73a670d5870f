// Sentences across cues, what of a cue stays, and how a translation is divided into cues and lines.
#include "document/subtitles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/balanced_lines.h"
#include "document/format_checks.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kSrt =
    "\xEF\xBB\xBF"
    "1\r\n00:00:01,000 --> 00:00:02,500\r\nThe farmer went to the\r\nvillage in the morning\r\n\r\n"
    "2\r\n00:00:02,600 --> 00:00:04,000 X1:10 X2:20\r\nto buy a <i>red</i> dog.\r\n\r\n"
    "3\r\n00:00:05,000 --> 00:00:06,000\r\n- Where is he?\r\n- <i>I do not know.</i>\r\n\r\n"
    "4\r\n00:00:07,000 --> 00:00:08,000\r\n{\\an8}<i>He said that</i>\r\n<i>he was "
    "away,</i>\r\n\r\n"
    "5\r\n00:00:08,000 --> 00:00:09,000\r\n<i>and she</i> laughed.\r\n";

const std::string kVtt =
    "WEBVTT - a title\n\nSTYLE\n::cue { color: red }\n\nNOTE\na note\n\nfirst\n"
    "00:01.000 --> 00:02.000 align:start position:10%\n<v Ann>Tom &amp; <c.loud>Jerry</c>\n\n"
    "01:00:02.000 --> 01:00:03.000\nOne <01:00:02.500>two\nthree &lt;3.\n";

TEST(Subtitles, ASentenceAcrossCuesIsOneText) {
  EXPECT_THAT(
      texts_of("srt", kSrt),
      ElementsAre("The farmer went to the village in the morning[<br>]to buy a [<i>]red[</i>] dog.",
                  "Where is he?", "I do not know.",
                  "[<i>]He said that he was away,[<br>]and she[</i>] laughed."));
}

std::vector<std::string> said(const std::string& first, const std::string& second) {
  return texts_of("srt", "1\n00:00:01,000 --> 00:00:02,000\n" + first +
                             "\n\n2\n00:00:02,000 --> 00:00:03,000\n" + second + "\n");
}

TEST(Subtitles, OtherCuesAreTextsOfTheirOwn) {
  EXPECT_EQ(said("The end.", "the next").size(), 2u);
  EXPECT_EQ(said("CHAPTER ONE", "The house").size(), 2u);
  EXPECT_EQ(said("He went", "- to the").size(), 2u);
  EXPECT_EQ(said("He went", "{\\an8}to the").size(), 2u);
  EXPECT_EQ(said("他来了", "我走了").size(), 2u);
  EXPECT_EQ(said("[door]", "he went").size(), 2u);
  EXPECT_EQ(said("He went", "to the").size(), 1u);
  EXPECT_EQ(said("when", "I was").size(), 1u);
  EXPECT_EQ(said("In the end,", "Tom went").size(), 1u);
  EXPECT_EQ(said("But then...", "...he went").size(), 1u);
  EXPECT_EQ(said("But then...", "He went").size(), 2u);
  EXPECT_EQ(said("他来了，", "我走了").size(), 1u);
  // A long pause.
  EXPECT_EQ(texts_of("srt",
                     "00:00:01,000 --> 00:00:02,000\nHe went\n\n"
                     "00:00:09,000 --> 00:00:10,000\nto the\n")
                .size(),
            2u);
}

TEST(Subtitles, GermanNounsGoOnASentence) {
  const std::string german =
      "1\n00:00:01,000 --> 00:00:02,000\nwenn der\n\n"
      "2\n00:00:02,000 --> 00:00:03,000\nHund kommt.\n";
  EXPECT_EQ(document_of("srt", german, {"de", "en"})->texts().size(), 1u);
  EXPECT_EQ(document_of("srt", german, {"en", "de"})->texts().size(), 2u);
}

TEST(Subtitles, TimesNumbersAndMarksStay) {
  EXPECT_EQ(
      translated("srt", kSrt, in_capitals),
      "\xEF\xBB\xBF"
      "1\r\n00:00:01,000 --> 00:00:02,500\r\nTHE FARMER WENT TO THE\r\nVILLAGE IN THE "
      "MORNING\r\n\r\n"
      "2\r\n00:00:02,600 --> 00:00:04,000 X1:10 X2:20\r\nTO BUY A <i>RED</i> DOG.\r\n\r\n"
      "3\r\n00:00:05,000 --> 00:00:06,000\r\n- WHERE IS HE?\r\n- <i>I DO NOT KNOW.</i>\r\n\r\n"
      "4\r\n00:00:07,000 --> 00:00:08,000\r\n{\\an8}<i>HE SAID THAT</i>\r\n<i>HE WAS "
      "AWAY,</i>\r\n\r\n"
      "5\r\n00:00:08,000 --> 00:00:09,000\r\n<i>AND SHE</i> LAUGHED.\r\n");
  EXPECT_THAT(texts_of("vtt", kVtt),
              ElementsAre("Tom & [<c.loud>]Jerry[</c>]", "One [<01:00:02.500>]two three <3."));
  EXPECT_EQ(
      translated("vtt", kVtt, in_capitals),
      "WEBVTT - a title\n\nSTYLE\n::cue { color: red }\n\nNOTE\na note\n\nfirst\n"
      "00:01.000 --> 00:02.000 align:start position:10%\n<v Ann>TOM &amp; <c.loud>JERRY</c>\n\n"
      "01:00:02.000 --> 01:00:03.000\nONE <01:00:02.500>TWO\nTHREE &lt;3.\n");
}

TEST(Subtitles, SpansAreClosedInEachCue) {
  const std::string written = translated("srt", kSrt, backwards);
  EXPECT_THAT(written, HasSubstr("{\\an8}laughed.\r\n<i>she and</i>\r\n\r\n5\r\n"));
  EXPECT_THAT(written, HasSubstr("\r\n<i>away, was he that said He</i>\r\n"));
  // What is around all cues and lines stays around them.
  const std::string outer =
      "1\n00:00:01,000 --> 00:00:02,000\n<i>He said that</i>\n<i>he was away</i>\n\n"
      "2\n00:00:02,000 --> 00:00:03,000\n<i>and laughed.</i>\n";
  EXPECT_THAT(texts_of("srt", outer), ElementsAre("He said that he was away[<br>]and laughed."));
  EXPECT_EQ(translated("srt", outer, backwards),
            "1\n00:00:01,000 --> 00:00:02,000\n<i>laughed.</i>\n<i>and</i>\n\n"
            "2\n00:00:02,000 --> 00:00:03,000\n<i>away was he that said He</i>\n");
}

TEST(Subtitles, ASpanAroundNothingIsLeftOut) {
  const std::string cue = "00:00:01,000 --> 00:00:02,000\n";
  const auto document = document_of("srt", cue + "He <i>was</i> here.\n");
  const TranslatedText translation{.text = "Da<i></i>.", .tags = {{0, {2, 5}}, {1, {5, 9}}}};
  EXPECT_EQ(document->write(std::vector{translation}, {}), cue + "Da.\n");
}

// The translation is these words, with the end of the first cue before those behind `|`.
std::string divided(const std::string& content, const std::string& words) {
  const auto document = document_of("srt", content);
  const std::size_t bar = words.find('|');
  TranslatedText translation{.text = words};
  if (bar != std::string::npos) {
    translation.text.replace(bar, 1, "<br>");
    translation.tags = {{0, {bar, bar + 4}}};
  }
  return document->write(std::vector{translation}, {});
}

TEST(Subtitles, NoCueStaysEmpty) {
  const std::string cues =
      "00:00:01,000 --> 00:00:02,000\nHe went to\n\n00:00:02,000 --> 00:00:03,000\nthe village.\n";
  const std::string between = "\n\n00:00:02,000 --> 00:00:03,000\n";
  EXPECT_THAT(divided(cues, "Er ging | ins Dorf."), HasSubstr("Er ging" + between + "ins Dorf."));
  EXPECT_THAT(divided(cues, "Er ging ins Dorf.|"), HasSubstr("Er ging" + between + "ins Dorf."));
  EXPECT_THAT(divided(cues, "|Er ging ins Dorf."), HasSubstr("Er ging" + between + "ins Dorf."));
}

TEST(Subtitles, LinesAreDividedAsTheyWere) {
  const std::string cue = "00:00:01,000 --> 00:00:02,000\n";
  EXPECT_EQ(divided(cue + "He went to the\nvillage today.\n", "Heute ging er in das große Dorf."),
            cue + "Heute ging er in\ndas große Dorf.\n");
  EXPECT_EQ(divided(cue + "Well,\nhe went to the village.\n", "Nun, er ging heute in das Dorf."),
            cue + "Nun,\ner ging heute in das Dorf.\n");
  // Too long for one line.
  EXPECT_EQ(divided(cue + "He went to the village.\n",
                    "Er ging an diesem schönen Morgen in das kleine Dorf am Fluss."),
            cue + "Er ging an diesem schönen Morgen\nin das kleine Dorf am Fluss.\n");
}

TEST(Subtitles, BalancedLines) {
  const std::vector<int> equal = {1, 1};
  EXPECT_THAT(balanced_lines("one two three four", {}, equal), ElementsAre(8));
  EXPECT_THAT(balanced_lines("one two three, four five", {}, equal), ElementsAre(15));
  EXPECT_THAT(balanced_lines("one", {}, equal), IsEmpty());
  EXPECT_THAT(balanced_lines("", {}, equal), IsEmpty());
}

TEST(Subtitles, CuesWithoutBlankLinesBetweenThem) {
  EXPECT_THAT(texts_of("srt",
                       "1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n"
                       "00:00:02,000 --> 00:00:03,000\nTwo.\n\nThree.\n"),
              ElementsAre("One.", "Two. Three."));
}

TEST(Subtitles, WhatIsNoneIsRefused) {
  const auto words = [](std::string_view format) -> std::string {
    try {
      document_of(format, "Some text.\n");
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(words("srt"),
            "error: these are no SubRip subtitles: no line has the times of a cue\n  at:  file\n"
            "  fix: begin cues with lines as 00:00:01,000 --> 00:00:02,000");
  EXPECT_EQ(words("vtt"),
            "error: these are no WebVTT subtitles: they begin with no line WEBVTT and have no cue\n"
            "  at:  file\n"
            "  fix: begin the file with WEBVTT, and cues with lines as 00:01.000 --> 00:02.000");
  EXPECT_THAT(texts_of("srt", "\n"), IsEmpty());
  EXPECT_THAT(texts_of("vtt", "WEBVTT\n"), IsEmpty());
}

TEST(Subtitles, BearWhateverTheyAreGiven) {
  expect_all_borne("srt", kSrt);
  expect_all_borne("vtt", kVtt);
}

TEST(Subtitles, TakeTimeInProportion) {
  expect_fast("srt", kSrt, "", "", 10'000'000);
  expect_fast("vtt", kVtt.substr(18), "WEBVTT\n\n", "", 10'000'000);
  const std::string cue = "1\n00:00:01,000 --> 00:00:02,000\n";
  for (const char* part :
       {"a ", "a\n", "<i>a</i>\n", "<i>", "</i>", "{", "<", "<{", "{\\a}", "- a\n", "1\n", "\n",
        "00:00:01,000 --> ", "1", "&", "字", "<b><i>a</i></b>\n"}) {
    expect_fast("srt", part, cue);
    expect_fast("vtt", part, "WEBVTT\n\n" + cue);
  }
  expect_fast("srt", cue + "he went\n\n");
}

}  // namespace
}  // namespace nmt
