// Several corpora: tags, weights, and how they are drawn.
#include <algorithm>
#include <map>
#include <memory>

#include "text/batcher.h"
#include "text/text_files.h"
#include "text/token_cache.h"

namespace nmt {
namespace {

class CorpusListTest : public TextFilesTest {
 protected:
  void SetUp() override {
    TextFilesTest::SetUp();
    const auto words = load_tokenizer(file("words", "nmt words 1\n<bt>\na\nb\nc\nd\n"));
    tokenizers_ = {.source = words, .target = words, .shared = true};
  }
  // A corpus of `lines` pairs of one word.
  TrainingCorpus corpus_of(const std::string& name, const std::string& word, int lines) const {
    std::string text;
    for (int i = 0; i < lines; ++i) text += word + "\n";
    return CorpusSettings{.source = {file(name + ".source", text)},
                          .target = {file(name + ".target", text)}};
  }
  DataSettings two_corpora() const {
    DataSettings data;
    data.train.parts = {corpus_of("one", "a", 10), corpus_of("two", "b", 7)};
    return data;
  }
  // How often each pair comes in an epoch.
  static std::map<std::int64_t, int> draws(Batcher& batcher) {
    std::map<std::int64_t, int> times;
    const std::int64_t epoch = batcher.position().epoch;
    while (batcher.position().epoch == epoch)
      for (const std::int64_t pair : batcher.next().pairs) ++times[pair];
    return times;
  }

  Tokenizers tokenizers_;
};

TEST_F(CorpusListTest, AreReadOneAfterTheOther) {
  DataSettings data = two_corpora();
  data.train.parts.push_back(CorpusSettings{.tsv = {file("three.tsv", "c\td\nd\tc\xFF\n")}});
  EXPECT_EQ(count_pairs(data.train), 19);
  EXPECT_EQ(corpus_files(data.train).size(), 5u);
  Corpus corpus(data.train, InvalidUtf8::skip);
  TextPair pair;
  std::vector<int> parts;
  while (corpus.next(pair)) {
    parts.push_back(corpus.part());
    if (corpus.number() == 10) {
      EXPECT_EQ(corpus.place().text(data.train), path("two.source") + ":1");
    }
  }
  EXPECT_EQ(parts.size(), 18u);
  EXPECT_EQ(std::count(parts.begin(), parts.end(), 1), 7);
  EXPECT_EQ(pair.target, "c\xFF");
  EXPECT_EQ(corpus.invalid_utf8().first.text(data.train), path("three.tsv") + ":2");
}

TEST_F(CorpusListTest, ATagStandsBeforeTheSource) {
  DataSettings data = two_corpora();
  data.train.parts[1].tag = "<bt>";
  const TokenCache cache(path("cache"), data, tokenizers_, {});
  PairBatch batch;
  cache.append(9, batch);
  cache.append(10, batch);
  EXPECT_EQ(batch.source.ids, (std::vector<TokenId>{4, kEnd, 3, 5, kEnd}));
  EXPECT_EQ(batch.target.ids, (std::vector<TokenId>{4, kEnd, 5, kEnd}));
  EXPECT_EQ(cache.source_length(10), 3);
  EXPECT_TRUE(batch.weights.empty());
  ASSERT_EQ(cache.parts().size(), 2u);
  EXPECT_EQ(cache.parts()[1].pairs, 7);
  EXPECT_EQ(cache.parts()[1].source_tokens, 21);
  data.train.parts[1].tag.clear();
  EXPECT_FALSE(TokenCache(path("cache"), data, tokenizers_, {}).reused());
  data.train.parts[1].weight = 3;
  const TokenCache again(path("cache"), data, tokenizers_, {});
  EXPECT_TRUE(again.reused());
  EXPECT_EQ(again.parts()[1].weight, 3);
}

TEST_F(CorpusListTest, TagsAreTokensOfATrainedTokenizer) {
  DataSettings data = two_corpora();
  data.train.parts[0].tag = "<x>";
  const TokenizerSettings settings{.type = "words", .vocab_size = 9};
  const Tokenizers made = make_tokenizers(settings, data, {});
  EXPECT_TRUE(find_token(*made.source, "<x>"));
  const auto tagged = with_tag(made.source, "<x>", "decoding.tag");
  EXPECT_EQ(tagged->encode("a").size(), 2u);
  EXPECT_EQ(tagged->encode("a").front(), *find_token(*made.source, "<x>"));
  EXPECT_TRUE(tagged->encode("").empty());
  EXPECT_EQ(tagged->hash(), made.source->hash());
  EXPECT_EQ(with_tag(made.source, "", "decoding.tag"), made.source);
  const auto error = error_of([&] { TokenCache(path("cache"), data, tokenizers_, {}); });
  EXPECT_EQ(error.what, "data.train[1].tag is '<x>', which is no token of the source tokenizer");
  EXPECT_EQ(error.where, "data.train[1].tag");
}

TEST_F(CorpusListTest, SentenceWeightsMultiply) {
  DataSettings data = two_corpora();
  data.train.parts[1].sentence_weights = {file("weights", "1\n0.5\n2\n1\n0\n1e-1\n1\n")};
  const TokenCache cache(path("cache"), data, tokenizers_, {});
  PairBatch batch;
  for (std::int64_t i = 9; i < 15; ++i) cache.append(i, batch);
  EXPECT_EQ(batch.weights, (std::vector<float>{1, 1, 0.5f, 2, 1, 0}));
  const std::vector<PairBatch> shards = split(batch, 2);
  EXPECT_EQ(shards[0].weights, (std::vector<float>{1, 1, 0.5f}));
  const auto error_with = [&](const std::string& weights) {
    data.train.parts[1].sentence_weights = {file("weights", weights)};
    return error_of([&] { TokenCache(path("cache"), data, tokenizers_, {}); });
  };
  const auto wrong = error_with("1\n1\n1\n-2\n1\n1\n1\n");
  EXPECT_EQ(wrong.what, "'-2' is not a weight of a sentence");
  EXPECT_EQ(wrong.where, path("weights") + ":4");
  EXPECT_EQ(error_with("1\nnan\n1\n1\n1\n1\n1\n").what, "'nan' is not a weight of a sentence");
  EXPECT_EQ(error_with("1\n1 2\n1\n1\n1\n1\n1\n").what, "'1 2' is not a weight of a sentence");
  EXPECT_EQ(error_with("1\n").what, "unequal numbers of lines: " + path("two.source") + " has 7, " +
                                        path("weights") + " has 1");
}

TEST_F(CorpusListTest, AreDrawnAsOftenAsTheirWeightSays) {
  DataSettings data = two_corpora();
  data.train.parts[0].weight = 2.5;
  data.train.parts[1].weight = 0.4;
  const TokenCache cache(path("cache"), data, tokenizers_, {});
  const BatcherSettings settings{.seed = 3, .batch_tokens = 10, .sort_window = 0};
  Batcher batcher(cache, settings);
  std::map<std::int64_t, int> before;
  for (int epoch = 0; epoch < 4; ++epoch) {
    const std::map<std::int64_t, int> times = draws(batcher);
    int thrice = 0, of_two = 0;
    for (const auto& [pair, count] : times) {
      if (pair >= 10) {
        of_two += count;
        EXPECT_EQ(count, 1);
        continue;
      }
      EXPECT_TRUE(count == 2 || count == 3);
      thrice += count == 3;
    }
    EXPECT_EQ(thrice, 5);
    EXPECT_EQ(of_two, 3);
    EXPECT_NE(times, before);
    before = times;
  }
  Batcher later(cache, settings);
  later.seek({.epoch = 3});
  EXPECT_EQ(draws(later), before);
  EXPECT_EQ(error_of([&] { later.seek({.epoch = 0, .pair = 28}); }).what,
            "the corpus of 28 pairs has no batch at epoch 0, pair 28, batch 0");
}

TEST_F(CorpusListTest, SamplingIsPartOfThePosition) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += i % 2 ? "lower newest lowest\n" : "widest slow newer\n";
  DataSettings data{.train = corpus(text, text)};
  const Tokenizers made = make_tokenizers({.vocab_size = 276}, data, {});
  data.sampling.source.alpha = data.sampling.target.alpha = 0.2;
  const TokenCache cache(path("cache"), data, made, {});
  const PairSampler sampler(made, data);
  for (const int sort_window : {0, 3}) {
    const BatcherSettings settings{
        .seed = 3, .batch_tokens = 200, .sort_window = sort_window, .sampler = &sampler};
    Batcher batcher(cache, settings);
    std::vector<BatchPosition> positions;
    std::vector<PairBatch> batches;
    while (batcher.position().epoch < 2) {
      positions.push_back(batcher.position());
      batches.push_back(batcher.next());
      EXPECT_LE(batches.back().target.tokens(), 200);
    }
    std::map<std::int64_t, std::vector<TokenId>> first;
    int other = 0;
    for (const PairBatch& batch : batches)
      for (int i = 0; i < batch.source.sentences(); ++i) {
        const auto ids = batch.source.sentence(i);
        const std::vector<TokenId> sentence(ids.begin(), ids.end());
        EXPECT_EQ(made.source->decode(sentence) + "\n", batch.pairs[static_cast<std::size_t>(i)] % 2
                                                            ? "lower newest lowest\n"
                                                            : "widest slow newer\n");
        const auto [seen, is_new] =
            first.emplace(batch.pairs[static_cast<std::size_t>(i)], sentence);
        other += !is_new && seen->second != sentence;
      }
    EXPECT_GT(other, 100);
    for (std::size_t i = 0; i < positions.size(); i += 7) {
      Batcher resumed(cache, settings);
      resumed.seek(positions[i]);
      const PairBatch batch = resumed.next();
      EXPECT_EQ(batch.source.ids, batches[i].source.ids);
      EXPECT_EQ(batch.target.ids, batches[i].target.ids);
    }
  }
}

TEST_F(CorpusListTest, ChecksItsSettings) {
  const auto refusal = [](const TrainingCorpus& corpus) {
    CorpusList list;
    list.parts = {CorpusSettings{.tsv = {"a.tsv"}}, corpus};
    return error_of([&] { list.validate("data.train"); }).what;
  };
  TrainingCorpus corpus = CorpusSettings{.tsv = {"b.tsv"}};
  corpus.weight = 0;
  EXPECT_EQ(refusal(corpus), "data.train[2].weight is 0, so its pairs would never be drawn");
  corpus.weight = 1;
  corpus.tag = "a b";
  EXPECT_EQ(refusal(corpus),
            "data.train[2].tag is 'a b', with white space or a quotation mark in it");
  corpus.tag = "</s>";
  EXPECT_EQ(refusal(corpus), "data.train[2].tag is '</s>', which every tokenizer has already");
  corpus.tag = "";
  corpus.sentence_weights = {"x", "y"};
  EXPECT_EQ(refusal(corpus), "data.train[2].sentence_weights has 2 file(s) for 1 file(s) of text");
  EXPECT_EQ(refusal(TrainingCorpus()), "data.train[2] names no files");
  EXPECT_EQ(refusal(CorpusSettings{.source = {"a"}}),
            "data.train[2].source has 1 file(s) but data.train[2].target has 0");
}

}  // namespace
}  // namespace nmt
