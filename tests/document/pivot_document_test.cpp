#include "document/pivot_document.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

// Writes each translation, and where it has the tags of the text.
class PlainDocument : public Document {
 public:
  explicit PlainDocument(std::vector<DocumentText> texts) { texts_ = std::move(texts); }
  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override {
    std::string all = languages.source + languages.target;
    for (const TranslatedText& text : translations) {
      all += "|" + text.text;
      for (const PlacedTag& tag : text.tags)
        all += " " + std::to_string(tag.index) + "@" + std::to_string(tag.range.begin);
    }
    return all;
  }
};

TEST(PivotDocument, KnowsTagsByTheirPlaceInBothTranslations) {
  // "<a>x</a><br>y", of which the first translation puts the break first.
  std::vector<DocumentText> texts = {{.text = "<a>x</a><br>y",
                                      .tags = {{.range = {0, 3}, .partner = 1},
                                               {.range = {4, 8}, .partner = 0},
                                               {.range = {8, 12}, .divides = true}},
                                      .place = "line 1"},
                                     {.text = "z", .tags = {}, .place = "line 2"}};
  const std::vector<TranslatedText> between = {{.text = "<br>Y<a>X</a>",
                                                .tags = {{.index = 2, .range = {0, 4}},
                                                         {.index = 0, .range = {5, 8}},
                                                         {.index = 1, .range = {9, 13}}}},
                                               {.text = "Z"}};
  const auto pivot = pivot_document(std::make_unique<PlainDocument>(texts), between);
  ASSERT_EQ(pivot->texts().size(), 2u);
  const DocumentText& first = pivot->texts()[0];
  EXPECT_EQ(first.text, "<br>Y<a>X</a>");
  EXPECT_EQ(first.place, "line 1");
  ASSERT_EQ(first.tags.size(), 3u);
  EXPECT_TRUE(first.tags[0].divides);
  EXPECT_EQ(first.tags[0].partner, -1);
  EXPECT_EQ(first.tags[1].partner, 2);
  EXPECT_EQ(first.tags[2].partner, 1);
  EXPECT_EQ(first.tags[1].range.begin, 5u);
  // The second model gives the order of the source again.
  const std::vector<TranslatedText> last = {{.text = "<a>1</a><br>2",
                                             .tags = {{.index = 1, .range = {0, 3}},
                                                      {.index = 2, .range = {4, 8}},
                                                      {.index = 0, .range = {8, 12}}}},
                                            {.text = "3"}};
  EXPECT_EQ(pivot->write(last, {"tr", "de"}), "trde|<a>1</a><br>2 0@0 1@4 2@8|3");
}

}  // namespace
}  // namespace nmt
