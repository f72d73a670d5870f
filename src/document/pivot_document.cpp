#include "document/pivot_document.h"

#include <utility>

namespace nmt {
namespace {

class PivotDocument : public Document {
 public:
  PivotDocument(std::unique_ptr<Document> original, std::span<const TranslatedText> translations)
      : original_(std::move(original)) {
    for (std::size_t i = 0; i < translations.size(); ++i)
      add(original_->texts()[i], translations[i]);
  }

  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override {
    std::vector<TranslatedText> named(translations.begin(), translations.end());
    for (std::size_t i = 0; i < named.size(); ++i)
      for (PlacedTag& tag : named[i].tags) tag.index = tags_[i][tag.index];
    return original_->write(named, languages);
  }

 private:
  // A translation's tags have another order, by which their partners are named here.
  void add(const DocumentText& original, const TranslatedText& translation) {
    DocumentText text = {.text = translation.text, .place = original.place};
    std::vector<std::size_t> indices;
    std::vector<int> positions(original.tags.size(), -1);
    for (const PlacedTag& tag : translation.tags) {
      positions[tag.index] = static_cast<int>(indices.size());
      indices.push_back(tag.index);
    }
    for (const PlacedTag& tag : translation.tags) {
      InlineTag placed = original.tags[tag.index];
      placed.range = tag.range;
      if (placed.partner >= 0) placed.partner = positions[static_cast<std::size_t>(placed.partner)];
      text.tags.push_back(placed);
    }
    texts_.push_back(std::move(text));
    tags_.push_back(std::move(indices));
  }

  std::unique_ptr<Document> original_;
  std::vector<std::vector<std::size_t>> tags_;  // of each text, what the original calls them
};

}  // namespace

std::unique_ptr<Document> pivot_document(std::unique_ptr<Document> original,
                                         std::span<const TranslatedText> translations) {
  return std::make_unique<PivotDocument>(std::move(original), translations);
}

}  // namespace nmt
