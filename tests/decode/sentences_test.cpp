// Lines of several sentences: divided, translated one by one, joined again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/fake_models.h"
#include "decode/line_translator.h"
#include "decode/translator.h"
#include "text/words_in_capitals.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

const Lines kWords = {"A",   "dog",  "dog.", "Is",  "it?", "Yes!", "No",
                      "cat", "cat.", "犬。", "Dr.", "Fox", "W",    "end"};
const int kVocabulary = static_cast<int>(kWords.size()) + 3;

Tokenizers tokenizers() { return words_in_capitals(kWords); }

Translation translated(const FakeModel& model, const std::string& line, DecodingSettings settings,
                       LearnedText learned = {}, const std::string& prefix = "") {
  settings.threads = 1;
  Translator translator(model, tokenizers(), settings, std::move(learned));
  return translator.translate(Lines{line}, prefix.empty() ? Lines{} : Lines{prefix})[0];
}

// How many sentences the model sees of a line.
int sentences_seen(const std::string& line, const DecodingSettings& settings,
                   const LearnedText& learned = {}) {
  const FakeModel model = copy_model(kVocabulary);
  translated(model, line, settings, learned);
  return model.sentences();
}

TEST(SentencesOfALine, AreTranslatedOneByOne) {
  EXPECT_EQ(sentences_seen("A dog. Is it? Yes! No cat.", {}), 4);
  EXPECT_EQ(sentences_seen("Dr. Fox Is A dog. Yes!", {}), 2);
  EXPECT_EQ(sentences_seen("A dog", {}), 1);
  EXPECT_EQ(sentences_seen("   ", {}), 0);
}

TEST(SentencesOfALine, AreDividedAsTheSettingSays) {
  const std::string line = "A dog. Is it? Yes!";
  const LearnedText paragraphs{.sentences_a_line = 3.5}, sentences{.sentences_a_line = 1.2};
  EXPECT_EQ(sentences_seen(line, {.split = "lines"}), 1);
  EXPECT_EQ(sentences_seen(line, {.split = "sentences"}, paragraphs), 3);
  EXPECT_EQ(sentences_seen(line, {.split = "auto"}, paragraphs), 1);
  EXPECT_EQ(sentences_seen(line, {.split = "auto"}, sentences), 3);
}

TEST(SentencesOfALine, EndAsTheLanguageOfTheModelSays) {
  // A date in German; where the language is English, the end of a sentence.
  const std::string line = "No 3. Fox Is it? Yes!";
  EXPECT_EQ(sentences_seen(line, {}, {.language = "de"}), 2);
  EXPECT_EQ(sentences_seen(line, {}, {.language = "en"}), 3);
}

TEST(SentencesOfALine, KeepTheWhiteSpaceBetweenThem) {
  const FakeModel model = copy_model(kVocabulary);
  const auto text = [&](const std::string& line) { return translated(model, line, {}).text(); };
  EXPECT_EQ(text("A dog. Is it?"), "AA DOG. IS IT?");
  EXPECT_EQ(text("A dog.   Is it?\tYes!"), "AA DOG.   IS IT?\tYES!");
  EXPECT_EQ(text("A dog.\u00a0Is it?"), "AA DOG.\u00a0IS IT?");
  EXPECT_EQ(text("  A dog. Is it?\u3000"), "  AA DOG. IS IT?\u3000");
  // Nothing stands around one sentence, as ever, nor around nothing.
  EXPECT_EQ(text("  A dog.  "), "AA DOG.");
}

TEST(SentencesOfALine, OneAloneIsTranslatedAsItEverWas) {
  const FakeModel model = random_model(kVocabulary, 3);
  for (const std::string line :
       {"A dog", "A dog.", " A dog. ", "A  cat\tdog", "Dr. Fox Is it?", "..."}) {
    const DecodingSettings whole{.n_best = 3, .max_length = 12, .split = "lines"};
    DecodingSettings divided = whole;
    divided.split = "sentences";
    const Translation expected = translated(model, line, whole),
                      found = translated(model, line, divided);
    ASSERT_EQ(found.candidates.size(), expected.candidates.size());
    for (std::size_t n = 0; n < found.candidates.size(); ++n) {
      EXPECT_EQ(found.candidates[n].text, expected.candidates[n].text) << line;
      EXPECT_EQ(found.candidates[n].score, expected.candidates[n].score) << line;
      EXPECT_EQ(found.candidates[n].ids, expected.candidates[n].ids) << line;
    }
  }
}

// Whatever a sentence stands beside, it is translated as it is alone, and probabilities multiply.
TEST(SentencesOfALine, DoNotDependOnEachOther) {
  const FakeModel model = random_model(kVocabulary, 4);
  const DecodingSettings settings{.n_best = 2, .max_length = 9};
  const Lines sentences = {"A dog.", "Is it?", "No cat."};
  double log_probability = 0;
  std::string first, second;
  for (const std::string& sentence : sentences) {
    const auto candidates = translated(model, sentence, settings).candidates;
    const std::string gap = first.empty() ? "" : " ";
    log_probability += candidates[0].log_probability;
    first += gap + candidates[0].text;
    second += gap + candidates.back().text;  // where there is no second, the last
  }
  const auto candidates = translated(model, "A dog. Is it? No cat.", settings).candidates;
  ASSERT_EQ(candidates.size(), 2u);
  EXPECT_EQ(candidates[0].text, first);
  EXPECT_EQ(candidates[1].text, second);
  EXPECT_DOUBLE_EQ(candidates[0].log_probability, log_probability);
}

TEST(SentencesOfALine, AreAlignedOverTheWholeLine) {
  const FakeModel model = copy_model(kVocabulary);
  const Translation found = translated(model, "A dog. Is it? Yes!", {.alignment = "hard"});
  EXPECT_EQ(to_pharaoh(found.candidates[0].links.value()), "0-0 1-1 2-2 3-3 4-4");
  const Translation soft = translated(model, "A dog. Yes!", {.alignment = "soft"});
  const AttentionMap& map = soft.candidates[0].attention.value();
  EXPECT_EQ(map.source, 3);
  ASSERT_EQ(map.target, 3);
  EXPECT_EQ(map.row(2)[2], 1);
  EXPECT_EQ(map.row(2)[0], 0);
}

// The parts of both texts that are said to belong together.
using Pairs = std::vector<std::pair<std::string, std::string>>;
Pairs pairs_of(const std::string& line, const Translation& found, std::size_t n = 0) {
  Pairs pairs;
  const Candidate& candidate = found.candidates.at(n);
  EXPECT_EQ(candidate.sentences.size(), found.sentences.size());
  for (std::size_t i = 0; i < found.sentences.size(); ++i)
    pairs.emplace_back(in_range(line, found.sentences[i]),
                       in_range(candidate.text, candidate.sentences[i]));
  return pairs;
}

TEST(SentencesOfALine, AreToldWithWhereTheyStand) {
  const FakeModel model = copy_model(kVocabulary);
  const std::string line = " A dog.  Is it? Yes! ";
  const Pairs expected = {{"A dog.", "AA DOG."}, {"Is it?", "IS IT?"}, {"Yes!", "YES!"}};
  EXPECT_EQ(pairs_of(line, translated(model, line, {})), expected);
  EXPECT_EQ(pairs_of(line, translated(model, line, {.copy_unknown = true})), expected);
  EXPECT_THAT(pairs_of(line, translated(model, line, {.split = "lines"})), IsEmpty());
  EXPECT_THAT(pairs_of("A dog.", translated(model, "A dog.", {})), IsEmpty());
  // Those that are cut into pieces are told whole.
  const std::string cut = "A dog dog dog dog dog dog dog dog end. Yes!";
  EXPECT_EQ(pairs_of(cut, translated(model, cut, {.max_source_length = 8})).front().first,
            "A dog dog dog dog dog dog dog dog end.");
  EXPECT_EQ(pairs_of(cut, translated(model, cut, {.max_source_length = 8})).back(),
            (Pairs::value_type{"Yes!", "YES!"}));
}

TEST(SentencesOfALine, AreToldWithWhatIsKeptFromThem) {
  const FakeModel model = copy_model(kVocabulary);
  const DecodingSettings settings{.keep = {"all"}};
  const auto pairs = [&](const std::string& line) {
    return pairs_of(line, translated(model, line, settings));
  };
  // A sentence that begins with something kept is one, and its address stays with it.
  EXPECT_EQ(pairs("A dog. {x} Is it? A cat."),
            (Pairs{{"A dog.", "AA DOG."}, {"{x} Is it?", "{x} IS IT?"}, {"A cat.", "AA CAT."}}));
  EXPECT_EQ(pairs("A dog. http://a.b/C.?d Is it?"),
            (Pairs{{"A dog.", "AA DOG."}, {"http://a.b/C.?d Is it?", "http://a.b/C.?d IS IT?"}}));
  EXPECT_EQ(pairs("<b>A dog.</b> <i>Is it?</i>"),
            (Pairs{{"<b>A dog.</b>", "<b>AA DOG.</b>"}, {"<i>Is it?</i>", "<i>IS IT?</i>"}}));
  // What is nothing but kept is no sentence.
  EXPECT_THAT(pairs("{x}. A dog. {y}."), IsEmpty());
  EXPECT_THAT(pairs("{x}! {y}!"), IsEmpty());
  const Pairs beside = pairs("{x}! A dog. Is it? {y}!");
  ASSERT_EQ(beside.size(), 2u);
  EXPECT_EQ(beside[0].first, "{x}! A dog.");
  EXPECT_EQ(beside[1].first, "Is it? {y}!");
}

TEST(SentencesOfALine, GiveConfidencesOfAllTheirWords) {
  const FakeModel model = copy_model(kVocabulary);
  const auto candidate = translated(model, "A dog. Yes!", {.confidence = true}).candidates[0];
  Lines words;
  for (const WordConfidence& word : candidate.words.value()) words.push_back(word.word);
  EXPECT_THAT(words, ElementsAre("AA", "DOG.", "YES!"));
}

TEST(SentencesOfALine, APrefixBeginsTheFirst) {
  const FakeModel model = copy_model(kVocabulary);
  EXPECT_EQ(translated(model, "A dog. Is it?", {}, {}, "NO CAT").text().substr(0, 6), "NO CAT");
  EXPECT_THAT(translated(model, "A dog. Is it?", {}, {}, "NO").text(), HasSubstr("IS IT?"));
}

TEST(SentencesOfALine, AreCutWhereTheyAreLongerThanAllThatTheModelKnows) {
  std::string longer = "A";
  for (int i = 0; i < 49; ++i) longer += " dog";
  const FakeModel model = copy_model(kVocabulary);
  const LearnedText learned{.longest = 40};
  const Translation found = translated(model, longer + " end. A dog.", {}, learned);
  EXPECT_THAT(found.warnings,
              ElementsAre("the sentence has more than 40 tokens; it was translated in 2 pieces"));
  EXPECT_THAT(translated(model, longer, {.split = "lines"}, learned).warnings, IsEmpty());
  // Nobody has learned from so short sentences alone that a longer one must be cut.
  EXPECT_THAT(translated(model, "A dog dog dog dog", {}, {.longest = 3}).warnings, IsEmpty());
  EXPECT_THAT(translated(model, longer, {.max_source_length = 20}, learned).warnings,
              ElementsAre(HasSubstr("more than 20 tokens")));
}

TEST(SentencesOfALine, DrawEachItsOwnNumbers) {
  const FakeModel model = random_model(kVocabulary, 5, 0.5);
  const DecodingSettings settings{.beam_size = 1, .max_length = 9, .sampling = true};
  const std::string line = "A dog. A dog. A dog.";
  const std::string text = translated(model, line, settings).text();
  EXPECT_EQ(translated(model, line, settings).text(), text);
  const std::string alone = translated(model, "A dog.", settings).text();
  EXPECT_EQ(text.substr(0, alone.size()), alone);
  EXPECT_NE(text, alone + " " + alone + " " + alone);
}

}  // namespace
}  // namespace nmt
