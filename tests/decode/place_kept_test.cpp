// Where kept things go among the tokens of a translation, and what stands between them and the words.
#include "decode/place_kept.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/annotate.h"

namespace nmt {
namespace {

using testing::ElementsAre;

// Its tokens are the pieces that it is given, from 3 on; each reads as it is written.
class Pieces : public Tokenizer {
 public:
  explicit Pieces(std::vector<std::string> pieces)
      : Tokenizer("pieces"), pieces_(std::move(pieces)) {}
  // The longest piece that the text goes on with; kUnknown for a character that none begins with.
  std::vector<TokenId> encode(std::string_view text) const override {
    std::vector<TokenId> ids;
    std::string rest = " " + std::string(text);
    while (!rest.empty()) {
      std::size_t longest = 0, best = 0;
      for (std::size_t i = 0; i < pieces_.size(); ++i)
        if (rest.starts_with(pieces_[i]) && pieces_[i].size() > longest)
          longest = pieces_[best = i].size();
      if (longest > 0) ids.push_back(static_cast<TokenId>(best) + 3);
      rest.erase(0, std::max<std::size_t>(longest, 1));
    }
    return ids;
  }
  std::string decode(std::span<const TokenId> ids) const override {
    std::string text;
    for (const TokenId id : ids) text += piece(id);
    return text.starts_with(' ') ? text.substr(1) : text;
  }
  int vocabulary_size() const override { return static_cast<int>(pieces_.size()) + 3; }
  std::string piece(TokenId id) const override {
    return id < 3 ? " ⁇ " : pieces_[static_cast<std::size_t>(id) - 3];
  }

 private:
  std::vector<std::string> pieces_;
};

std::vector<TokenId> ids_upto(std::size_t count) {
  std::vector<TokenId> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back(static_cast<TokenId>(i) + 3);
  return ids;
}

std::vector<std::size_t> gaps_of(const std::vector<std::string>& pieces) {
  const Pieces tokenizer(pieces);
  const std::vector<TokenId> ids = ids_upto(pieces.size());
  const TargetTokens target(ids, tokenizer);
  std::vector<std::size_t> gaps;
  for (std::size_t t = 0; t <= ids.size(); ++t)
    if (target.is_gap(t)) gaps.push_back(t);
  return gaps;
}

TEST(PlaceKept, BetweenWordsAndBeforeTheMarksBehindThem) {
  EXPECT_THAT(gaps_of({" the", " far", "mer", " sees", "."}), ElementsAre(0, 1, 3, 4, 5));
  EXPECT_THAT(gaps_of({" see", ".", ".", "."}), ElementsAre(0, 1, 4));
  EXPECT_THAT(gaps_of({" 3", ".", "5", " km"}), ElementsAre(0, 3, 4));
  EXPECT_THAT(gaps_of({" a", "'", "s"}), ElementsAre(0, 3));
}

TEST(PlaceKept, BetweenCharactersOfScriptsWithoutSpaces) {
  EXPECT_THAT(gaps_of({" 请", "看", "。"}), ElementsAre(0, 1, 2, 3));
}

// The translation of `line`, whose tokens are `target`; the n-th of them looks at token looks[n] of
// what the model reads of the line.
std::string placed(const std::string& line, const std::vector<std::string>& source,
                   const std::vector<std::string>& target, const std::vector<int>& looks,
                   bool copies_unknown = false) {
  const Tokenizers tokenizers = {std::make_shared<Pieces>(source), std::make_shared<Pieces>(target),
                                 false};
  const DecodingSettings settings = {.keep = {"all"}, .copy_unknown = copies_unknown};
  const KeptLine kept = take_kept(line, settings.kept().spans_in(line), 0);
  SourcePiece piece{.ids = tokenizers.source->encode(kept.read), .text = {0, kept.read.size()}};
  piece.ids.push_back(kEnd);
  Hypothesis hypothesis;
  hypothesis.ids = ids_upto(target.size());
  if (copies_unknown) hypothesis.ids.front() = kUnknown;
  Observed observed;
  observed.attention = {.target = static_cast<int>(target.size()) + 1,
                        .source = static_cast<int>(piece.ids.size()),
                        .weights = {}};
  observed.attention.weights.resize((target.size() + 1) * piece.ids.size());
  for (std::size_t t = 0; t < target.size(); ++t) observed.attention.at(int(t), looks.at(t)) = 1;
  observed.attention.at(int(target.size()), observed.attention.source - 1) = 1;
  observed.log_probabilities.assign(target.size() + 1, -1.0);
  const std::vector<ObservedPart> parts = {{&piece, &hypothesis, &observed}};
  Candidate candidate;
  std::vector<std::string> warnings;
  annotate(candidate, warnings, {.line = kept, .masks = Masks(tokenizers), .parts = parts},
           tokenizers, settings);
  return candidate.text;
}

const std::vector<std::string> kSees = {" the", " farmer", " sees", "."};

TEST(PlaceKept, BesideWhatLooksAtItsNeighbours) {
  // Subject, verb, object become subject, object, verb.
  EXPECT_EQ(placed("the farmer sees {x} the horse.", {" the", " farmer", " sees", " horse", "."},
                   {" Çiftçi", " atı", " görüyor", "."}, {1, 4, 2, 5}),
            "Çiftçi atı görüyor {x}.");
  EXPECT_EQ(placed("the farmer sees {x}.", kSees, {" Çiftçi", " görüyor", "."}, {1, 2, 3}),
            "Çiftçi görüyor {x}.");
  EXPECT_EQ(placed("{x} the farmer sees.", kSees, {" Çiftçi", " görüyor", "."}, {1, 2, 3}),
            "{x} Çiftçi görüyor.");
  EXPECT_EQ(placed("the farmer sees. {x}", kSees, {" Çiftçi", " görüyor", "."}, {1, 2, 3}),
            "Çiftçi görüyor. {x}");
}

TEST(PlaceKept, MarksStayAtTheWordOrThingBeforeThem) {
  EXPECT_EQ(placed("the farmer sees https://a.b, {x}.", {" the", " farmer", " sees", ",", "."},
                   {" Çiftçi", " görüyor", ",", "."}, {1, 2, 3, 4}),
            "Çiftçi görüyor https://a.b, {x}.");
}

TEST(PlaceKept, TextWithoutSpacesGetsNone) {
  EXPECT_EQ(placed("请看https://a.b/c。谢谢", {" 请", "看", "。", "谢谢"}, {" 见", "。", "多谢"},
                   {1, 2, 3}),
            "见https://a.b/c。多谢");
  EXPECT_EQ(placed("请看https://a.b/c。谢谢", {" 请", "看", "。", "谢谢"}, {" See", ".", " Thanks"},
                   {1, 2, 3}),
            "See https://a.b/c. Thanks");
  EXPECT_EQ(placed("see https://a.b/c.", {" see", "."}, {" 请", "看", "。"}, {0, 0, 1}),
            "请看 https://a.b/c。");
}

TEST(PlaceKept, TagsKeepTheirSpaces) {
  const std::vector<std::string> source = {" a", " b", " c"}, target = {" A", " B", " C"};
  EXPECT_EQ(placed("a <b>b</b> c", source, target, {0, 1, 2}), "A <b>B</b> C");
  EXPECT_EQ(placed("a <b>b</b> c", source, {" C", " B", " A"}, {2, 1, 0}), "C <b>B</b> A");
  EXPECT_EQ(placed("a <br/> b<br/>c", source, target, {0, 1, 2}), "A <br/> B<br/>C");
  EXPECT_EQ(placed("<u>a</u><i>b</i> c", {" a", "b", " c"}, target, {0, 1, 2}),
            "<u>A</u> <i>B</i> C");
  EXPECT_EQ(placed("<p>a</p><p>b</p> c", source, target, {0, 1, 2}), "<p>A</p><p>B</p> C");
  // Both words look at the first: nothing stands between the second pair.
  EXPECT_EQ(placed("<u>a</u> <i>b</i>", source, {" A", " B"}, {0, 0}), "<u>A B</u> <i></i>");
}

TEST(PlaceKept, UnknownWordsAreCopiedWithoutWhatIsKept) {
  EXPECT_EQ(placed("{x}a b", {" a", " b"}, {" A", " B"}, {0, 1}, true), "{x} a B");
}

}  // namespace
}  // namespace nmt
