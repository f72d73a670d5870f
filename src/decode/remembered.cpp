#include "decode/remembered.h"

#include <algorithm>

#include "document/sentence_rules.h"

namespace nmt {
namespace {

bool holds(TextRange outer, TextRange inner) {
  return outer.begin <= inner.begin && inner.end <= outer.end;
}

bool has_own_tags(const MarkedLine& line, TextRange part) {
  return std::any_of(line.tags.begin(), line.tags.end(),
                     [&](const InlineTag& tag) { return holds(part, tag.range); });
}

TextRange without_tags_around(const MarkedLine& line, TextRange part) {
  part = without_white_space(line.text, part);
  const auto is_tag = [&](const KeptSpan& span) {
    return span.kind == KeptKind::tag && holds(part, span.range);
  };
  for (auto span = line.spans.begin(); span != line.spans.end(); ++span)
    if (is_tag(*span) && span->range.begin == part.begin)
      part = without_white_space(line.text, {span->range.end, part.end});
  for (auto span = line.spans.rbegin(); span != line.spans.rend(); ++span)
    if (is_tag(*span) && span->range.end == part.end)
      part = without_white_space(line.text, {part.begin, span->range.begin});
  return part;
}

}  // namespace

void remember(LineSentence& sentence, const MarkedLine& line, const TranslationMemory& memory) {
  for (const TextRange part : {sentence.line, without_tags_around(line, sentence.line)}) {
    if (sentence.memory != nullptr || has_own_tags(line, part)) continue;
    sentence.memory = memory.find(in_range(line.text, part));
    sentence.known = part;
  }
}

KeptLine take_kept_of_others(const MarkedLine& line, std::span<LineSentence> sentences,
                             std::size_t masks) {
  std::vector<KeptSpan> spans = line.spans;
  std::erase_if(spans, [&](const KeptSpan& span) {
    return std::any_of(sentences.begin(), sentences.end(), [&](const LineSentence& sentence) {
      return is_remembered(sentence) && holds(sentence.known, span.range);
    });
  });
  KeptLine kept = take_kept(line.text, spans, masks, line.tags);
  for (LineSentence& sentence : sentences)
    sentence.read = without_white_space(
        kept.read, {kept.read_place(sentence.line.begin), kept.read_place(sentence.line.end)});
  return kept;
}

}  // namespace nmt
