// Marian's lexical shortlists: lex.*.bin of Bergamot, and the text that they are made from.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "exchange/file_bytes.h"

namespace nmt {

// Ids are those of Marian's vocabularies.
struct MarianShortlist {
  std::uint64_t first = 0;  // ids 0 to first - 1 may always be said
  std::uint64_t best = 0;   // at most so many entries of a source id
  // The entries of source id s are those from offsets[s] to before offsets[s + 1].
  std::vector<std::uint64_t> offsets = {0};  // [source vocabulary + 1]
  std::vector<std::uint32_t> entries = {};   // target ids

  std::size_t source_size() const { return offsets.size() - 1; }
};

// The file may be packed as texts may. Throws Error where it is damaged or its checksum is another.
MarianShortlist read_marian_shortlist(const std::string& path);
// The same of bytes that are there already; `path` is for errors.
MarianShortlist read_marian_shortlist(const std::string& path, const FileBytes& file);
// Atomically. Throws Error (runtime).
void write_marian_shortlist(const std::string& path, const MarianShortlist& shortlist);

// Lines "target source probability" of words: for each source word its translations, the likeliest
// first, at most `best`. Lines with NULL on a side are left out. Throws Error with the line's number.
std::map<std::string, std::vector<std::string>> read_lexical_table(const std::string& path,
                                                                   std::size_t best);

}  // namespace nmt
