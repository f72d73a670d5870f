#include "decode/thing_spacing.h"

#include <algorithm>

#include "document/characters.h"

namespace nmt {
namespace {

using Role = KeptThing::Role;

bool is_tag(const KeptThing& thing) { return thing.kind == KeptKind::tag; }

// Where no space stood between the thing and a character, none is needed before the same character,
// nor beside scripts that write none.
bool needs_none(bool space, char32_t in_source, char32_t beside) {
  return !space && (in_source == beside || writes_words_together(beside));
}

bool space_before(const KeptThing& thing, const ThingsTogether& together) {
  if (is_tag(thing))
    return thing.role == Role::opening ? together.spaced && (thing.is_inline || thing.space_before)
                                       : thing.space_before;
  if (together.left.empty() || ends_with_opening_mark(together.left)) return false;
  return !needs_none(thing.space_before, thing.before, last_character(together.left));
}

bool space_after(const KeptThing& thing, const ThingsTogether& together) {
  if (is_tag(thing) && thing.role == Role::closing)
    return together.spaced && (thing.is_inline || thing.space_after);
  if (starts_with_closing_mark(together.right)) return false;
  if (is_tag(thing)) return thing.space_after;
  return together.right.empty() ||
         !needs_none(thing.space_after, thing.after, character_at(together.right, 0));
}

bool space_between(const KeptThing& first, const KeptThing& second) {
  const bool side_by_side = first.counted.end == second.counted.begin;
  const bool apart = !side_by_side && !is_tag(first) && !is_tag(second);
  return apart || first.space_after || second.space_before;
}

}  // namespace

std::vector<std::string> separators(const ThingsTogether& together, const KeptLine& line) {
  const auto thing = [&](std::size_t i) -> const KeptThing& {
    return line.things[together.things[i].thing];
  };
  const std::size_t count = together.things.size();
  std::vector<std::string> found(count + 1);
  const auto set = [&](std::size_t i, bool space) { found[i] = space ? " " : ""; };
  const bool first_masked = together.things.front().is_masked,
             last_masked = together.things.back().is_masked;
  set(0, first_masked ? together.spaced : space_before(thing(0), together));
  for (std::size_t i = 1; i < count; ++i) set(i, space_between(thing(i - 1), thing(i)));
  set(count, last_masked ? together.spaced_behind : space_after(thing(count - 1), together));

  // Tags within a word do not join two.
  bool joins = together.spaced && !together.left.empty() && !together.right.empty();
  for (std::size_t i = 0; i < count; ++i) joins = joins && thing(i).is_inline;
  for (const std::string& separator : found) joins = joins && separator.empty();
  std::size_t first_opening = 0;
  while (first_opening < count && thing(first_opening).role == Role::closing) ++first_opening;
  if (joins) set(first_opening, true);
  return found;
}

}  // namespace nmt
