// The lines of a corpus that a tokenizer is trained on.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "base/random.h"
#include "text/corpus.h"

namespace nmt {

enum class Sides { source, target, both };

// Streams at most `most_lines` lines of data.train, drawn evenly from the whole corpus: the same
// lines at every run.
class TrainingText {
 public:
  static constexpr std::int64_t kAllLines = std::numeric_limits<std::int64_t>::max();

  TrainingText(const DataSettings& data, Sides sides, std::int64_t most_lines);

  // False at the end. Throws Error when all lines were blank.
  bool next(std::string& line);

 private:
  bool next_line(std::string& line);
  bool next_chosen_pair();
  [[noreturn]] void throw_blank() const;

  Corpus corpus_;
  Sides sides_;
  std::int64_t pairs_, wanted_;  // in the corpus; still to be drawn from its rest
  bool is_sample_;
  Random random_{0};
  TextPair pair_;
  bool target_waits_ = false;  // of the pair whose source was given last
  bool has_text_ = false;
};

}  // namespace nmt
