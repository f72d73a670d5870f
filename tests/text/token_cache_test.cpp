#include "text/token_cache.h"

#include <atomic>
#include <thread>

#include "text/text_files.h"

namespace nmt {
namespace {

class TokenCacheTest : public TextFilesTest {
 protected:
  // Word i is w<i>; its id is 3 + i.
  std::string words_file(const std::string& name, int words) const {
    std::string text = "nmt words 1\n";
    for (int i = 0; i < words; ++i) text += "w" + std::to_string(i) + "\n";
    return file(name, text);
  }
  static Tokenizers load(const std::string& path) {
    const auto tokenizer = load_tokenizer(path);
    return {.source = tokenizer, .target = tokenizer, .shared = true};
  }
  PairBatch read_all(const DataSettings& data, const Tokenizers& tokenizers, bool expect_reused) {
    const TokenCache cache(path("cache"), data, tokenizers, {});
    EXPECT_EQ(cache.reused(), expect_reused);
    PairBatch batch;
    for (std::int64_t i = 0; i < cache.pairs(); ++i) {
      cache.append(i, batch);
      EXPECT_EQ(cache.source_length(i), batch.source.length(static_cast<int>(i)));
      EXPECT_EQ(cache.target_length(i), batch.target.length(static_cast<int>(i)));
    }
    return batch;
  }
  static void expect_equal(const PairBatch& a, const PairBatch& b) {
    EXPECT_EQ(a.source.ids, b.source.ids);
    EXPECT_EQ(a.source.offsets, b.source.offsets);
    EXPECT_EQ(a.target.ids, b.target.ids);
    EXPECT_EQ(a.target.offsets, b.target.offsets);
    EXPECT_EQ(a.pairs, b.pairs);
  }
  std::string cache_file() const { return path("cache/tokens.bin"); }
};

TEST_F(TokenCacheTest, GivesWhatEncodingGives) {
  std::string source, target;
  for (int i = 0; i < 20'000; ++i) {  // several chunks and blocks, the last ones not full
    for (int k = 0; k <= i % 5; ++k) source += "w" + std::to_string((i * 31 + k) % 50) + " ";
    for (int k = 0; k <= i % 3; ++k) target += "w" + std::to_string((i * 17 + k) % 60) + " ";
    source += "\n";
    target += "\n";
  }
  const DataSettings data{.train = corpus(source, target)};
  for (const int words : {50, 65'533, 65'534}) {  // the last vocabulary needs ids of four bytes
    const Tokenizers tokenizers = load(words_file("words" + std::to_string(words), words));
    const PairBatch expected = encode_pairs(read_pairs(data.train, InvalidUtf8::error), tokenizers);
    expect_equal(read_all(data, tokenizers, false), expected);
    expect_equal(read_all(data, tokenizers, true), expected);
  }
}

TEST_F(TokenCacheTest, KeepsLargeIdsInBothWidths) {
  const DataSettings data{.train = corpus("w65532 w0 w1 w1\n", "w65531\n")};
  EXPECT_EQ(read_all(data, load(words_file("small", 65'533)), false).source.ids,
            (std::vector<TokenId>{65'535, 3, 4, 4, kEnd}));
  const std::uintmax_t narrow = std::filesystem::file_size(cache_file());
  const DataSettings large{.train = corpus("w69999 w0 w1 w1\n", "w65531\n")};
  EXPECT_EQ(read_all(large, load(words_file("large", 70'000)), false).source.ids,
            (std::vector<TokenId>{70'002, 3, 4, 4, kEnd}));
  EXPECT_GT(std::filesystem::file_size(cache_file()), narrow);
}

TEST_F(TokenCacheTest, LeavesOutAndCounts) {
  DataSettings data{.train = corpus("a\n\nc c c\nd\n  \nf\xFF\ng\n", "A\nB\nC\nD D D\nE\nF\nG\n"),
                    .invalid_utf8 = "skip",
                    .max_length = 3};
  const Tokenizers tokenizers = load(words_file("words", 3));
  EXPECT_EQ(read_all(data, tokenizers, false).pairs, (std::vector<std::int64_t>{0, 6}));
  const TokenCache cache(path("cache"), data, tokenizers, {});
  EXPECT_TRUE(cache.reused());
  EXPECT_EQ(cache.statistics().pairs, 2);
  EXPECT_EQ(cache.statistics().source_tokens, 4);
  EXPECT_EQ(cache.statistics().target_tokens, 4);
  const std::string source = path("train.source");
  EXPECT_EQ(
      cache.statistics().skip_messages(data.train, data.max_length),
      (std::vector<std::string>{
          "2 pair(s) left out, one side empty; the first at " + source + ":2",
          "2 pair(s) left out, longer than data.max_length 3 tokens; the first at " + source + ":3",
          "1 pair(s) left out, invalid UTF-8; the first at " + source + ":6"}));
}

TEST_F(TokenCacheTest, LeavesOutALineWithoutEndUnread) {
  // Of many bytes and few tokens, which only encoding would tell.
  const std::string huge = "a" + std::string(301, ' ') + "b\n";
  const std::string large = "a" + std::string(298, ' ') + "b\n";
  const DataSettings data{.train = corpus(huge + large + "a\n", "A\nB\n" + huge), .max_length = 3};
  const Tokenizers tokenizers = load(words_file("words", 3));
  EXPECT_EQ(read_all(data, tokenizers, false).pairs, std::vector<std::int64_t>{1});
  const TokenCache cache(path("cache"), data, tokenizers, {});
  EXPECT_EQ(cache.statistics().too_long.count, 2);
  EXPECT_EQ(cache.statistics().too_long.first.line, 1);
}

TEST_F(TokenCacheTest, NoticesACorpusThatIsStillBeingWritten) {
  const DataSettings data{.train = corpus("w0\n", "w1\n")};
  const Tokenizers tokenizers = load(words_file("words", 3));
  const Announce write_on = [&](const std::string&) {
    std::ofstream(path("train.target"), std::ios::app) << "\n";
    std::ofstream(path("train.source"), std::ios::app) << "\n";
  };
  const auto error = error_of([&] { TokenCache(path("cache"), data, tokenizers, write_on); });
  EXPECT_EQ(error.what, "a file of data.train was written while it was being read");
  EXPECT_EQ(error.where, path("train.source"));
  EXPECT_EQ(error.fix, "start again when the corpus is complete");
  EXPECT_EQ(error.kind, Error::Kind::runtime);
  EXPECT_FALSE(std::filesystem::exists(cache_file()));
}

TEST_F(TokenCacheTest, RefusesACorpusWithoutUsablePairs) {
  const DataSettings data{.train = corpus("\n\n", "a\n\n")};
  const Tokenizers tokenizers = load(words_file("words", 3));
  const auto error = error_of([&] { TokenCache(path("cache"), data, tokenizers, {}); });
  EXPECT_EQ(error.what,
            "no pair of data.train can be used: 2 pair(s) left out, one side empty; the first at " +
                path("train.source") + ":1");
  EXPECT_EQ(error.where, path("train.source") + ":1");
  EXPECT_EQ(error.fix, "check the files, or raise data.max_length");
  EXPECT_FALSE(std::filesystem::exists(cache_file()));
  EXPECT_TRUE(std::filesystem::is_empty(path("cache")));
}

TEST_F(TokenCacheTest, IsRebuiltWhenAnythingChanges) {
  DataSettings data{.train = corpus("w0 w1\nw1\n", "w1\nw0\n")};
  const Tokenizers tokenizers = load(words_file("words", 3));
  read_all(data, tokenizers, false);
  read_all(data, tokenizers, true);

  // The same size and the same time, other text.
  const auto time = std::filesystem::last_write_time(path("train.target"));
  file("train.target", "w2\nw0\n");
  std::filesystem::last_write_time(path("train.target"), time);
  EXPECT_EQ(read_all(data, tokenizers, false).target.ids[0], 5);

  data.max_length = 2;
  EXPECT_EQ(read_all(data, tokenizers, false).pairs, std::vector<std::int64_t>{1});
  read_all(data, load(words_file("other", 4)), false);
}

TEST_F(TokenCacheTest, IsRebuiltWhenDamaged) {
  const DataSettings data{.train = corpus("w0 w1\nw1\n", "w1\nw0\n")};
  const Tokenizers tokenizers = load(words_file("words", 3));
  const PairBatch expected = read_all(data, tokenizers, false);
  const std::string good = content(cache_file());
  for (std::size_t i = 0; i < good.size(); i += 5) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    file("cache/tokens.bin", bad);
    expect_equal(read_all(data, tokenizers, false), expected);
  }
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{10}, good.size() - 1, good.size() / 2}) {
    file("cache/tokens.bin", good.substr(0, size));
    expect_equal(read_all(data, tokenizers, false), expected);
  }
  EXPECT_EQ(content(cache_file()), good);
}

TEST_F(TokenCacheTest, DroppedPagesComeBack) {
  const DataSettings data{.train = corpus("w0 w1\nw1\n", "w1\nw0\n")};
  const TokenCache cache(path("cache"), data, load(words_file("words", 3)), {});
  PairBatch before, after;
  cache.append(1, before);
  cache.drop_pages();
  cache.append(1, after);
  expect_equal(before, after);
}

TEST_F(TokenCacheTest, AnswersWhatCannotBeReadOrWritten) {
  const Tokenizers tokenizers = load(words_file("words", 3));
  DataSettings data{.train =
                        CorpusSettings{.source = {path("missing")}, .target = {path("missing")}}};
  const auto open = [&](const std::string& folder) { TokenCache(folder, data, tokenizers, {}); };
  EXPECT_EQ(error_of([&] { open(path("cache")); }).what,
            "there is no file '" + path("missing") + "'");
  data.train = CorpusSettings{.source = {"/dev/null"}, .target = {"/dev/null"}};
  EXPECT_EQ(error_of([&] { open(path("cache")); }).what,
            "'/dev/null' is a pipe or a device, but it is read several times");
  data.train = corpus("w0\n", "w1\n");
  const std::string blocked = file("blocked", "a file where a folder should be");
  EXPECT_EQ(error_of([&] { open(blocked); }).kind, Error::Kind::runtime);
}

TEST_F(TokenCacheTest, RunsThatShareAFolderBuildItOnce) {
  std::string lines;
  for (int i = 0; i < 20'000; ++i) lines += "w" + std::to_string(i % 50) + "\n";
  const DataSettings data{.train = corpus(lines, lines)};
  const Tokenizers tokenizers = load(words_file("words", 50));
  std::atomic<int> built = 0, pairs = 0;
  {
    std::vector<std::jthread> runs;
    for (int i = 0; i < 4; ++i)
      runs.emplace_back([&] {
        const TokenCache cache(path("cache"), data, tokenizers, {});
        built += cache.reused() ? 0 : 1;
        pairs += static_cast<int>(cache.pairs());
      });
  }
  EXPECT_EQ(built, 1);
  EXPECT_EQ(pairs, 4 * 20'000);
}

}  // namespace
}  // namespace nmt
