// What `nmt check` has found, for people and for programs.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "text/corpus_check.h"
#include "train/forecast.h"

namespace nmt {

// What is wrong with the configuration, or with the whole of the text.
struct CheckFinding {
  enum class Severity { warning, error };  // error: nmt train would stop because of it
  std::string kind;                        // unknown_setting, wrong_value, long_warmup, ...
  Severity severity = Severity::error;
  Error::Parts parts;
};

struct CheckReport {
  std::vector<CheckFinding> findings = {};
  std::vector<std::pair<std::string, CorpusReport>> corpora = {};  // train, valid
  bool tokens_counted = false;            // not where a text, or its settings, have errors
  std::optional<Forecast> forecast = {};  // nor this

  void add(std::string kind, CheckFinding::Severity severity, Error::Parts parts) {
    findings.push_back({std::move(kind), severity, std::move(parts)});
  }
  bool has_errors() const;
  bool has_warnings() const;
};

std::string check_text(const CheckReport& report);
std::string check_json(const CheckReport& report);

}  // namespace nmt
