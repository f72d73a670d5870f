// What `nmt check` has found, for people and for programs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "text/corpus_check.h"
#include "train/forecast.h"

namespace nmt {

struct CheckReport {
  std::vector<Error::Parts> settings;                              // those that there are not
  std::vector<std::pair<std::string, CorpusReport>> corpora = {};  // train, valid
  bool tokens_counted = false;                                     // not where a corpus has errors
  std::optional<Forecast> forecast = {};
  std::string no_forecast = {};  // why there is none

  // The exit code: 0 where nothing was found.
  int exit_code() const;
};

std::string check_text(const CheckReport& report);
std::string check_json(const CheckReport& report);

}  // namespace nmt
