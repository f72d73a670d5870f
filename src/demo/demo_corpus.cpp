#include "demo/demo_corpus.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <unordered_set>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/random.h"
#include "demo/combinations.h"
#include "demo/english_sentence.h"
#include "demo/planner.h"
#include "demo/turkish_sentence.h"

namespace nmt {
namespace {

enum class Split { train, valid, test, none };

// FNV-1a.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const unsigned char byte : text) hash = (hash ^ byte) * 0x100000001b3u;
  return hash;
}

Split split_of(const std::string& combination, std::uint64_t seed) {
  const std::uint64_t part = derive_key(seed, hash_of(combination)) % 16;
  return part == 0 ? Split::valid : part == 1 ? Split::test : Split::train;
}

Split split_of(const std::vector<std::string>& combinations, std::uint64_t seed) {
  bool has_valid = false, has_test = false;
  for (const std::string& combination : combinations) {
    const Split split = split_of(combination, seed);
    has_valid |= split == Split::valid;
    has_test |= split == Split::test;
  }
  if (has_valid && has_test) return Split::none;
  return has_valid ? Split::valid : has_test ? Split::test : Split::train;
}

// Of train, valid or test.
std::vector<DemoPair>& pairs_of(DemoCorpus& corpus, Split split) {
  if (split == Split::train) return corpus.train;
  return split == Split::valid ? corpus.valid : corpus.test;
}

std::int64_t size_of(const DemoSizes& sizes, Split split) {
  if (split == Split::train) return sizes.train;
  return split == Split::valid ? sizes.valid : sizes.test;
}

// The grammar says far more different sentences than these.
void check_sizes(const DemoSizes& sizes) {
  constexpr DemoSizes kMost = {.train = 200000, .valid = 5000, .test = 5000};
  for (const Split split : {Split::train, Split::valid, Split::test}) {
    const std::int64_t size = size_of(sizes, split), most = size_of(kMost, split);
    if (size >= 0 && size <= most) continue;
    throw Error(
        {.what = format("{} is not a possible number of demo sentences", size),
         .where = split == Split::train   ? "--train"
                  : split == Split::valid ? "--valid"
                                          : "--test",
         .fix = format("ask for 0 to {} sentences of training, and 0 to {} of each other set",
                       kMost.train, kMost.valid)});
  }
}

bool is_long(const std::string& sentence) {
  constexpr int kMaxWords = 11;
  return std::count(sentence.begin(), sentence.end(), ' ') >= kMaxWords;
}

std::string lines_of(const std::vector<DemoPair>& pairs, std::string DemoPair::*side) {
  std::string lines;
  for (const DemoPair& pair : pairs) lines += pair.*side + "\n";
  return lines;
}

// The same text may be written again.
void refuse_to_destroy(const std::string& path, const std::string& text) {
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown)) return;
  const bool same = std::filesystem::is_regular_file(path, unknown) &&
                    std::filesystem::file_size(path, unknown) == text.size() &&
                    read_file(path) == text;
  if (same) return;
  throw Error({.what = "there is a file with other text, which would be overwritten",
               .where = path,
               .fix = "give another folder: --output DIR, or remove the file"});
}

}  // namespace

DemoCorpus generate_demo_corpus(std::uint64_t seed, const DemoSizes& sizes) {
  check_sizes(sizes);
  DemoCorpus corpus;
  std::unordered_set<std::string> seen_sources, seen_targets;
  Planner planner(derive_key(seed, 1));
  const auto room_of = [&](Split split) {
    return size_of(sizes, split) - static_cast<std::int64_t>(pairs_of(corpus, split).size());
  };
  while (room_of(Split::train) + room_of(Split::valid) + room_of(Split::test) > 0) {
    const Meaning meaning = planner.next();
    DemoPair pair{english::sentence(meaning), turkish::sentence(meaning), combinations(meaning)};
    const Split split = split_of(pair.combinations, seed);
    if (is_long(pair.source) || split == Split::none || room_of(split) <= 0) continue;
    if (seen_sources.contains(pair.source) || seen_targets.contains(pair.target)) continue;
    seen_sources.insert(pair.source);
    seen_targets.insert(pair.target);
    pairs_of(corpus, split).push_back(std::move(pair));
  }
  return corpus;
}

void write_demo_corpus(const std::string& folder, std::uint64_t seed, const DemoSizes& sizes) {
  const DemoCorpus corpus = generate_demo_corpus(seed, sizes);
  std::map<std::string, std::string> files;  // path -> text
  const auto add = [&](const std::string& name, const std::vector<DemoPair>& pairs) {
    files[folder + "/" + name + ".en"] = lines_of(pairs, &DemoPair::source);
    files[folder + "/" + name + ".tr"] = lines_of(pairs, &DemoPair::target);
  };
  add("train", corpus.train);
  add("valid", corpus.valid);
  add("test", corpus.test);
  for (const auto& [path, text] : files) refuse_to_destroy(path, text);
  make_folder(folder);
  for (const auto& [path, text] : files) write_file_atomically(path, text);
}

}  // namespace nmt
