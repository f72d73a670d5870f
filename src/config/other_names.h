// What other toolkits call nmt's settings: Marian, fairseq, OpenNMT, JoeyNMT, Sockeye, CTranslate2,
// Hugging Face, SentencePiece. Read only where a name is unknown, to say what is meant.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

struct OtherNames {
  const char* path;  // of the setting, training.learning_rate; empty: nmt has no such setting
  std::vector<const char*> names;  // lower case, with '_' between words
  const char* note = "";           // a sentence on what differs in nmt, or what it has instead
};

std::span<const OtherNames> other_names();

// The entries that have this name, however it is cased and whether '-' or '_' is in it.
std::vector<const OtherNames*> entries_named(std::string_view name);

}  // namespace nmt
