#include "decode/line_sentences.h"

#include <algorithm>

#include "document/characters.h"
#include "document/sentence_rules.h"

namespace nmt {
namespace {

std::vector<TextRange> whole_in(const KeptLine& kept) {
  std::vector<TextRange> whole;
  for (const KeptThing& thing : kept.things)
    if (thing.counted.size() > 0) whole.push_back(thing.counted);
  return whole;
}

bool has_words(std::string_view text) {
  while (!text.empty()) {
    const bool is_mark = static_cast<unsigned char>(text.front()) < 0x80
                             ? !is_ascii_alnum(text.front())
                             : starts_with_closing_mark(text);
    if (!is_mark) return true;
    text.remove_prefix(std::min(character_size(text.front()), text.size()));
  }
  return false;
}

// Behind the tags that stand directly at the end of a sentence and open nothing.
std::size_t behind_tags(const KeptLine& kept, std::size_t end) {
  auto thing = std::partition_point(kept.things.begin(), kept.things.end(),
                                    [&](const KeptThing& one) { return one.line.begin < end; });
  for (; thing != kept.things.end() && thing->line.begin == end; ++thing) {
    if (thing->kind != KeptKind::tag || thing->role == KeptThing::Role::opening) break;
    end = thing->line.end;
  }
  return end;
}

}  // namespace

std::vector<LineSentence> sentences_of(const KeptLine& kept, std::string_view line,
                                       const SentenceSplitter& splitter) {
  const std::vector<TextRange> found = splitter.sentences_in(kept.counted, whole_in(kept));
  if (found.size() < 2) return {};
  const TextRange whole_line = without_white_space(line, {0, line.size()}),
                  whole_read = without_white_space(kept.read, {0, kept.read.size()});
  std::vector<LineSentence> sentences;
  TextRange in_line = whole_line, in_read = whole_read;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const KeptLine::End end = kept.end_of(found[i].end);
    const bool is_last = i + 1 == found.size();
    in_line.end = is_last ? whole_line.end : behind_tags(kept, end.line);
    in_read.end = is_last ? whole_read.end : std::max(end.read, in_read.begin);
    const bool counts = kept.things.empty() || has_words(in_range(kept.read, in_read));
    if (!counts && !is_last) continue;
    if (!counts && !sentences.empty()) {
      in_line.begin = sentences.back().line.begin;
      in_read.begin = sentences.back().read.begin;
      sentences.pop_back();
    }
    sentences.push_back({in_line, in_read});
    in_line.begin = after_white_space(line, {in_line.end, whole_line.end});
    in_read.begin = after_white_space(kept.read, {in_read.end, whole_read.end});
  }
  if (sentences.size() < 2) sentences.clear();
  return sentences;
}

}  // namespace nmt
