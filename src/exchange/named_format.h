// A list of formats, by their names.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"

namespace nmt {

template <class Format>
std::vector<std::string> names_of(std::span<const Format> formats) {
  std::vector<std::string> names;
  for (const Format& known : formats) names.emplace_back(known.name);
  return names;
}

// Throws Error (usage) where none has the name.
template <class Format>
const Format& format_named(std::span<const Format> formats, const std::string& name) {
  for (const Format& known : formats)
    if (name == known.name) return known;
  throw Error({.what = format("there is no format '{}'", name),
               .where = "--format",
               .fix = suggest(name, names_of(formats))});
}

}  // namespace nmt
