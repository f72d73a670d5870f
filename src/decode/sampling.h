// Drawing a token by its probability.
#pragma once

#include <vector>

#include "base/random.h"
#include "decode/row_scores.h"
#include "decode/settings.h"

namespace nmt {

// The entry drawn: of the tokens other than kBegin whose values are finite, with temperature, then
// top_k, then top_p. -1 where there is none.
class Sampler {
 public:
  explicit Sampler(const DecodingSettings& settings) : settings_(&settings) {}
  int draw(const RowScores& scores, Random& random);

 private:
  struct Choice {
    Real value;
    int entry;
    double share;
  };
  void collect(const RowScores& scores);
  void keep_likeliest();
  void keep_nucleus();

  const DecodingSettings* settings_;
  std::vector<Choice> choices_;
};

}  // namespace nmt
