#include "decode/kept_line.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/format.h"
#include "document/characters.h"
#include "document/markup.h"
#include "text/words.h"

namespace nmt {
namespace {

constexpr std::size_t kMostMasks = 9;
constexpr std::pair<std::string_view, std::string_view> kAround[] = {
    {"(", ")"},   {"[", "]"},   {"\"", "\""}, {"'", "'"},  {"“", "”"}, {"„", "“"},
    {"„", "”"},   {"‘", "’"},   {"«", "»"},   {"»", "«"},  {"‹", "›"}, {"「", "」"},
    {"『", "』"}, {"（", "）"}, {"《", "》"}, {"【", "】"}};

bool is_space(char c) { return kWhiteSpace.find(c) != std::string_view::npos; }

// With quotation marks and brackets that hold nothing but this; not those that others need.
TextRange with_what_is_around(std::string_view line, TextRange range, TextRange room) {
  for (;;) {
    const auto around = std::find_if(std::begin(kAround), std::end(kAround), [&](const auto& pair) {
      const auto& [opening, closing] = pair;
      return range.begin >= room.begin + opening.size() && range.end + closing.size() <= room.end &&
             line.substr(0, range.begin).ends_with(opening) &&
             line.substr(range.end).starts_with(closing);
    });
    if (around == std::end(kAround)) return range;
    range = {range.begin - around->first.size(), range.end + around->second.size()};
  }
}

// The size of a comma or its like behind something that begins a line; no sentence begins with it.
std::size_t mark_behind(std::string_view line, std::size_t at, std::size_t end) {
  const bool is_mark = at + 1 < end && (line[at] == ',' || line[at] == ':' || line[at] == ';');
  return is_mark && is_space(line[at + 1]) ? 1 : 0;
}

KeptThing thing_at(std::string_view line, TextRange range, KeptKind kind) {
  KeptThing thing;
  thing.text = in_range(line, range);
  thing.kind = kind;
  if (range.begin > 0 && !is_space(line[range.begin - 1])) {
    thing.space_before = false;
    thing.before = last_character(line.substr(0, range.begin));
  }
  if (range.end < line.size() && !is_space(line[range.end])) {
    thing.space_after = false;
    thing.after = character_at(line, range.end);
  }
  thing.is_inline =
      kind == KeptKind::tag && !tag_name(thing.text).empty() && !separates_words(thing.text);
  return thing;
}

void make_partners(std::vector<KeptThing>& things, std::size_t opening, std::size_t closing) {
  things[opening].role = KeptThing::Role::opening;
  things[opening].partner = static_cast<int>(closing);
  things[closing].role = KeptThing::Role::closing;
  things[closing].partner = static_cast<int>(opening);
}

// A closing tag and the last opening one before it of the same name that has no partner yet.
void find_partners(std::vector<KeptThing>& things) {
  std::map<std::string_view, std::vector<std::size_t>> open;
  for (std::size_t i = 0; i < things.size(); ++i) {
    KeptThing& thing = things[i];
    const bool has_name = thing.kind == KeptKind::tag && thing.tag < 0;
    const std::string_view name = has_name ? tag_name(thing.text) : "";
    if (name.empty() || thing.text.ends_with("/>")) continue;
    if (!thing.text.starts_with("</")) {
      open[name].push_back(i);
    } else if (std::vector<std::size_t>& same = open[name]; !same.empty()) {
      make_partners(things, same.back(), i);
      same.pop_back();
    }
  }
}

// Those that the line says of its own tags.
void take_partners(std::vector<KeptThing>& things, std::span<const InlineTag> tags) {
  std::vector<std::size_t> thing_of(tags.size());
  for (std::size_t i = 0; i < things.size(); ++i)
    if (things[i].tag >= 0) thing_of[static_cast<std::size_t>(things[i].tag)] = i;
  for (std::size_t t = 0; t < tags.size(); ++t)
    if (const auto partner = static_cast<std::size_t>(tags[t].partner); tags[t].partner > int(t))
      make_partners(things, thing_of[t], thing_of[partner]);
}

// Builds a KeptLine from left to right.
class Taking {
 public:
  Taking(std::string_view line, std::size_t masks, std::span<const InlineTag> tags)
      : line_(line), masks_(masks), tags_(tags) {}

  void take(TextRange range, KeptKind kind) {
    copy_to(range.begin);
    KeptThing thing = thing_at(line_, range, kind);
    thing.line = range;
    if (next_tag_ < tags_.size() && tags_[next_tag_].range == range) {
      thing.tag = static_cast<int>(next_tag_);
      thing.is_inline = !tags_[next_tag_++].divides;
    }
    const bool tag = kind == KeptKind::tag;
    thing.read = {result_.read.size(), result_.read.size()};
    thing.counted = {result_.counted.size(), result_.counted.size()};
    if (!tag) {
      result_.counted += thing.text;
      thing.counted.end = result_.counted.size();
    }
    if (!tag && masked_ < masks_) {
      result_.read += Masks::text(masked_++);
      thing.read.end = result_.read.size();
      at_ = range.end;
    } else {
      at_ = range.end;
      close_gap(thing);
    }
    result_.things.push_back(std::move(thing));
  }
  KeptLine finish() {
    copy_to(line_.size());
    find_partners(result_.things);
    take_partners(result_.things, tags_);
    return std::move(result_);
  }

 private:
  void copy_to(std::size_t end) {
    result_.copied.push_back({{at_, end}, result_.read.size(), result_.counted.size()});
    result_.read += line_.substr(at_, end - at_);
    result_.counted += line_.substr(at_, end - at_);
    at_ = end;
  }
  // What stood on both sides shall read as if nothing had been there.
  void close_gap(KeptThing& thing) {
    std::string& read = result_.read;
    const bool behind_space = read.empty() || is_space(read.back());
    const std::string_view rest = line_.substr(at_);
    if (behind_space && !rest.empty() && is_space(rest.front())) {
      result_.counted += rest.front();
      ++at_;
    } else if (behind_space && !read.empty() && starts_with_closing_mark(rest)) {
      read.pop_back();
      if (TextRange& last = result_.copied.back().line; last.size() > 0) --last.end;
      thing.read = {read.size(), read.size()};
    } else if (!behind_space && !rest.empty() && !is_space(rest.front()) && !thing.is_inline &&
               !writes_words_together(thing.before) && !writes_words_together(thing.after) &&
               !starts_with_closing_mark(rest)) {
      read += ' ';
      thing.read = {read.size(), read.size()};
      if (thing.kind == KeptKind::tag) result_.counted += ' ';
    }
  }

  std::string_view line_;
  std::size_t masks_, masked_ = 0, at_ = 0;
  std::span<const InlineTag> tags_;
  std::size_t next_tag_ = 0;
  KeptLine result_;
};

}  // namespace

std::size_t KeptLine::counted_place(std::size_t read_place) const {
  const auto behind = std::upper_bound(
      things.begin(), things.end(), read_place,
      [](std::size_t place, const KeptThing& thing) { return place < thing.read.end; });
  if (behind == things.begin()) return read_place;
  const KeptThing& last = *std::prev(behind);
  return std::min(last.counted.end + (read_place - last.read.end), counted.size());
}

KeptLine::End KeptLine::end_of(std::size_t counted_end) const {
  End end;
  const auto behind = std::partition_point(
      copied.begin(), copied.end(), [&](const Copied& part) { return part.counted < counted_end; });
  if (behind != copied.begin()) {
    const Copied& part = *std::prev(behind);
    const std::size_t size = std::min(counted_end - part.counted, part.line.size());
    end = {part.line.begin + size, part.read + size};
  }
  const auto next = std::partition_point(things.begin(), things.end(), [&](const KeptThing& thing) {
    return thing.counted.end <= counted_end;
  });
  if (next == things.begin()) return end;
  const KeptThing& thing = *std::prev(next);
  if (thing.counted.size() == 0 || thing.line.end <= end.line) return end;
  return {thing.line.end, thing.read.end};
}

std::size_t KeptLine::read_place(std::size_t line_place) const {
  std::size_t place = 0;
  const auto part = std::partition_point(copied.begin(), copied.end(), [&](const Copied& each) {
    return each.line.begin <= line_place;
  });
  if (part != copied.begin()) {
    const Copied& last = *std::prev(part);
    place = last.read + std::min(line_place - last.line.begin, last.line.size());
  }
  const auto thing = std::partition_point(things.begin(), things.end(), [&](const KeptThing& each) {
    return each.line.end <= line_place;
  });
  return thing == things.begin() ? place : std::max(place, std::prev(thing)->read.end);
}

Masks::Masks(const Tokenizers& tokenizers) {
  while (targets_.size() < kMostMasks) {
    const std::string mask = text(targets_.size());
    const auto source = find_token(*tokenizers.source, mask);
    const auto target = find_token(*tokenizers.target, mask);
    if (!source || !target) return;
    targets_.push_back(*target);
  }
}

std::string Masks::text(std::size_t index) { return format("⟨{}⟩", index + 1); }

int Masks::index_of(TokenId target) const {
  const auto found = std::find(targets_.begin(), targets_.end(), target);
  return found == targets_.end() ? -1 : static_cast<int>(found - targets_.begin());
}

KeptLine take_kept(std::string_view line, std::span<const KeptSpan> spans, std::size_t masks,
                   std::span<const InlineTag> tags) {
  Taking taking(line, masks, tags);
  std::size_t begin = 0;
  bool begins_line = true;  // nothing for the model stands before
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const std::size_t end = i + 1 < spans.size() ? spans[i + 1].range.begin : line.size();
    TextRange range = spans[i].range;
    if (spans[i].kind != KeptKind::tag) range = with_what_is_around(line, range, {begin, end});
    begins_line = begins_line && trimmed(line.substr(begin, range.begin - begin)).empty();
    if (begins_line && spans[i].kind != KeptKind::tag)
      range.end += mark_behind(line, range.end, end);
    taking.take(range, spans[i].kind);
    begin = range.end;
  }
  return taking.finish();
}

}  // namespace nmt
