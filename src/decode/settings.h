// Section `decoding` of the configuration: how translations are searched for and handed out.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/settings.h"
#include "document/kept_spans.h"

namespace nmt {

class Shortlist;

struct DecodingSettings {
  int beam_size = 5;
  double length_penalty = 1.0;
  std::string length_penalty_type = "power";
  double coverage_penalty = 0;
  int n_best = 1;
  int min_length = 0;
  double min_length_ratio = 0;
  int max_length = 512;
  double max_length_ratio = 3.0;
  int no_repeat_ngram = 0;
  std::vector<std::string> suppress = {};
  int diverse_groups = 1;
  double diversity = 0.5;
  bool sampling = false;
  double temperature = 1;
  int top_k = 0;
  double top_p = 1;
  std::int64_t sampling_seed = 1;
  std::string shortlist = {};
  std::string glossary = {};
  std::string glossary_mode = "force";
  double glossary_weight = 3;
  std::string memory = {};
  std::string alignment = "none";
  std::string alignment_level = "word";
  std::vector<std::string> keep = {};
  bool copy_unknown = false;
  bool confidence = false;
  std::string split = "auto";
  std::string capitals = "auto";
  int max_source_length = 256;
  int batch_tokens = 256;
  int threads = 0;
  std::string tag = {};
  std::string precision = "auto";
  std::string blas = "auto";
  // No setting: what `shortlist` names, where nmt cannot read that file by itself, since it belongs to a
  // model of another program.
  std::shared_ptr<const Shortlist> read_shortlist = {};

  void describe(SettingVisitor& setting);
  // Rules between settings. Throws Error with the keys of the settings that break one.
  void validate() const;
  // What `keep` says. Throws Error.
  KeptScanner kept() const;
  // What whoever writes documents and web pages expects, where nothing else is said. attends: whether
  // the model can tell where it belongs.
  void keep_by_default(bool attends);
  // Whether every translation is looked at once more, for where its tokens looked.
  bool wants_attention() const { return alignment != "none" || copy_unknown || confidence; }
};

}  // namespace nmt
