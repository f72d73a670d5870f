#include "config/unknown_name.h"

#include <algorithm>

#include "base/suggest.h"
#include "config/other_names.h"

namespace nmt {
namespace {

constexpr std::size_t kMostPaths = 3;

std::string section_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? "" : path.substr(0, dot);
}

std::string key_of(const std::string& path) { return path.substr(path.rfind('.') + 1); }

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Those in `section`, where any are; otherwise all.
std::vector<std::string> preferring(const std::string& section,
                                    const std::vector<std::string>& paths) {
  std::vector<std::string> own;
  for (const std::string& path : paths)
    if (section_of(path) == section) own.push_back(path);
  return own.empty() ? paths : own;
}

// The known paths that an entry stands for: a path, or a key of any section.
void add_paths(const OtherNames& entry, const std::vector<std::string>& known,
               std::vector<std::string>& paths) {
  const std::string wanted = entry.path;
  const bool any_section = wanted.find('.') == std::string::npos;
  for (const std::string& path : known) {
    const bool meant = path == wanted || (any_section && key_of(path) == wanted);
    if (meant && !contains(paths, path)) paths.push_back(path);
  }
}

LikelyMeaning by_other_names(const std::string& typed, const std::string& section,
                             const std::vector<std::string>& known) {
  LikelyMeaning meaning;
  const std::vector<const OtherNames*> entries = entries_named(typed);
  for (const OtherNames* entry : entries) {
    if (*entry->path == '\0') return {.paths = {}, .note = entry->note};
    add_paths(*entry, known, meaning.paths);
  }
  meaning.paths = preferring(section, meaning.paths);
  for (const OtherNames* entry : entries) {
    const bool kept = std::any_of(meaning.paths.begin(), meaning.paths.end(),
                                  [&](const std::string& path) { return path == entry->path; });
    if (kept) meaning.note = entry->note;
  }
  return meaning;
}

// Those of these paths whose key is one of `keys`, in the order of the keys.
std::vector<std::string> with_keys(const std::vector<std::string>& keys,
                                   const std::vector<std::string>& paths) {
  std::vector<std::string> found;
  for (const std::string& key : keys)
    for (const std::string& path : paths)
      if (key_of(path) == key && !contains(found, path)) found.push_back(path);
  return found;
}

std::vector<std::string> keys_of(const std::vector<std::string>& paths) {
  std::vector<std::string> keys;
  for (const std::string& path : paths) keys.push_back(key_of(path));
  return keys;
}

std::vector<std::string> spelled_like(const std::string& typed,
                                      const std::vector<std::string>& paths) {
  const std::string nearest = nearest_word(typed, keys_of(paths));
  return nearest.empty() ? std::vector<std::string>() : with_keys({nearest}, paths);
}

// The same, or with the same beginning, or the same words.
std::vector<std::string> somehow_like(const std::string& typed,
                                      const std::vector<std::string>& paths) {
  return with_keys(near_words(typed, keys_of(paths)), paths);
}

// From what is surest to what is a guess.
LikelyMeaning likeliest(const std::string& typed, const std::string& section,
                        const std::vector<std::string>& known) {
  std::vector<std::string> siblings;
  for (const std::string& path : known)
    if (section_of(path) == section) siblings.push_back(path);
  const LikelyMeaning named = by_other_names(typed, section, known);
  if (!named.paths.empty() && section_of(named.paths.front()) == section) return named;
  if (const auto paths = spelled_like(typed, siblings); !paths.empty()) return {paths, ""};
  if (const auto paths = with_keys({typed}, known); !paths.empty()) return {paths, ""};
  if (!named.paths.empty() || !named.note.empty()) return named;
  if (const auto paths = somehow_like(typed, siblings); !paths.empty()) return {paths, ""};
  return {somehow_like(typed, known), ""};
}

}  // namespace

LikelyMeaning meaning_of(const std::string& typed, const std::string& section,
                         const std::vector<std::string>& known) {
  if (const std::size_t dot = typed.rfind('.'); dot != std::string::npos && section.empty()) {
    const std::string named = typed.substr(0, dot), near = nearest_word(typed, known);
    const bool there = std::any_of(known.begin(), known.end(), [&](const std::string& path) {
      return path == named || section_of(path) == named;
    });
    if (!there && !near.empty()) return {{near}, ""};
    return meaning_of(typed.substr(dot + 1), named, known);
  }
  LikelyMeaning meaning = likeliest(typed, section, known);
  if (meaning.paths.size() > kMostPaths) meaning.paths.resize(kMostPaths);
  return meaning;
}

std::string joined_by_or(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::string suggestion(const LikelyMeaning& meaning,
                       const std::function<std::string(const std::string& path)>& shown) {
  if (meaning.paths.empty()) return meaning.note;
  std::vector<std::string> words;
  for (const std::string& path : meaning.paths) words.push_back(shown(path));
  std::string text = "did you mean " + joined_by_or(words) + "?";
  if (!meaning.note.empty()) text += " " + meaning.note;
  return text;
}

}  // namespace nmt
