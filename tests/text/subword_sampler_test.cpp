#include "text/subword_sampler.h"

#include <cmath>
#include <map>
#include <set>

#include "text/subword_model.h"
#include "text/subword_pieces.h"
#include "text/text_files.h"

namespace nmt {
namespace {

using Path = std::vector<TokenId>;

class SubwordSamplerTest : public TextFilesTest {
 protected:
  std::shared_ptr<const Tokenizer> tokenizer(const std::string& type) const {
    std::string text;
    const char* words[] = {"low", "lower", "newest", "widest", "slow", "new", "lowest", "wide"};
    for (int i = 0; i < 400; ++i)
      text += std::string(words[i % 8]) + " " + words[i * 5 % 7] + " " + words[i / 3 % 8] + "\n";
    const TokenizerSettings settings{
        .type = type, .vocab_size = type == "words" ? 20 : 280, .user_symbols = {"<bt>"}};
    return make_tokenizers(settings, {.train = corpus(text, text)}, {}).source;
  }
  static SubwordPieces pieces_of(const Tokenizer& tokenizer) {
    return {tokenizer, *read_subword_model(tokenizer.bytes())};
  }
  // Every way to cut a text into pieces, with its score.
  static void add_paths(const SubwordPieces& pieces, std::string_view text, Path& path,
                        double score, std::map<Path, double>& all) {
    if (text.empty()) all[path] = score;
    pieces.for_each_prefix(text, [&](std::size_t length, TokenId id) {
      path.push_back(id);
      add_paths(pieces, text.substr(length), path, score + double{pieces.score(id)}, all);
      path.pop_back();
    });
  }
  static std::map<Path, double> all_paths(const Tokenizer& tokenizer, const Path& best) {
    const SubwordPieces pieces = pieces_of(tokenizer);
    std::string text;
    for (const TokenId id : best) text += pieces.text(id);
    std::map<Path, double> all;
    Path path;
    add_paths(pieces, text, path, 0, all);
    return all;
  }
  static std::map<Path, double> frequencies(const SubwordSampler& sampler, const Path& best) {
    constexpr int kDraws = 20'000;
    std::map<Path, double> seen;
    Random random(3);
    for (int i = 0; i < kDraws; ++i) seen[sampler.sample(best, random)] += 1.0 / kDraws;
    return seen;
  }
  // What is drawn has these probabilities, within four deviations.
  static void expect_drawn(const std::map<Path, double>& seen,
                           const std::map<Path, double>& expected) {
    double total = 0;
    for (const auto& [path, p] : expected) total += p;
    for (const auto& [path, frequency] : seen) EXPECT_TRUE(expected.contains(path));
    for (const auto& [path, weight] : expected) {
      const double p = weight / total, deviation = std::sqrt(p * (1 - p) / 20'000);
      EXPECT_NEAR(seen.contains(path) ? seen.at(path) : 0, p, 4 * deviation + 1e-4);
    }
  }
};

TEST_F(SubwordSamplerTest, ReadsTheModelThatSentencePieceWrote) {
  for (const std::string type : {"unigram", "bpe"}) {
    const auto made = tokenizer(type);
    const auto model = read_subword_model(made->bytes());
    ASSERT_TRUE(model);
    EXPECT_EQ(name_of(model->type), type);
    ASSERT_EQ(model->pieces.size(), 280u);
    std::map<SubwordModel::Piece::Kind, int> kinds;
    for (std::size_t i = 0; i < 280; ++i) {
      ++kinds[model->pieces[i].kind];
      EXPECT_TRUE(find_token(*made, model->pieces[i].text));
    }
    EXPECT_EQ(kinds[SubwordModel::Piece::Kind::byte], 256);
    EXPECT_EQ(kinds[SubwordModel::Piece::Kind::user_defined], 1);
    EXPECT_EQ(kinds[SubwordModel::Piece::Kind::control], 2);
    EXPECT_EQ(kinds[SubwordModel::Piece::Kind::unknown], 1);
  }
  for (const std::string bytes : {"", "nmt words 1\na\n", "\x0A\xFF", "\x0A\x05"})
    EXPECT_FALSE(read_subword_model(bytes));
}

TEST_F(SubwordSamplerTest, WritesAModelWithOtherPieces) {
  using Kind = SubwordModel::Piece::Kind;
  for (const std::string type : {"unigram", "bpe"}) {
    const auto made = tokenizer(type);
    std::vector<SubwordModel::Piece> pieces = read_subword_model(made->bytes())->pieces;
    const auto same = tokenizer_from(with_pieces(made->bytes(), pieces), "same");
    for (const std::string text : {"lower widest", "new ÿ", "x  y"})
      EXPECT_EQ(same->encode(text), made->encode(text));
    pieces.push_back({"<extra>", 0, Kind::control});
    pieces.push_back({"▁lower▁widest", 0, Kind::unused});
    const auto more = tokenizer_from(with_pieces(made->bytes(), pieces), "more");
    EXPECT_EQ(more->vocabulary_size(), made->vocabulary_size() + 2);
    EXPECT_EQ(more->piece(280), "<extra>");
    EXPECT_EQ(more->encode("lower widest"), made->encode("lower widest"));
    EXPECT_EQ(more->decode(std::vector<TokenId>{280, 281}), "lower widest");
  }
}

TEST_F(SubwordSamplerTest, DrawsUnigramSegmentationsInProportionToTheirPower) {
  const auto made = tokenizer("unigram");
  const Path best = made->encode("lower widest");
  const std::map<Path, double> all = all_paths(*made, best);
  ASSERT_GT(all.size(), 10u);
  for (const double alpha : {0.2, 1.0}) {
    const auto sampler = make_sampler(*made, {.alpha = alpha}, "s");
    std::map<Path, double> expected;
    for (const auto& [path, score] : all) expected[path] = std::exp(alpha * score);
    expect_drawn(frequencies(*sampler, best), expected);
  }
}

TEST_F(SubwordSamplerTest, DrawsAmongTheBestOnly) {
  const auto made = tokenizer("unigram");
  const Path best = made->encode("lower widest");
  std::multimap<double, Path> ranked;
  for (const auto& [path, score] : all_paths(*made, best)) ranked.emplace(-score, path);
  for (const int nbest : {1, 2, 7}) {
    std::map<Path, double> expected;
    for (auto it = ranked.begin(); std::ssize(expected) < nbest; ++it)
      expected[it->second] = std::exp(-0.3 * it->first);
    const auto sampler = make_sampler(*made, {.alpha = 0.3, .nbest = nbest}, "s");
    expect_drawn(frequencies(*sampler, best), expected);
  }
  // More than there are: all.
  const auto some = make_sampler(*made, {.alpha = 0.3, .nbest = 500}, "s");
  EXPECT_LE(frequencies(*some, best).size(), ranked.size());
  Random random(1);
  EXPECT_EQ(make_sampler(*made, {.alpha = 100}, "s")->sample(best, random), best);
}

TEST_F(SubwordSamplerTest, LeavesOutMerges) {
  const auto made = tokenizer("bpe");
  for (const std::string text : {"lower widest", "newest", "slow new lowest <bt> wide"}) {
    const Path best = made->encode(text);
    Random random(5);
    EXPECT_EQ(make_sampler(*made, {.dropout = 1e-12}, "s")->sample(best, random), best) << text;
    std::set<Path> seen;
    const auto sampler = make_sampler(*made, {.dropout = 0.3}, "s");
    for (int i = 0; i < 200; ++i) {
      const Path path = sampler->sample(best, random);
      EXPECT_EQ(made->decode(path), made->decode(best));
      EXPECT_GE(path.size(), best.size());
      seen.insert(path);
    }
    EXPECT_GT(seen.size(), 5u);
    const Path letters = make_sampler(*made, {.dropout = 1}, "s")->sample(best, random);
    for (const TokenId id : letters) {
      const std::string piece = made->piece(id);
      EXPECT_TRUE(piece.size() == 1 || piece == "\xE2\x96\x81" || piece == "<bt>") << piece;
    }
  }
}

TEST_F(SubwordSamplerTest, KeepsWhatIsNotCut) {
  for (const std::string type : {"unigram", "bpe"}) {
    const auto made = tokenizer(type);
    const bool unigram = type == "unigram";
    const auto sampler =
        make_sampler(*made, {.alpha = unigram ? 0.1 : 0, .dropout = unigram ? 0 : 0.5}, "s");
    const std::string text = "lower \xF0\x9F\x98\x80 <bt> widest Q";
    Path best = made->encode(text);
    best.push_back(kEnd);
    const auto fixed = [&](const Path& path) {
      Path ids;
      for (const TokenId id : path)
        if (made->piece(id).front() == '<') ids.push_back(id);
      return ids;
    };
    Random random(9);
    for (int i = 0; i < 100; ++i) {
      const Path path = sampler->sample(best, random);
      EXPECT_EQ(fixed(path), fixed(best));
      EXPECT_EQ(path.back(), kEnd);
      EXPECT_EQ(made->decode(path), text);
    }
    EXPECT_TRUE(sampler->sample({}, random).empty());
  }
}

TEST_F(SubwordSamplerTest, PairsAreDrawnByTheirKeyAndStayWithinTheLimit) {
  const auto made = tokenizer("unigram");
  const Tokenizers both{.source = made, .target = made, .shared = true};
  DataSettings data;
  data.sampling.source.alpha = 0.1;
  const PairBatch best = encode_pairs(std::vector<TextPair>{{"slow lower newest", "new"}}, both);
  const PairSampler sampler(both, data);
  std::set<Path> seen;
  for (std::uint64_t key = 0; key < 50; ++key) {
    PairBatch one = best, same = best;
    sampler.sample(one, key);
    sampler.sample(same, key);
    EXPECT_EQ(one.source.ids, same.source.ids);
    EXPECT_EQ(one.source.offsets.back(), one.source.tokens());
    EXPECT_EQ(one.target.ids, best.target.ids);
    seen.insert(one.source.ids);
  }
  EXPECT_GT(seen.size(), 4u);
  data.max_length = best.source.tokens();
  const PairSampler limited(both, data);
  for (std::uint64_t key = 0; key < 50; ++key) {
    PairBatch one = best;
    limited.sample(one, key);
    EXPECT_LE(one.source.tokens(), best.source.tokens());
  }
}

TEST_F(SubwordSamplerTest, SaysWhichTokenizersCannotSample) {
  const auto refusal = [&](const std::string& type, const SamplingSettings& settings) {
    const auto made = tokenizer(type);
    const auto error = error_of([&] { make_sampler(*made, settings, "data.sampling.source"); });
    return error.what + " | " + error.where + " | " + error.fix;
  };
  EXPECT_EQ(refusal("bpe", {.alpha = 0.1}),
            "data.sampling.source.alpha draws from a unigram model, but the tokenizer is bpe | "
            "data.sampling.source.alpha | set data.sampling.source.dropout instead");
  EXPECT_EQ(refusal("unigram", {.dropout = 0.1}),
            "data.sampling.source.dropout leaves out merges of a bpe model, but the tokenizer is "
            "unigram | data.sampling.source.dropout | set data.sampling.source.alpha instead");
  EXPECT_EQ(refusal("words", {.dropout = 0.1}),
            "data.sampling.source.dropout leaves out merges of a bpe model, but the tokenizer is "
            "words | data.sampling.source.dropout | remove it, or set tokenizer.type: bpe");
  EXPECT_EQ(make_sampler(*tokenizer("words"), {}, "s"), nullptr);
  const auto check = [](SamplingSettings settings) {
    return error_of([&] { settings.validate("data.sampling.target"); }).what;
  };
  EXPECT_EQ(check({.nbest = 5}),
            "data.sampling.target.nbest is 5, but without alpha nothing is drawn");
  EXPECT_EQ(check({.alpha = 0.1, .dropout = 0.1}),
            "data.sampling.target.alpha is for unigram tokenizers and data.sampling.target.dropout "
            "for bpe ones, but both are set");
}

}  // namespace
}  // namespace nmt
