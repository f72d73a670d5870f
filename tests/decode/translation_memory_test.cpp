// Sentences that have been translated before: how the file is read, and what becomes of lines.
#include "decode/translation_memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/random.h"
#include "decode/fake_models.h"
#include "decode/output.h"
#include "decode/translator.h"
#include "text/words_in_capitals.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

class MemoryFile {
 public:
  explicit MemoryFile(const std::string& text, const std::string& ending = ".tsv")
      : path_(testing::TempDir() + "nmt_memory_" + std::to_string(getpid()) + ending) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~MemoryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string found(const std::string& file, const std::string& text) {
  const MemoryFile written(file);
  const TranslationMemory memory(written.path());
  const std::string* translation = memory.find(text);
  return translation == nullptr ? "nothing" : *translation;
}

TEST(TranslationMemory, FindsWhatIsExactlyItsSource) {
  const std::string file = "A dog.\tEin Hund.\n  a dog \t ein  Hund\u3000\r\n\n \nYes!\tJa!\n";
  EXPECT_EQ(found(file, "A dog."), "Ein Hund.");
  EXPECT_EQ(found(file, " A dog.\u00a0"), "Ein Hund.");
  EXPECT_EQ(found(file, "a dog"), "ein  Hund");
  EXPECT_EQ(found(file, "A  dog."), "nothing");
  EXPECT_EQ(found(file, "A dog"), "nothing");
  EXPECT_EQ(found(file, ""), "nothing");
  EXPECT_EQ(found("", "A dog."), "nothing");
}

TEST(TranslationMemory, TakesTheMostFrequentTranslationAndTheLastOfEquals) {
  EXPECT_EQ(found("a\tA1\na\tA2\na\tA1\n", "a"), "A1");
  EXPECT_EQ(found("a\tA1\na\tA2\n", "a"), "A2");
  EXPECT_EQ(found("a\tA2\na\tA1\n", "a"), "A1");
  EXPECT_EQ(found("a\tA1\na\tA2\na\tA3\na\tA2\na\tA1\n", "a"), "A1");
}

TEST(TranslationMemory, SaysWhereItsFileIsWrong) {
  const auto complaint = [](const std::string& text) {
    const MemoryFile file(text);
    try {
      const TranslationMemory memory(file.path());
    } catch (const Error& error) {
      return error.parts().where.substr(file.path().size()) + " " + error.parts().what;
    }
    return std::string("none");
  };
  EXPECT_EQ(complaint("a\tb\nc\n"), ":2 the line has 1 columns, not 2");
  EXPECT_EQ(complaint("a\tb\tc\n"), ":1 the line has 3 columns, not 2");
  EXPECT_EQ(complaint("a\t \n"), ":1 one side of the line is empty");
  EXPECT_EQ(complaint("\u00a0\tb\n"), ":1 one side of the line is empty");
  EXPECT_EQ(complaint("a\tb\na\t\xff\n"), ":2 the line is not UTF-8");
}

const std::string kTmx = R"(<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header srclang="en" datatype="plaintext" segtype="sentence"/><body>
<tu><tuv xml:lang="en-GB"><seg>A dog.</seg></tuv><tuv xml:lang="DE"><seg> Ein <bpt i="1">x</bpt>Hund<ept i="1"/>. </seg></tuv></tu>
<tu><tuv lang="en"><seg>Yes &amp; no!</seg></tuv><tuv lang="fr"><seg>Oui !</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>A dog.</seg></tuv><tuv xml:lang="de"><seg>Hund.</seg></tuv><tuv xml:lang="fr"><seg>Un chien.</seg></tuv></tu>
</body></tmx>
)";

std::string found_in_tmx(const std::string& file, const DocumentLanguages& languages,
                         const std::string& text, const std::string& ending = ".tmx") {
  const MemoryFile written(file, ending);
  const TranslationMemory memory(written.path(), languages);
  const std::string* translation = memory.find(text);
  return translation == nullptr ? "nothing" : *translation;
}

TEST(TranslationMemory, ReadsTheLanguagesOfTheModelFromTmx) {
  EXPECT_EQ(found_in_tmx(kTmx, {"en", "de"}, "A dog."), "Hund.");
  EXPECT_EQ(found_in_tmx(kTmx, {"en", "de-AT"}, "A dog.", ".TMX"), "Hund.");
  EXPECT_EQ(found_in_tmx(kTmx, {"en-US", "de"}, "A dog."), "Hund.") << "the other is British";
  EXPECT_EQ(found_in_tmx(kTmx, {"en", "fr"}, "A dog."), "Un chien.");
  EXPECT_EQ(found_in_tmx(kTmx, {"en-GB", "fr"}, "Yes & no!"), "Oui !");
  EXPECT_EQ(found_in_tmx(kTmx, {"de", "en"}, "Ein Hund."), "A dog.");
  EXPECT_EQ(found_in_tmx(kTmx, {"en", "de"}, "Yes & no!"), "nothing");
  EXPECT_THROW(found_in_tmx(kTmx, {"en", ""}, "A dog."), Error) << "there are two others";
}

TEST(TranslationMemory, ReadsAnyTmx) {
  Random random(9);
  for (std::size_t cut = 0; cut < kTmx.size(); ++cut) {
    std::string changed = kTmx.substr(0, random.below(2) == 0 ? cut : kTmx.size());
    for (int i = 0; i < 2 && !changed.empty(); ++i)
      changed[random.below(changed.size())] = static_cast<char>(random.below(256));
    try {
      found_in_tmx(changed, {"en", "de"}, "A dog.");
    } catch (const Error& error) {
      EXPECT_THAT(error.parts().where, HasSubstr("nmt_memory_")) << error.what();
    }
  }
  const std::string bomb =
      "<!DOCTYPE tmx [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
      "<!ENTITY c SYSTEM \"/etc/passwd\">]>";
  for (const std::string reference : {"&b;", "&c;"}) {
    std::string file = kTmx;
    file.insert(file.find("<tmx"), bomb);
    file.insert(file.find("A dog.") + 6, reference);
    const MemoryFile written(file, ".tmx");
    try {
      EXPECT_EQ(TranslationMemory(written.path(), {"en", "de"}).find("A dog.aaaaaaaaaa"), nullptr);
    } catch (const Error& error) {
      EXPECT_THAT(error.parts().where, HasSubstr(written.path()));
    }
  }
}

// An error, or entries; never a crash.
TEST(TranslationMemory, ReadsAnyBytes) {
  const std::string whole = "A dog.\tEin Hund.\r\n\n犬。\tHund \u3000\nA dog.\tHund\n";
  const auto read = [](const std::string& text) {
    const MemoryFile file(text);
    try {
      EXPECT_LE(TranslationMemory(file.path()).size(), 10u);
    } catch (const Error& error) {
      EXPECT_THAT(error.parts().where, HasSubstr(file.path() + ":"));
    }
  };
  Random random(8);
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    read(whole.substr(0, cut));
    std::string changed = whole;
    for (int i = 0; i < 3; ++i)
      changed[random.below(changed.size())] = static_cast<char>(random.below(256));
    read(changed);
  }
}

// However many translations one text has.
TEST(TranslationMemory, IsReadInTimeWhateverItHolds) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += format("a\tA{}\n", i);
  EXPECT_EQ(found(text, "a"), "A199999");
}

const Lines kWords = {"A",   "dog",  "dog.", "Is", "it?", "Yes!", "No",
                      "cat", "cat.", "犬。", "W",  "end", "end."};
const int kVocabulary = static_cast<int>(kWords.size()) + 3;

Tokenizers tokenizers() { return words_in_capitals(kWords); }

const std::string kFile =
    "A dog.\tEin guter  Hund.\nIs it? Yes!\tDoch!\n<b>No</b> cat.\tKeine <b>Katze</b>.\n";

struct Answer {
  Translation translation;
  Json json;
  int seen = 0;  // sentences that the model was asked for
};

Answer answer(const std::string& line, DecodingSettings settings = {},
              const std::string& prefix = "", const std::string& file = kFile) {
  const MemoryFile memory(file);
  const FakeModel model = copy_model(kVocabulary);
  settings.memory = memory.path();
  settings.threads = 1;
  Translator translator(model, tokenizers(), settings);
  Answer answer;
  answer.translation =
      translator.translate(Lines{line}, prefix.empty() ? Lines{} : Lines{prefix})[0];
  answer.seen = model.sentences();
  const AnsweredLine answered = {
      .number = 1, .source = line, .translation = answer.translation, .n_best = settings.n_best};
  answer.json = Json::parse(format_translation(answered, OutputFormat::json, *tokenizers().target));
  return answer;
}

TEST(RememberedLine, DoesNotMeetTheModel) {
  for (const std::string line : {"A dog.", "  A dog. ", "\u3000A dog.\t"}) {
    const Answer found = answer(line);
    EXPECT_EQ(found.translation.text(), "Ein guter  Hund.") << line;
    EXPECT_EQ(found.seen, 0) << line;
    EXPECT_EQ(found.json.at("memory"), true);
    EXPECT_EQ(found.json.at("score"), 0);
    EXPECT_EQ(found.json.at("log_probability"), 0);
    EXPECT_FALSE(found.json.contains("sentences"));
  }
  EXPECT_EQ(answer("A dog").json.contains("memory"), false);
}

TEST(RememberedLine, MayBeOneOfSeveralSentences) {
  const Answer whole = answer("Is it? Yes!");
  EXPECT_EQ(whole.translation.text(), "Doch!");
  EXPECT_EQ(whole.seen, 0);
  // The sentences of the line by themselves are not in the file.
  EXPECT_EQ(answer("Is it? Yes! No").translation.text(), "IS IT? YES! NO");
  EXPECT_EQ(answer("Is it? Yes!", {.split = "lines"}).translation.text(), "Doch!");
}

TEST(RememberedLine, HasOneTranslation) {
  const Answer found = answer("A dog.", {.n_best = 3});
  ASSERT_EQ(found.translation.candidates.size(), 1u);
  EXPECT_EQ(found.json.at("n_best").size(), 1u);
}

TEST(RememberedSentence, StandsAmongTranslatedOnes) {
  const std::string line = " Yes!  A dog.\tIs it?";
  const Answer found = answer(line);
  EXPECT_EQ(found.translation.text(), " YES!  Ein guter  Hund.\tIS IT?");
  EXPECT_EQ(found.seen, 2);
  EXPECT_EQ(found.translation.remembered, (std::vector<bool>{false, true, false}));
  EXPECT_FALSE(found.json.contains("memory"));
  const Json& sentences = found.json.at("sentences");
  EXPECT_FALSE(sentences[0].contains("memory"));
  EXPECT_EQ(sentences[1].at("memory"), true);
  EXPECT_EQ(in_range(found.translation.text(), found.translation.candidates[0].sentences[1]),
            "Ein guter  Hund.");
  EXPECT_EQ(in_range(line, found.translation.sentences[1]), "A dog.");
}

TEST(RememberedSentence, IsAllOfALineWhereTheOthersAreRememberedToo) {
  const Answer found = answer("A dog. A dog.");
  EXPECT_EQ(found.translation.text(), "Ein guter  Hund. Ein guter  Hund.");
  EXPECT_EQ(found.seen, 0);
  EXPECT_EQ(found.json.at("memory"), true);
  EXPECT_EQ(found.json.at("score"), 0);
}

TEST(RememberedSentence, IsNoneOfALineThatIsNotDivided) {
  EXPECT_EQ(answer("A dog. Yes!", {.split = "lines"}).translation.text(), "AA DOG. YES!");
}

TEST(RememberedSentence, AddsNothingToTheProbabilityOfItsLine) {
  const Answer alone = answer("Yes!"), beside = answer("A dog. Yes!");
  EXPECT_EQ(beside.translation.candidates[0].log_probability,
            alone.translation.candidates[0].log_probability);
  EXPECT_EQ(beside.translation.candidates[0].score, alone.translation.candidates[0].score);
}

TEST(RememberedSentence, IsAlignedWithNothing) {
  const std::string line = "No cat. A dog. Is it?";
  EXPECT_EQ(to_pharaoh(answer(line, {.alignment = "hard"}).translation.candidates[0].links.value()),
            "0-0 1-1 4-5 5-6");
  const Answer soft = answer(line, {.alignment = "soft"});
  const AttentionMap& map = soft.translation.candidates[0].attention.value();
  ASSERT_EQ(map.target, 7);
  ASSERT_EQ(map.source, 6);
  EXPECT_THAT(map.row(3), ElementsAre(0, 0, 0, 0, 0, 0));
  EXPECT_EQ(map.row(5)[4], 1);
  // By pieces, of which the memory's translation is what the target side makes of it.
  const Answer pieces = answer(line, {.alignment = "hard", .alignment_level = "piece"});
  const std::size_t tokens = pieces.json.at("tokens").size();
  EXPECT_EQ(pieces.json.at("alignment").back(), (Json{5, tokens - 1}));
}

TEST(RememberedSentence, IsCertainAndMissesNothing) {
  const Answer found = answer("A dog. Yes!", {.confidence = true});
  EXPECT_EQ(found.json.at("words")[0], (Json{{"word", "Ein"}, {"confidence", 1.0}}));
  EXPECT_EQ(found.json.at("words").size(), 4u);
  const std::string file = "A dog dog dog dog dog.\tHunde.\n";
  EXPECT_THAT(
      answer("A dog dog dog dog dog. Yes!", {.confidence = true}, "", file).translation.warnings,
      IsEmpty());
}

TEST(RememberedSentence, HasItsOwnThings) {
  const DecodingSettings settings{.keep = {"all"}};
  EXPECT_EQ(answer("<b>No</b> cat.", settings).translation.text(), "Keine <b>Katze</b>.");
  EXPECT_EQ(answer("<b>No</b> cat. {x} Is it?", settings).translation.text(),
            "Keine <b>Katze</b>. {x} IS IT?");
  EXPECT_EQ(answer("{x} Is it? <b>No</b> cat. Is {y} it?", settings).translation.text(),
            "{x} IS IT? Keine <b>Katze</b>. IS {y} IT?");
  // A tag around several sentences is not that of the remembered one.
  EXPECT_EQ(answer("<i>Yes! A dog. No</i> cat.", settings).translation.text(),
            "<i>YES! Ein guter  Hund. NO</i> CAT.");
  const Answer aligned = answer("{x} A dog. {y} Is it?", {.alignment = "hard", .keep = {"all"}});
  EXPECT_EQ(aligned.translation.text(), "{x} AA DOG. {y} IS IT?") << "is another sentence";
}

TEST(RememberedSentence, IsFoundWithoutTheTagsAroundIt) {
  const auto text = [](const std::string& line, const DecodingSettings& settings) {
    return answer(line, settings).translation.text();
  };
  const DecodingSettings settings{.keep = {"all"}};
  EXPECT_EQ(text("<b>A dog.</b>", settings), "<b>Ein guter  Hund.</b>");
  EXPECT_EQ(text("<i><b>A dog.</b></i>", {.alignment = "hard", .keep = {"tag"}}),
            "<i><b>Ein guter  Hund.</b></i>");
  EXPECT_EQ(text("Yes! <b>A dog.</b> <i> A dog. </i> Is it?", settings),
            "YES! <b>Ein guter  Hund.</b> <i> Ein guter  Hund. </i> IS IT?");
  EXPECT_EQ(text("<b>A <i>dog.</i></b>", settings), "<b>AA <i>DOG.</i></b>");
  EXPECT_EQ(answer("<b>A dog.</b>", settings).seen, 0);
}

// Of a document, whose tags have to be in the translation once, and are told with their places.
TEST(RememberedSentence, KeepsTheTagsOfADocument) {
  const MemoryFile memory("A dog.\tEin Hund.\n[A] dog.\tEin [Hund].\n");
  const FakeModel model = copy_model(kVocabulary);
  const LineTranslator translator({{.model = &model}}, tokenizers(), {.memory = memory.path()});
  const auto translated = [&](const std::string& line, const std::vector<TextRange>& ranges) {
    std::vector<InlineTag> tags;
    for (const TextRange range : ranges) tags.push_back({.range = range});
    tags.front().partner = 1;
    tags.back().partner = 0;
    TranslatedLine read = translator.read({.text = line, .tags = tags});
    std::vector<LinePiece*> pieces = read.unsearched();
    Tape tape(Tape::Mode::infer);
    if (!pieces.empty()) translator.search(pieces, tape);
    translator.write(read);
    const Candidate& best = read.translation.candidates.front();
    std::string told = best.text + " |";
    for (const PlacedTag& tag : best.tags)
      told += " " + std::to_string(tag.index) + std::string(in_range(best.text, tag.range));
    return told + (read.translation.remembered.empty() ? "" : " remembered");
  };
  EXPECT_EQ(translated("[A dog.]", {{0, 1}, {7, 8}}), "[Ein Hund.] | 0[ 1] remembered");
  EXPECT_EQ(translated("Yes! [A dog.] Is it?", {{5, 6}, {12, 13}}),
            "YES! [Ein Hund.] IS IT? | 0[ 1] remembered");
  // One that is within is the document's, not the memory's.
  EXPECT_EQ(translated("[A] dog.", {{0, 1}, {2, 3}}), "[AA] DOG. | 0[ 1]");
}

TEST(RememberedSentence, IsTranslatedWhereItsTranslationHasToBeginOtherwise) {
  EXPECT_THAT(answer("A dog.", {}, "NO").translation.text(), HasSubstr("NO"));
  EXPECT_EQ(answer("A dog.", {}, "NO").json.contains("memory"), false);
  EXPECT_EQ(answer("Yes! A dog.", {}, "NO").translation.remembered,
            (std::vector<bool>{false, true}));
}

// A memory of what the model itself makes of each sentence changes nothing, whichever it knows.
TEST(RememberedSentence, OfTheModelsOwnTranslationsChangesNoText) {
  const Lines sentences = {"A dog.",
                           "Is it?",
                           "Yes!",
                           "No {x} cat.",
                           "犬。",
                           "<b>No</b> cat.",
                           "W, dog {y}.",
                           "(A) cat.",
                           "No http://a.b/c end.",
                           "“A dog.”",
                           "A end end end dog dog dog end."};
  const std::vector<DecodingSettings> all_settings = {
      {},
      {.keep = {"all"}},
      {.alignment = "hard"},
      {.alignment = "soft", .keep = {"tag", "url"}, .copy_unknown = true, .confidence = true}};
  const FakeModel model = copy_model(kVocabulary);
  for (int round = 0; round < 60; ++round) {
    Random random(derive_key(17, static_cast<std::uint64_t>(round)));
    DecodingSettings settings = all_settings[static_cast<std::size_t>(round) % 4];
    settings.threads = 1;
    Translator plain(model, tokenizers(), settings);
    std::string file, line;
    // Behind something kept, white space becomes one space.
    const std::uint64_t spaces = settings.keep.empty() ? 2 : 1;
    for (std::size_t i = 0; i < 6; ++i) {
      const std::string& sentence = sentences[random.below(sentences.size())];
      line += (i > 0 ? std::string(1 + random.below(spaces), ' ') : "") + sentence;
      if (random.below(2) == 0)
        file += sentence + "\t" + plain.translate(Lines{sentence})[0].text() + "\n";
    }
    SCOPED_TRACE(line);
    SCOPED_TRACE(file);
    const Translation expected = plain.translate(Lines{line})[0];
    const Answer found = answer(line, settings, "", file);
    EXPECT_EQ(found.translation.text(), expected.text());
    EXPECT_EQ(found.translation.candidates[0].sentences.size(), expected.sentences.size());
  }
}

}  // namespace
}  // namespace nmt
