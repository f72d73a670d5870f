#include "text/batcher.h"

#include <algorithm>
#include <memory>

#include "text/text_files.h"

namespace nmt {
namespace {

constexpr int kPairs = 5'000;

class BatcherTest : public TextFilesTest {
 protected:
  void SetUp() override {
    TextFilesTest::SetUp();
    std::string source, target;
    for (int i = 0; i < kPairs; ++i) {
      for (int k = 0; k <= i * 7 % 23; ++k) source += "a ";
      for (int k = 0; k <= i * 5 % 17; ++k) target += "b ";
      source += "\n";
      target += "\n";
    }
    data_ = {.train = corpus(source, target)};
    const auto tokenizer = load_tokenizer(file("words", "nmt words 1\na\nb\n"));
    tokenizers_ = {.source = tokenizer, .target = tokenizer, .shared = true};
    cache_ = std::make_unique<TokenCache>(path("cache"), data_, tokenizers_, Announce{});
  }
  void TearDown() override {
    cache_.reset();
    TextFilesTest::TearDown();
  }

  static BatcherSettings settings(int batch_tokens, int sort_window) {
    return {.seed = 7, .batch_tokens = batch_tokens, .sort_window = sort_window};
  }
  // The pairs of each batch up to the end of the epoch.
  static std::vector<std::vector<std::int64_t>> epoch(Batcher& batcher) {
    std::vector<std::vector<std::int64_t>> batches;
    const std::int64_t begun = batcher.position().epoch;
    while (batcher.position().epoch == begun) batches.push_back(batcher.next().pairs);
    return batches;
  }
  static std::vector<std::int64_t> join(const std::vector<std::vector<std::int64_t>>& batches) {
    std::vector<std::int64_t> pairs;
    for (const auto& batch : batches) pairs.insert(pairs.end(), batch.begin(), batch.end());
    return pairs;
  }

  DataSettings data_;
  Tokenizers tokenizers_;
  std::unique_ptr<TokenCache> cache_;
};

TEST_F(BatcherTest, GivesEveryPairOnceAnEpochWithinTheBudget) {
  for (const int sort_window : {0, 1, 8}) {
    Batcher batcher(*cache_, settings(300, sort_window));
    for (int e = 0; e < 2; ++e) {
      std::vector<std::int64_t> seen;
      while (batcher.position().epoch == e) {
        const PairBatch batch = batcher.next();
        ASSERT_FALSE(batch.pairs.empty());
        EXPECT_LE(batch.target.tokens(), 300);
        EXPECT_LE(batch.source.tokens(), 600);
        EXPECT_EQ(batch.source.sentences(), batch.target.sentences());
        EXPECT_EQ(batch.source.ids.back(), kEnd);
        for (int i = 0; i < batch.source.sentences(); ++i)
          EXPECT_EQ(batch.source.length(i), batch.pairs[static_cast<std::size_t>(i)] * 7 % 23 + 2);
        seen.insert(seen.end(), batch.pairs.begin(), batch.pairs.end());
      }
      std::sort(seen.begin(), seen.end());
      ASSERT_EQ(seen.size(), static_cast<std::size_t>(kPairs));
      for (int i = 0; i < kPairs; ++i) ASSERT_EQ(seen[static_cast<std::size_t>(i)], i);
    }
  }
}

TEST_F(BatcherTest, OrderComesFromSeedAndEpoch) {
  BatcherSettings chosen = settings(1'000, 0);
  Batcher one(*cache_, chosen), same(*cache_, chosen);
  ++chosen.seed;
  Batcher other(*cache_, chosen);
  const auto first = epoch(one);
  EXPECT_EQ(first, epoch(same));
  EXPECT_NE(first, epoch(other));
  const auto second = epoch(one);
  EXPECT_NE(first, second);
  EXPECT_FALSE(std::is_sorted(first[0].begin(), first[0].end()));
  same.seek({.epoch = 1});
  EXPECT_EQ(second, epoch(same));
}

TEST_F(BatcherTest, SeekingEqualsGoingOn) {
  for (const int sort_window : {0, 5}) {
    const BatcherSettings chosen = settings(700, sort_window);
    Batcher batcher(*cache_, chosen);
    std::vector<BatchPosition> positions;
    std::vector<PairBatch> batches;
    while (batcher.position().epoch < 2) {
      positions.push_back(batcher.position());
      batches.push_back(batcher.next());
    }
    for (std::size_t i = 0; i < positions.size(); i += 13) {
      Batcher resumed(*cache_, chosen);
      resumed.seek(positions[i]);
      EXPECT_EQ(resumed.position(), positions[i]);
      for (std::size_t k = i; k < std::min(i + 9, positions.size()); ++k) {
        const PairBatch batch = resumed.next();
        EXPECT_EQ(batch.pairs, batches[k].pairs);
        EXPECT_EQ(batch.source.ids, batches[k].source.ids);
        EXPECT_EQ(batch.target.offsets, batches[k].target.offsets);
      }
    }
  }
}

TEST_F(BatcherTest, RefusesPositionsOfAnotherCorpus) {
  Batcher batcher(*cache_, settings(4'096, 0));
  const auto error = error_of([&] { batcher.seek({.epoch = 1, .pair = kPairs}); });
  EXPECT_EQ(error.what, "the corpus of 5000 pairs has no batch at epoch 1, pair 5000, batch 0");
  EXPECT_EQ(error.where, "data.train");
  EXPECT_NE(error.fix.find("--fresh"), std::string::npos);
  for (const BatchPosition bad : {BatchPosition{.epoch = -1}, BatchPosition{.pair = -1},
                                  BatchPosition{.batch = -1}, BatchPosition{.batch = 1}})
    error_of([&] { batcher.seek(bad); });
  EXPECT_EQ(batcher.position(), BatchPosition{});
}

TEST_F(BatcherTest, ProgressCountsEpochs) {
  for (const int sort_window : {0, 4}) {
    Batcher batcher(*cache_, settings(1'000, sort_window));
    EXPECT_EQ(batcher.epochs(), 0);
    for (double last = -1; batcher.position().epoch == 0;) {
      EXPECT_GT(batcher.epochs(), last);
      last = batcher.epochs();
      batcher.next();
    }
    EXPECT_EQ(batcher.epochs(), 1);
  }
}

TEST_F(BatcherTest, SortingBringsEqualLengthsTogether) {
  const auto spread = [&](int sort_window) {
    Batcher batcher(*cache_, settings(300, sort_window));
    std::int64_t total = 0;
    while (batcher.position().epoch == 0) {
      const Batch target = batcher.next().target;
      int shortest = target.length(0), longest = shortest;
      for (int i = 0; i < target.sentences(); ++i) {
        shortest = std::min(shortest, target.length(i));
        longest = std::max(longest, target.length(i));
      }
      total += longest - shortest;
    }
    return total;
  };
  EXPECT_LT(spread(20) * 5, spread(0));
}

TEST_F(BatcherTest, APairAboveTheBudgetIsABatchOfItsOwn) {
  Batcher batcher(*cache_, settings(1, 0));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(batcher.next().pairs.size(), 1u);
}

TEST_F(BatcherTest, SplitsIntoBalancedParts) {
  Batcher batcher(*cache_, settings(2'000, 0));
  const PairBatch batch = batcher.next();
  const int tokens = batch.source.tokens() + batch.target.tokens();
  for (const int parts : {1, 2, 3, 8}) {
    PairBatch joined;
    for (const PairBatch& shard : split(batch, parts)) {
      EXPECT_NEAR(shard.source.tokens() + shard.target.tokens(), tokens / parts, 42);
      for (int i = 0; i < shard.source.sentences(); ++i) {
        joined.source.add(shard.source.sentence(i));
        joined.target.add(shard.target.sentence(i));
      }
      joined.pairs.insert(joined.pairs.end(), shard.pairs.begin(), shard.pairs.end());
    }
    EXPECT_EQ(joined.pairs, batch.pairs);
    EXPECT_EQ(joined.source.offsets, batch.source.offsets);
    EXPECT_EQ(joined.target.ids, batch.target.ids);
  }
}

TEST(Split, MorePartsThanSentencesLeavesSomeEmpty) {
  PairBatch batch;
  for (const TokenId id : {5, 6}) {
    batch.source.add(std::vector<TokenId>{id, kEnd});
    batch.target.add(std::vector<TokenId>{id, kEnd});
    batch.pairs.push_back(id);
  }
  int sentences = 0, empty = 0;
  for (const PairBatch& shard : split(batch, 5)) {
    sentences += shard.source.sentences();
    empty += shard.pairs.empty();
  }
  EXPECT_EQ(sentences, 2);
  EXPECT_EQ(empty, 3);
  EXPECT_EQ(split({}, 2).size(), 2u);
}

TEST(DrawsOf, CountsWhatAnEpochDrawsAndRefusesWhatCannotBeNumbered) {
  std::vector<CorpusPart> parts(2);
  parts[0].pairs = 4'000'000;
  parts[1].pairs = 10;
  parts[1].weight = 2.5;
  EXPECT_EQ(draws_of(parts), 4'000'025);
  parts[0].weight = 1000;
  EXPECT_EQ(draws_of(parts), 4'000'000'025);
  parts[0].pairs = 4'300'000;
  const Error::Parts error = error_of([&] { draws_of(parts); });
  EXPECT_EQ(error.what, "an epoch would draw 4300000025 pairs, more than 4294967295");
  EXPECT_EQ(error.keys, std::vector<std::string>{"data.train.weight"});
}

}  // namespace
}  // namespace nmt
