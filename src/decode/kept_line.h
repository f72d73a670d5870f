// A line without what must come into its translation as it stands: what the model reads, and what is
// put back afterwards.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "document/kept_spans.h"
#include "text/tokenizer.h"

namespace nmt {

struct KeptThing {
  enum class Role { alone, opening, closing };

  // Byte for byte, with quotation marks or brackets that hold nothing else, and with a comma or its
  // like behind it where it begins the line.
  std::string text;
  KeptKind kind = KeptKind::pattern;
  Role role = Role::alone;                       // of tags that have partners
  int partner = -1;                              // its index
  int tag = -1;                                  // of the tags that were given with the line
  bool is_inline = false;                        // a tag that may stand within a word
  bool space_before = true, space_after = true;  // white space, or the end of the line
  char32_t before = 0, after = 0;                // the characters beside it, where no space is
  TextRange line;                                // where it stands
  TextRange read;     // of what the model reads in its place: nothing, or its mask
  TextRange counted;  // in KeptLine::counted
};

struct KeptLine {
  std::string read;     // what the model reads
  std::string counted;  // the line without its tags, whose words alignments count
  std::vector<KeptThing> things;
  // What stands alike in the line, in `read` and in `counted`, each part with where it begins there.
  struct Copied {
    TextRange line;
    std::size_t read = 0, counted = 0;
  };
  std::vector<Copied> copied;

  // Where a character of `read` stands in `counted`.
  std::size_t counted_place(std::size_t read_place) const;
  // Where in the line, and where in `read`, something ends that ends there in `counted`.
  struct End {
    std::size_t line = 0, read = 0;
  };
  End end_of(std::size_t counted_end) const;
  // Where in `read` that stands which stands at a place of the line; behind what ends there.
  std::size_t read_place(std::size_t line_place) const;
};

// What a model reads for the n-th thing of a sentence where it has learned to: ⟨1⟩ to ⟨9⟩, each a
// token of both vocabularies.
class Masks {
 public:
  explicit Masks(const Tokenizers& tokenizers);

  std::size_t count() const { return targets_.size(); }
  static std::string text(std::size_t index);
  // The index of the mask that a target token is; -1 for any other token.
  int index_of(TokenId target) const;

 private:
  std::vector<TokenId> targets_;
};

// Takes the spans out of a line of valid UTF-8. The first `masks` things that are no tags leave a
// mask behind. spans: as KeptScanner gives them. tags: the line's own; spans of these are known by
// their places.
KeptLine take_kept(std::string_view line, std::span<const KeptSpan> spans, std::size_t masks,
                   std::span<const InlineTag> tags = {});

}  // namespace nmt
