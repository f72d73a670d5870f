// Sections `data` and `tokenizer` of the configuration.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/settings.h"

namespace nmt {

// A parallel corpus: source and target files, the i-th with the i-th, or two-column tables.
struct CorpusSettings {
  std::vector<std::string> source = {}, target = {}, tsv = {}, alignment = {};

  bool empty() const { return source.empty() && target.empty() && tsv.empty(); }
  void describe(SettingVisitor& setting);
  // `section` names the corpus in messages (data.train). Throws Error; `where` is left empty.
  void validate(const std::string& section) const;
};

enum class InvalidUtf8 { error, skip };

struct DataSettings {
  CorpusSettings train = {}, valid = {};
  std::string invalid_utf8 = "error";
  int max_length = 256;

  InvalidUtf8 on_invalid_utf8() const {
    return invalid_utf8 == "skip" ? InvalidUtf8::skip : InvalidUtf8::error;
  }
  void describe(SettingVisitor& setting);
  // Throws Error; `where` is left empty.
  void validate() const;
};

struct TokenizerSettings {
  std::string type = "unigram";
  int vocab_size = 8000;
  bool shared = true;
  std::string model = {}, source = {}, target = {};
  bool byte_fallback = true;
  double character_coverage = 0.9995;
  std::string normalization = "nmt_nfkc";
  std::vector<std::string> user_symbols = {};
  std::int64_t training_sentences = 300'000;

  bool is_sentencepiece() const { return type != "words"; }
  void describe(SettingVisitor& setting);
  // Throws Error; `where` is left empty.
  void validate() const;
};

}  // namespace nmt
