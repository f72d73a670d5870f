// A lexical shortlist: for each source token the target tokens that it may become, so that search
// scores a few hundred words instead of the whole vocabulary (Jean et al. 2015, section 3.2).
//
// The file is a line of text that says what it belongs to, then int32 numbers, little-endian:
//     nmt-shortlist 1 <source tokens> <target tokens> <hash of the source tokenizer> <of the target>
//         <frequent> <entries> <hash of what follows>
//     frequent [frequent], offsets [source tokens + 1], entries [entries]
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "text/tokenizer.h"

namespace nmt {

class Shortlist {
 public:
  // The tokenizers that give the ids their meaning.
  struct Vocabularies {
    int source = 0, target = 0;                      // tokens
    std::string source_hash = {}, target_hash = {};  // Tokenizer::hash()
  };
  static Vocabularies vocabularies_of(const Tokenizers& tokenizers);

  // `frequent`: target tokens that every sentence may use. translations[s]: those that source token
  // s may become, for every s < vocabularies.source. In any order; target ids that do not exist are
  // the caller's mistake.
  Shortlist(Vocabularies vocabularies, std::vector<TokenId> frequent,
            std::span<const std::vector<TokenId>> translations);

  // Throws Error when the file cannot be read, is no shortlist or is damaged.
  static Shortlist load(const std::string& path);
  // Atomically. Throws Error (runtime).
  void save(const std::string& path) const;

  // What a translation of `source` may consist of: sorted, each once. Always has kUnknown, kEnd and
  // the frequent tokens, never kBegin.
  std::vector<TokenId> candidates(std::span<const TokenId> source) const;

  const Vocabularies& vocabularies() const { return vocabularies_; }
  // Throws Error, naming `where`, unless the shortlist was made for these tokenizers.
  void require(const Tokenizers& tokenizers, const std::string& where) const;
  // The file `path`, required to belong to these tokenizers; none where `path` is empty.
  static std::optional<Shortlist> load_for(const Tokenizers& tokenizers, const std::string& path);
  // What it is made of: target tokens of every sentence, and those that a source token may become.
  std::span<const TokenId> frequent() const { return frequent_; }
  std::span<const TokenId> translations(TokenId source) const;
  // (source token, target token) pairs.
  std::size_t entries() const { return entries_.size(); }

 private:
  Shortlist() = default;

  Vocabularies vocabularies_;
  std::vector<TokenId> frequent_;
  std::vector<std::int32_t> offsets_;  // [source tokens + 1]
  std::vector<TokenId> entries_;
};

}  // namespace nmt
