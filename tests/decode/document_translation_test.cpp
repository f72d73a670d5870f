// Documents through a model: tags find their words, pairs stay nested, nothing is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/error.h"
#include "decode/document_lines.h"
#include "decode/fake_models.h"
#include "decode/nested_tags.h"
#include "decode/translate_document.h"
#include "text/numbered_words.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kWords = 40;

// w1 becomes W1, and so on, each looking at its own.
class DocumentTranslation : public testing::Test {
 protected:
  std::string html(const std::string& page, DocumentOptions options = {}) {
    return translate_document(translator_, *find_format("html")->read(page, "page", {}), options);
  }
  static Tokenizers tokenizers() {
    return {numbered_words("w", kWords), numbered_words("W", kWords), false};
  }
  static DecodingSettings settings() {
    DecodingSettings settings;
    settings.keep = {"placeholder"};
    settings.threads = 2;
    return settings;
  }
  const FakeModel model_ = copy_model(kWords + 3);
  Translator translator_{model_, tokenizers(), settings()};
};

TEST_F(DocumentTranslation, TagsFindTheirWords) {
  EXPECT_EQ(html("<p>w1 <b>w2</b> w3</p>"), "<p>W1 <b>W2</b> W3</p>");
  EXPECT_EQ(html("<p>w1 <b>w2 <i>w3</i></b> {x} w4 <img src=a> w5</p>"),
            "<p>W1 <b>W2 <i>W3</i></b> {x} W4 <img src=a> W5</p>");
}

TEST_F(DocumentTranslation, WhatTheTextItselfHoldsIsNoTag) {
  EXPECT_EQ(html("<p>w1 &lt;b&gt; w2 {&lt;} w3</p>").find("<b>"), std::string::npos);
}

TEST_F(DocumentTranslation, LinesWithoutWordsStay) {
  EXPECT_EQ(html("<p>— * —</p><p>w1</p><p>...</p>"), "<p>— * —</p><p>W1</p><p>...</p>");
  EXPECT_EQ(html(""), "");
}

TEST_F(DocumentTranslation, TellsPlacesAndProgress) {
  std::vector<std::string> places;
  std::vector<std::size_t> done;
  html("<p>w1\n<p>w2 w99999",
       {.on_progress = [&](std::size_t lines, std::size_t) { done.push_back(lines); },
        .on_warnings = [&](const std::string& place,
                           const std::vector<std::string>&) { places.push_back(place); }});
  EXPECT_THAT(done, ElementsAre(2));
  EXPECT_THAT(places, IsEmpty());
}

TEST_F(DocumentTranslation, TextsOfSeveralLinesAreTranslatedLineByLine) {
  const auto document = find_format("text")->read("w1 w2\n\n  w3 \nw4", "text", {});
  EXPECT_EQ(translate_document(translator_, *document), "W1 W2\n\n  W3 \nW4");
}

// A document of given texts, which writes what it is given.
class TextsDocument : public Document {
 public:
  explicit TextsDocument(std::vector<DocumentText> texts) { texts_ = std::move(texts); }
  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages&) const override {
    std::string all;
    for (const TranslatedText& text : translations) all += text.text + "|";
    return all;
  }
};

TEST(DocumentLines, OnlyLinesWithWordsAreTranslated) {
  const TextsDocument document({{.text = " a \n\n--\nb"}, {.text = "!"}, {.text = "c"}});
  DocumentLines lines(document);
  ASSERT_EQ(lines.count(), 3u);
  EXPECT_EQ(lines.line(0).text, "a");
  EXPECT_EQ(lines.line(1).text, "b");
  EXPECT_EQ(lines.line(2).number, 3);
  for (const char* text : {"A\nA", "B", "C"}) {
    Translation translation;
    translation.candidates.push_back({.text = text});
    lines.take(translation);
  }
  EXPECT_EQ(document.write(std::move(lines).texts(), {}), " A A \n\n--\nB|!|C|");
}

// Things that stand at words of the source; see `placed`.
struct Wish {
  char kind;  // ( ) [ ] { } of pairs, . of a tag alone, x of what is no tag
  std::size_t gap;
};

std::string order_of(const std::vector<Wish>& wishes, std::size_t end, std::size_t first = 0,
                     std::size_t count = std::string::npos) {
  KeptLine line;
  std::vector<int> open;
  for (const Wish& wish : wishes) {
    KeptThing thing;
    thing.kind = wish.kind == 'x' ? KeptKind::number : KeptKind::tag;
    const int index = static_cast<int>(line.things.size());
    if (std::string("([{").find(wish.kind) != std::string::npos) {
      thing.role = KeptThing::Role::opening;
      open.push_back(index);
    } else if (std::string(")]}").find(wish.kind) != std::string::npos) {
      thing.role = KeptThing::Role::closing;
      thing.partner = open.back();
      line.things[static_cast<std::size_t>(open.back())].partner = index;
      open.pop_back();
    }
    line.things.push_back(thing);
  }
  std::vector<PlacedThing> places;
  for (std::size_t i = first; i < first + std::min(wishes.size() - first, count); ++i)
    places.push_back({.thing = i, .gap = wishes[i].gap});
  std::string order;
  std::size_t gap = 0;
  for (const PlacedThing& place : nested(places, line, end)) {
    EXPECT_LE(gap, place.gap);
    for (; gap < place.gap; ++gap) order += '-';
    order += wishes[place.thing].kind;
  }
  return order.append(end - gap, '-');
}

TEST(NestedTags, PairsThatFitStay) {
  EXPECT_EQ(order_of({{'(', 0}, {')', 1}, {'[', 1}, {']', 2}}, 2), "(-)[-]");
  EXPECT_EQ(order_of({{'(', 1}, {'[', 1}, {']', 2}, {')', 3}}, 3), "-([-]-)");
  // The second goes before the first.
  EXPECT_EQ(order_of({{'(', 1}, {')', 2}, {'[', 0}, {']', 1}}, 2), "[-](-)");
}

TEST(NestedTags, SiblingsDoNotCross) {
  EXPECT_EQ(order_of({{'(', 0}, {')', 2}, {'[', 1}, {']', 3}}, 3), "(--)[-]");
  EXPECT_EQ(order_of({{'(', 0}, {')', 3}, {'[', 1}, {']', 2}}, 3), "(---)[]");
}

TEST(NestedTags, OuterPairsEncloseInnerOnes) {
  EXPECT_EQ(order_of({{'(', 1}, {'[', 0}, {']', 1}, {')', 2}}, 2), "([-]-)");
  // Nothing looked at what is in the outer one but at the inner one's.
  EXPECT_EQ(order_of({{'(', 2}, {'[', 0}, {']', 1}, {')', 2}}, 2), "([-]-)");
}

TEST(NestedTags, TagsAloneStayInTheirPairAndOutOfOthers) {
  EXPECT_EQ(order_of({{'(', 1}, {'.', 0}, {')', 2}}, 2), "-(.-)");
  EXPECT_EQ(order_of({{'(', 0}, {')', 2}, {'.', 1}}, 2), "(--).");
}

TEST(NestedTags, WhatIsNoTagStaysAndIsTakenIntoItsPair) {
  EXPECT_EQ(order_of({{'(', 1}, {'x', 0}, {')', 2}}, 2), "(x--)");
  EXPECT_EQ(order_of({{'(', 0}, {')', 2}, {'x', 1}}, 2), "(-x-)");
  EXPECT_EQ(order_of({{'(', 0}, {'x', 0}, {')', 0}}, 0), "(x)");
}

TEST(NestedTags, HalfAPairEnclosesTheRestOfThePiece) {
  const std::vector<Wish> wishes = {{'(', 1}, {'[', 0}, {']', 2}, {'.', 2}, {')', 1}, {'.', 2}};
  EXPECT_EQ(order_of(wishes, 2, 0, 3), "([--]");
  EXPECT_EQ(order_of(wishes, 2, 3, 3), "-.)-.");
}

// <b><i></b></i>, which no format pairs: each stands at the gap that it looks at, in their order.
TEST(NestedTags, PairsThatCrossInTheSourceStayWhereTheyAre) {
  KeptLine line;
  for (const int partner : {2, 3, 0, 1}) {
    KeptThing thing;
    thing.kind = KeptKind::tag;
    thing.role = partner > 1 ? KeptThing::Role::opening : KeptThing::Role::closing;
    thing.partner = partner;
    line.things.push_back(thing);
  }
  std::vector<PlacedThing> places;
  for (const std::size_t gap : {2, 0, 2, 1}) places.push_back({.thing = places.size(), .gap = gap});
  std::vector<std::size_t> order;
  for (const PlacedThing& place : nested(places, line, 2)) order.push_back(place.thing);
  EXPECT_THAT(order, testing::ElementsAre(1, 3, 0, 2));
}

TEST(NestedTags, WhateverIsWishedForPairsStayNested) {
  std::mt19937 random(7);
  const auto draw = [&](std::size_t below) { return random() % below; };
  for (int round = 0; round < 20000; ++round) {
    std::vector<Wish> wishes;
    std::string open;
    const std::size_t end = draw(6);
    for (std::size_t i = draw(12); i-- > 0;) {
      const std::size_t kind = draw(5);
      if (kind == 0 && !open.empty()) {
        wishes.push_back({open.back(), draw(end + 1)});
        open.pop_back();
      } else if (kind <= 2) {
        const std::size_t which = draw(3);
        wishes.push_back({"([{"[which], draw(end + 1)});
        open += ")]}"[which];
      } else {
        wishes.push_back({kind == 3 ? '.' : 'x', draw(end + 1)});
      }
    }
    for (; !open.empty(); open.pop_back()) wishes.push_back({open.back(), draw(end + 1)});
    const std::string order = order_of(wishes, end);
    EXPECT_EQ(order.size(), wishes.size() + end);
    std::string expected;
    for (const char c : order) {
      if (c == '(' || c == '[' || c == '{') expected += c == '(' ? ')' : c == '[' ? ']' : '}';
      if (c != ')' && c != ']' && c != '}') continue;
      ASSERT_FALSE(expected.empty()) << order;
      ASSERT_EQ(expected.back(), c) << order;
      expected.pop_back();
    }
    // Each tag stays within the pairs that it was in, and no other.
    const auto pairs_around = [](const std::string& text) {
      std::vector<std::string> found;
      std::string around;
      for (const char c : text) {
        if (c == ')' || c == ']' || c == '}') around.pop_back();
        if (c == '.') found.push_back(around);
        if (c == '(' || c == '[' || c == '{') around += c;
      }
      std::sort(found.begin(), found.end());
      return found;
    };
    std::string source;
    for (const Wish& wish : wishes) source += wish.kind;
    ASSERT_EQ(pairs_around(order), pairs_around(source)) << source << " -> " << order;
  }
}

TEST(NestedTags, ManyTagsTakeTimeAsLongAsTheyAre) {
  for (const std::string part : {"(", ".", "()", "(x)", "x(", "(."}) {
    std::vector<Wish> wishes;
    std::string open;
    while (wishes.size() < 100000)
      for (const char c : part) wishes.push_back({c, wishes.size() % 3});
    for (const Wish& wish : wishes)
      if (wish.kind == '(')
        open += ')';
      else if (wish.kind == ')')
        open.pop_back();
    for (const char c : open) wishes.push_back({c, 1});
    EXPECT_EQ(order_of(wishes, 2).size(), wishes.size() + 2);
  }
}

}  // namespace
}  // namespace nmt
