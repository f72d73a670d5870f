// What is kept, what goes first, and that nothing of an answer changes.
#include "serve/sentence_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/format.h"
#include "base/random.h"
#include "serve/serving.h"

namespace nmt {
namespace {

using testing::HasSubstr;

LinePiece piece_of(TokenId token, std::size_t size = 1) {
  LinePiece piece;
  piece.source.ids = {token, kEnd};
  piece.hypotheses = {{.ids = std::vector<TokenId>(size, token), .score = double(token)}};
  return piece;
}

std::string key_of(TokenId token) { return cache_key("m", piece_of(token), 1, {}); }

TEST(SentenceCache, GivesWhatWasAdded) {
  SentenceCache cache(10'000);
  LinePiece asked;
  EXPECT_FALSE(cache.find(key_of(5), asked));
  cache.add(key_of(5), piece_of(5, 3));
  ASSERT_TRUE(cache.find(key_of(5), asked));
  EXPECT_EQ(asked.hypotheses.at(0).ids, std::vector<TokenId>(3, 5));
  EXPECT_EQ(asked.hypotheses.at(0).score, 5);
  EXPECT_FALSE(cache.find(key_of(6), asked));
  const SentenceCache::Counts counts = cache.counts();
  EXPECT_EQ(counts.hits, 1);
  EXPECT_EQ(counts.misses, 2);
  EXPECT_EQ(counts.entries, 1);
}

TEST(SentenceCache, ForgetsWhatWasNotUsedForLongest) {
  SentenceCache cache(5000);
  LinePiece asked;
  TokenId next = 3;
  while (cache.counts().entries == next - 3) cache.add(key_of(next), piece_of(next)), ++next;
  // The first has gone for the last; the second is used, so that the third goes next.
  EXPECT_FALSE(cache.find(key_of(3), asked));
  EXPECT_TRUE(cache.find(key_of(4), asked));
  cache.add(key_of(next), piece_of(next));
  EXPECT_TRUE(cache.find(key_of(4), asked));
  EXPECT_FALSE(cache.find(key_of(5), asked));
  EXPECT_TRUE(cache.find(key_of(next), asked));
}

TEST(SentenceCache, TakesNoMoreMemoryThanItMay) {
  SentenceCache cache(20'000);
  Random random(1);
  LinePiece asked;
  for (int i = 0; i < 3000; ++i) {
    const auto token = static_cast<TokenId>(3 + random.below(200));
    if (cache.find(key_of(token), asked)) {
      ASSERT_EQ(asked.hypotheses.at(0).ids.front(), token);
    } else {
      cache.add(key_of(token), piece_of(token, 1 + random.below(1000)));
    }
    ASSERT_LE(cache.counts().bytes, 20'000);
  }
  EXPECT_GT(cache.counts().entries, 3);
  EXPECT_GT(cache.counts().hits, 0);
  // What is larger than all of it is not kept, and nothing goes for it.
  const std::int64_t entries = cache.counts().entries;
  cache.add(key_of(999), piece_of(999, 100'000));
  EXPECT_EQ(cache.counts().entries, entries);
}

TEST(SentenceCache, KeepsNothingWhereItIsOff) {
  SentenceCache cache(0);
  LinePiece asked;
  cache.add(key_of(5), piece_of(5));
  EXPECT_FALSE(cache.find(key_of(5), asked));
  EXPECT_EQ(cache.counts().misses, 0);
}

TEST(SentenceCache, TellsApartWhateverAnotherSearchDependsOn) {
  const DecodingSettings beam, drawn{.beam_size = 1, .sampling = true};
  const LinePiece piece = piece_of(5);
  LinePiece other = piece;
  EXPECT_NE(cache_key("m", piece, 1, beam), cache_key("m", piece, 2, beam));
  EXPECT_NE(cache_key("m", piece, 1, beam), cache_key("n", piece, 1, beam));
  other.is_observed = true;
  EXPECT_NE(cache_key("m", piece, 1, beam), cache_key("m", other, 1, beam));
  other = piece;
  other.stream = 9;
  EXPECT_EQ(cache_key("m", piece, 1, beam), cache_key("m", other, 1, beam));
  EXPECT_NE(cache_key("m", piece, 1, drawn), cache_key("m", other, 1, drawn));
  other = piece;
  other.prefix = {7};
  EXPECT_NE(cache_key("m", piece, 1, beam), cache_key("m", other, 1, beam));
  other = piece;
  const GlossaryTerm seven = {.choices = {{.tokens = {7}}}}, eight = {.choices = {{.tokens = {8}}}};
  other.terms = {{.choices = {{.tokens = {7}}, {.tokens = {8}}}}};
  const std::string one_term = cache_key("m", other, 1, beam);
  EXPECT_NE(cache_key("m", piece, 1, beam), one_term);
  other.terms = {seven, eight};
  EXPECT_NE(cache_key("m", other, 1, beam), one_term);
  other.terms = {seven};
  const std::string anywhere = cache_key("m", other, 1, beam);
  other.terms[0].choices[0].only_first = true;
  EXPECT_NE(cache_key("m", other, 1, beam), anywhere);
  other.terms = {seven};
  other.terms[0].read_as = {{1, 2}};
  EXPECT_NE(cache_key("m", other, 1, beam), anywhere);
  other.terms = {seven};
  other.terms[0].source = "two words";
  EXPECT_NE(cache_key("m", other, 1, beam), anywhere);
}

TEST(SentenceCache, MayBeUsedByManyThreads) {
  SentenceCache cache(30'000);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&cache, t] {
      Random random(static_cast<std::uint64_t>(t));
      for (int i = 0; i < 4000; ++i) {
        const auto token = static_cast<TokenId>(3 + random.below(60));
        LinePiece asked;
        if (cache.find(key_of(token), asked)) {
          ASSERT_EQ(asked.hypotheses.at(0).ids, std::vector<TokenId>(50, token));
        } else {
          cache.add(key_of(token), piece_of(token, 50));
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  const SentenceCache::Counts counts = cache.counts();
  EXPECT_EQ(counts.hits + counts.misses, 16'000);
  EXPECT_LE(counts.bytes, 30'000);
}

// Requests of every kind, so that many ask for the same sentences in another way.
std::string request(Random& random) {
  nlohmann::json body;
  std::string text;
  for (std::uint64_t i = 0, lines = 1 + random.below(3); i < lines; ++i)
    text += format("{}w{} w{}{}", i > 0 ? "\n" : "", random.below(3), random.below(3),
                   random.below(2) == 0 ? "" : " {x}");
  body["q"] = text;
  body["alternatives"] = random.below(3);
  if (random.below(2) == 0) body["alignment"] = true;
  if (random.below(3) == 0) body["attention"] = true;
  return body.dump();
}

TEST(CachedService, AnswersToTheByteAsWithoutCache) {
  const FakeModel model = random_model(kVocabulary, 3);
  for (const DecodingSettings& each :
       {DecodingSettings{.beam_size = 3, .max_length = 6},
        DecodingSettings{.beam_size = 3, .max_length = 6, .alignment = "hard", .keep = {"all"}},
        DecodingSettings{.beam_size = 1, .max_length = 6, .sampling = true}}) {
    DecodingSettings decoding = each;
    decoding.threads = 2;
    Serving plain(model, decoding, {.cache_bytes = 0}), cached(model, decoding, {}),
        tight(model, decoding, {.cache_bytes = 4000});
    Random random(4);
    for (int i = 0; i < 150; ++i) {
      const std::string body = request(random);
      const ApiReply expected = plain.post("/translate", body);
      EXPECT_EQ(cached.post("/translate", body).body, expected.body) << body;
      EXPECT_EQ(tight.post("/translate", body).body, expected.body) << body;
    }
    EXPECT_GT(cached.models.cache_counts().hits, 20);
    EXPECT_EQ(plain.models.cache_counts().misses, 0);
  }
}

TEST(CachedService, AsksTheModelOnce) {
  const FakeModel model = copy_model(kVocabulary);
  Serving serving(model);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(json_of(serving.post("/translate", body_of("w1 w2"))).at("translatedText"), "W1 W2");
  EXPECT_EQ(model.sentences(), 1);
  EXPECT_THAT(serving.get("/metrics").body, HasSubstr("nmt_cache_hits_total 2\n"));
  EXPECT_THAT(serving.get("/metrics").body, HasSubstr("nmt_cache_misses_total 1\n"));
}

}  // namespace
}  // namespace nmt
