// Learns from a parallel text which words translate which: IBM Model 1 (Brown 1993) to begin with,
// then the hidden Markov model of Vogel 1996, by expectation maximisation. The same text gives the
// same links whatever the number of threads.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "align/bitext.h"
#include "align/symmetrise.h"
#include "base/settings.h"
#include "base/thread_pool.h"
#include "text/word_links.h"

namespace nmt {

struct AlignerSettings {
  int model1_iterations = 5, hmm_iterations = 5;

  void describe(SettingVisitor& setting);
};

// For each target unit of the text, the position of its source unit in the pair; -1 for none.
using OneSided = std::vector<int>;

// From source to target: each target unit comes from one source unit, or from none.
OneSided align_one_way(const Bitext& bitext, const AlignerSettings& settings, ThreadPool& pool,
                       const Announce& announce = {});

// Both ways and joined, one entry for each pair; pairs with an empty side have no links. Only one
// direction's lexicon is in memory at a time.
class Alignments {
 public:
  Alignments(Bitext bitext, const AlignerSettings& settings, Symmetry symmetry, ThreadPool& pool,
             const Announce& announce = {});
  int pairs() const { return bitext_.pairs(); }
  WordLinks links(int pair) const;
  const Bitext& bitext() const { return bitext_; }

 private:
  Bitext bitext_;
  Symmetry symmetry_;
  OneSided forward_;  // [target units] source positions
  OneSided reverse_;  // [source units] target positions
};

}  // namespace nmt
