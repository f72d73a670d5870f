// Sections `data` and `tokenizer` of the configuration.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/settings.h"

namespace nmt {

// A parallel corpus: source and target files, the i-th with the i-th, or two-column tables.
struct CorpusSettings {
  std::vector<std::string> source = {}, target = {}, tsv = {}, alignment = {};

  bool empty() const { return source.empty() && target.empty() && tsv.empty(); }
  void describe(SettingVisitor& setting);
  // `section` names the corpus in messages (data.train). Throws Error.
  void validate(const std::string& section) const;
};

// A corpus to learn from, and how.
struct TrainingCorpus : CorpusSettings {
  double weight = 1;
  std::string tag = {};
  std::vector<std::string> sentence_weights = {};

  TrainingCorpus() = default;
  TrainingCorpus(CorpusSettings files) : CorpusSettings(std::move(files)) {}
  void describe(SettingVisitor& setting);
  void validate(const std::string& section) const;
};

// One corpus or several. A corpus alone is a list of one.
struct CorpusList {
  std::vector<TrainingCorpus> parts = std::vector<TrainingCorpus>(1);

  CorpusList() = default;
  CorpusList(CorpusSettings corpus) : parts{TrainingCorpus(std::move(corpus))} {}
  bool empty() const;
  // Whether there are links between the words of any of them.
  bool aligned() const;
  // The tags of the corpora, each once.
  std::vector<std::string> tags() const;
  // How messages call a corpus: `section`, or its place in the list, such as data.train[2].
  std::string name_of(std::size_t part, const std::string& section) const;
  void validate(const std::string& section) const;
};

// How the segmentation of one side is drawn anew each time that a sentence is learnt from.
struct SamplingSettings {
  double alpha = 0;
  int nbest = 0;
  double dropout = 0;

  bool active() const { return alpha > 0 || dropout > 0; }
  void describe(SettingVisitor& setting);
  // `section` is its name in messages.
  void validate(const std::string& section) const;
};

struct PairSamplingSettings {
  SamplingSettings source = {}, target = {};

  bool active() const { return source.active() || target.active(); }
  void describe(SettingVisitor& setting);
};

enum class InvalidUtf8 { error, skip };

struct DataSettings {
  CorpusList train = {};
  CorpusSettings valid = {};
  PairSamplingSettings sampling = {};
  std::string invalid_utf8 = "error";
  int max_length = 256;

  InvalidUtf8 on_invalid_utf8() const {
    return invalid_utf8 == "skip" ? InvalidUtf8::skip : InvalidUtf8::error;
  }
  void describe(SettingVisitor& setting);
  // Throws Error.
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
  // The fewest tokens that a tokenizer of these settings has.
  int least_vocab_size() const;
  // For a tokenizer that is trained: user_symbols with the tags of the corpora. Throws Error where
  // these do not fit in.
  TokenizerSettings with_tags(const CorpusList& corpora) const;
  void describe(SettingVisitor& setting);
  // Throws Error.
  void validate() const;

 private:
  bool has_bytes() const { return byte_fallback && is_sentencepiece(); }
  void validate_room() const;
};

}  // namespace nmt
