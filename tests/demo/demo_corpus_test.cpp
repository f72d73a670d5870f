// The corpus: sizes, the same bits everywhere, nothing twice, and combinations that training never
// shows.
#include "demo/demo_corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"

namespace nmt {
namespace {

const DemoCorpus& corpus() {
  static const DemoCorpus generated = generate_demo_corpus(1);
  return generated;
}

std::vector<const std::vector<DemoPair>*> splits() {
  return {&corpus().train, &corpus().valid, &corpus().test};
}

std::string text_of(const DemoCorpus& generated) {
  std::string text;
  for (const auto* pairs : {&generated.train, &generated.valid, &generated.test}) {
    for (const DemoPair& pair : *pairs) text += pair.source + "\t" + pair.target + "\n";
  }
  return text;
}

TEST(DemoCorpus, HasTheSizesAskedFor) {
  EXPECT_EQ(corpus().train.size(), 20000u);
  EXPECT_EQ(corpus().valid.size(), 500u);
  EXPECT_EQ(corpus().test.size(), 500u);
}

// The hash stands for every platform: a change of it is a change of the corpus.
TEST(DemoCorpus, IsTheSameForTheSameSeed) {
  const std::string text = text_of(corpus());
  EXPECT_EQ(content_hash(text), "38fef06f323b9238cd6cb4b575444db1");
  const DemoSizes small{.train = 300, .valid = 20, .test = 20};
  EXPECT_EQ(text_of(generate_demo_corpus(7, small)), text_of(generate_demo_corpus(7, small)));
  EXPECT_NE(text_of(generate_demo_corpus(7, small)), text_of(generate_demo_corpus(8, small)));
}

TEST(DemoCorpus, SaysNothingTwiceInEitherLanguage) {
  std::set<std::string> sources, targets;
  for (const auto* pairs : splits()) {
    for (const DemoPair& pair : *pairs) {
      EXPECT_TRUE(sources.insert(pair.source).second) << pair.source;
      EXPECT_TRUE(targets.insert(pair.target).second) << pair.target;
    }
  }
}

bool has_new_combination(const DemoPair& pair, const std::set<std::string>& known) {
  for (const std::string& combination : pair.combinations) {
    if (!known.contains(combination)) return true;
  }
  return false;
}

TEST(DemoCorpus, EveryHeldOutSentenceHasACombinationThatTrainingNeverShows) {
  std::set<std::string> trained;
  for (const DemoPair& pair : corpus().train) {
    trained.insert(pair.combinations.begin(), pair.combinations.end());
  }
  std::set<std::string> seen_by_test = trained, seen_by_valid = trained;
  for (const DemoPair& pair : corpus().valid) {
    EXPECT_TRUE(has_new_combination(pair, trained)) << pair.source;
    seen_by_test.insert(pair.combinations.begin(), pair.combinations.end());
  }
  for (const DemoPair& pair : corpus().test) {
    EXPECT_TRUE(has_new_combination(pair, seen_by_test)) << pair.source;
  }
}

std::set<std::string> words_of(const std::vector<DemoPair>& pairs) {
  std::set<std::string> words;
  for (const DemoPair& pair : pairs) {
    std::istringstream stream(pair.source);
    for (std::string word; stream >> word;) {
      while (!word.empty() && std::string(".,?").find(word.back()) != std::string::npos) {
        word.pop_back();
      }
      if (word[0] >= 'A' && word[0] <= 'Z') word[0] += 'a' - 'A';
      words.insert(word);
    }
  }
  return words;
}

TEST(DemoCorpus, HeldOutSentencesHaveOnlyEnglishWordsThatTrainingHas) {
  const std::set<std::string> trained = words_of(corpus().train);
  int unknown = 0;
  for (const auto* pairs : {&corpus().valid, &corpus().test}) {
    for (const std::string& word : words_of(*pairs)) unknown += !trained.contains(word);
  }
  EXPECT_LE(unknown, 2);  // a rare plural
}

TEST(DemoCorpus, RefusesImpossibleSizes) {
  try {
    generate_demo_corpus(1, {.train = 10, .valid = 5001, .test = 0});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "5001 is not a possible number of demo sentences");
    EXPECT_EQ(error.parts().where, "--valid");
  }
  EXPECT_THROW(generate_demo_corpus(1, {.train = -1}), Error);
}

TEST(DemoCorpus, SentencesAreWellFormed) {
  double words = 0;
  for (const DemoPair& pair : corpus().train) {
    for (const std::string& side : {pair.source, pair.target}) {
      ASSERT_EQ(side.find("  "), std::string::npos) << side;
      ASSERT_TRUE(side.ends_with(".") || side.ends_with("?")) << side;
      ASSERT_FALSE(side[0] >= 'a' && side[0] <= 'z') << side;
    }
    ASSERT_EQ(pair.source.back(), pair.target.back());
    words += 1 + static_cast<double>(std::count(pair.source.begin(), pair.source.end(), ' '));
  }
  words /= 20000;
  EXPECT_GT(words, 4);
  EXPECT_LT(words, 9);
}

TEST(DemoCorpus, IsWrittenAsLinesSideBySide) {
  const std::string folder = testing::TempDir() + "demo_corpus_test";
  const DemoSizes small{.train = 50, .valid = 10, .test = 10};
  write_demo_corpus(folder, 3, small);
  const DemoCorpus same = generate_demo_corpus(3, small);
  std::string sources, targets;
  for (const DemoPair& pair : same.test) {
    sources += pair.source + "\n";
    targets += pair.target + "\n";
  }
  EXPECT_EQ(read_file(folder + "/test.en"), sources);
  EXPECT_EQ(read_file(folder + "/test.tr"), targets);
  const std::string train = read_file(folder + "/train.tr");
  EXPECT_EQ(std::count(train.begin(), train.end(), '\n'), 50);
  std::filesystem::remove_all(folder);
}

TEST(DemoCorpus, DestroysNoOtherText) {
  const std::string folder = testing::TempDir() + "demo_corpus_kept";
  std::filesystem::remove_all(folder);
  const DemoSizes small{.train = 5, .valid = 1, .test = 1};
  write_demo_corpus(folder, 3, small);
  write_demo_corpus(folder, 3, small);
  const std::string before = read_file(folder + "/train.en");
  try {
    write_demo_corpus(folder, 4, small);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "there is a file with other text, which would be overwritten");
    EXPECT_EQ(error.parts().where.substr(0, folder.size()), folder);
  }
  EXPECT_EQ(read_file(folder + "/train.en"), before);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace nmt
