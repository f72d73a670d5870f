// The embedded English-Turkish corpus: sentences of a small grammar, the same for the same seed
// everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nmt {

struct DemoPair {
  std::string source, target;             // English, Turkish
  std::vector<std::string> combinations;  // of content words (demo/combinations.h)
};

struct DemoCorpus {
  std::vector<DemoPair> train, valid, test;
};

struct DemoSizes {
  int train = 20000, valid = 500, test = 500;
};

// Of all combinations of content words 1/16 belongs to valid and 1/16 to test, by a hash of seed
// and combination; the rest is free. A training sentence has free combinations only; a valid
// sentence has at least one that belongs to valid and none that belongs to test; a test sentence
// the other way round. No source and no target occurs twice in the whole corpus. More than
// 200,000, 5,000 or 5,000 sentences are an Error.
DemoCorpus generate_demo_corpus(std::uint64_t seed, const DemoSizes& sizes = {});

// Writes train.en, train.tr, valid.en, valid.tr, test.en and test.tr into the folder, which is
// made. Throws Error, and writes nothing, where one of them is there with other text.
void write_demo_corpus(const std::string& folder, std::uint64_t seed, const DemoSizes& sizes = {});

}  // namespace nmt
