// A line whose parts have been translated and looked at once more.
#pragma once

#include <span>
#include <string>

#include "decode/beam_search.h"
#include "decode/kept_line.h"
#include "decode/normal_case.h"
#include "decode/observe.h"
#include "decode/split.h"
#include "text/tokenizer.h"

namespace nmt {

// One candidate of a part of the line that was translated at once.
struct ObservedPart {
  const SourcePiece* source;
  const Hypothesis* hypothesis;
  const Observed* observed;                 // null of what is remembered
  const std::string* remembered = nullptr;  // its translation
};

struct ObservedLine {
  const KeptLine& line;
  const Masks& masks;
  std::span<const ObservedPart> parts;
  const NormalCase* normal_case = nullptr;  // none where no part is in capitals
};

// The tokens of the text alone: without the end mark, and the tag that is put before it.
std::span<const TokenId> tokens_of_text(const SourcePiece& piece, const Tokenizers& tokenizers);

// Of the tokens of both texts alone, or with the end mark of the source, and that of the target
// where it has one.
enum class EndMarks { without, with };
AttentionMap attention_of(const ObservedPart& part, const Tokenizers& tokenizers, EndMarks ends);

}  // namespace nmt
