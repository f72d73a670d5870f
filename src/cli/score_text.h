// Scores as lines of text, JSON objects or a table.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "decode/scorer.h"
#include "text/tokenizer.h"

namespace nmt {

class ScoreText {
 public:
  enum class Detail { sentences, tokens };
  // `form`: text, json or tsv. The tokenizer must outlive this.
  ScoreText(std::string form, Detail detail, const Tokenizer& target)
      : format_(std::move(form)), detail_(detail), target_(&target) {}

  // What comes before the first line; empty where nothing does.
  std::string heading() const;
  // One line, with its end. A pair that was not scored has nan (null in JSON).
  std::string line(std::int64_t number, const PairScore& score) const;

 private:
  std::string json(std::int64_t number, const PairScore& score) const;
  std::string token_list(const PairScore& score) const;

  std::string format_;
  Detail detail_;
  const Tokenizer* target_;
};

}  // namespace nmt
