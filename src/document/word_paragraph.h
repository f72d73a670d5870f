// A paragraph of a Word document as words and what stands between them.
#pragma once

#include <string>
#include <vector>

#include "document/xml.h"

namespace nmt {

// Whether it is an element of WordprocessingML, transitional or strict.
bool is_word(const XmlDocument& document, const XmlNode& node, std::string_view name);

// Bytes of the document, and those that make an element of them by itself: <w:r> and </w:r>.
struct WordPiece {
  std::string before;
  TextRange range;
  std::string after = {};
};

struct WordItem {
  enum class Kind { words, opens, closes, alone };
  Kind kind = Kind::alone;
  std::string words = {};              // of a run
  std::string properties = {};         // the <w:rPr> of the run, empty without one
  std::string look = {};               // the same without what is not seen: language, spelling
  bool in_run = false;                 // it has properties, though perhaps none
  bool divides = false;                // a tab or a break
  std::vector<WordPiece> pieces = {};  // of all but words
  int partner = -1;                    // of one that opens or closes: which item
};

// Those of a <w:p>, in order, without its properties. Pairs are nested: links, changes that are
// tracked, and what else is around runs.
std::vector<WordItem> word_items(const XmlDocument& document, const XmlNode& paragraph);

// The same with pairs, which have no pieces, around words that look otherwise than most beside them.
struct WordLooks {
  std::vector<WordItem> items;  // what opens has the properties of the words in it
  std::string properties;       // of the words outside of pairs
};
WordLooks with_looks(const std::vector<WordItem>& items);

}  // namespace nmt
