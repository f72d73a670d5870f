// What there is to know of a model directory, for people and for programs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/load_model.h"
#include "train/setting_texts.h"

namespace nmt {

// From training.json; averaged models and those of other programs lack most of it.
struct TrainingFacts {
  struct Text {
    std::string role, path;  // train.source
    std::int64_t lines = 0;
  };
  struct Best {
    std::string metric;
    double score = 0;
    std::int64_t step = 0;
  };
  std::string program, date, status;
  std::string imported_format, imported_from;  // of another program: the file of its weights
  double minutes = 0;
  std::int64_t train_pairs = 0, valid_pairs = 0;
  std::vector<Text> texts;
  std::vector<Best> best;
};

struct ModelFacts {
  struct Vocabulary {
    std::string side, hash;  // joint, or source and target
    int tokens = 0;
  };
  struct Size {
    std::string name;  // a folder ends in a slash
    std::uint64_t bytes = 0;
  };
  std::string directory, type, precision;
  LanguageSettings languages;
  std::size_t parameters = 0;
  std::int64_t step = 0;
  std::map<std::string, double> scores;
  SettingTexts settings;  // of section model: "model.dim" -> "256"
  std::vector<Vocabulary> vocabularies;
  std::optional<TrainingFacts> training;
  std::vector<Size> sizes;  // by name
};

ModelFacts facts_of(const std::string& directory, LoadedModel& loaded);

std::string facts_text(const ModelFacts& facts);
std::string facts_json(const ModelFacts& facts);

}  // namespace nmt
