// What one model, or several together, think of the next token of each row of a search. Search
// knows the models only through this file and seq2seq/seq2seq.h.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "decode/row_scores.h"
#include "seq2seq/seq2seq.h"
#include "text/shortlist.h"

namespace nmt {

// A model of an ensemble, and how much it counts.
struct WeightedModel {
  const Seq2Seq* model = nullptr;
  double weight = 1;  // > 0; only its share of the sum of all weights matters
};

// What a search works with. Several models have the same vocabularies, of any types; their
// probabilities are averaged, not their logarithms (as fairseq and Sockeye do), so that what comes
// out is a probability again.
struct SearchModels {
  std::vector<WeightedModel> models;
  const Shortlist* shortlist = nullptr;  // of the models' tokenizers; none: the whole vocabulary
  std::span<const TokenId> suppressed = {};  // that the search may not choose
};

// The lowest limit of the models on the length of a sentence, in tokens; 0 is none.
int max_length(const SearchModels& models);
// Whether any of the models has attention.
bool attends(const SearchModels& models);

class NextTokens {
 public:
  // One row for each sentence. prefixes[s], where given, are tokens that the shortlist must not
  // leave out. `models` and `source` must outlive this.
  NextTokens(const SearchModels& models, Tape& tape, const Batch& source,
             std::span<const std::vector<TokenId>> prefixes);

  // One more position: last[r] is the token that row r produced before (kBegin at the first step).
  // What row() and attention() give is in the tape's scratch memory.
  void step(std::span<const TokenId> last);
  // The caller may change its values.
  RowScores row(int r) const { return rows_[static_cast<std::size_t>(r)]; }
  // The weights of the step: DecoderState::attention(), averaged over the models that have any;
  // zeros where none has.
  Tensor attention() const;
  // Row i continues row rows[i].
  void keep_rows(std::span<const int> rows);

 private:
  struct Member {
    const Seq2Seq* model;
    Real share;
    Encoded encoded;
    std::unique_ptr<DecoderState> state;
    OutputProjection::Choice choice;  // of batch_tokens_, with a shortlist
  };
  // What one sentence may use, and where that stands among batch_tokens_.
  struct Candidates {
    std::vector<TokenId> tokens;
    std::vector<int> places;
  };
  void choose_tokens(const Shortlist& shortlist, const Batch& source,
                     std::span<const std::vector<TokenId>> prefixes);
  // The logits of all rows, each in `rows`.
  void score(const Member& member, const Tensor& hidden, std::vector<RowScores>& rows) const;
  void normalise(std::vector<RowScores>& rows) const;
  void add_probabilities(const Member& member, const std::vector<RowScores>& rows);

  Tape& tape_;
  std::deque<Member> members_;
  std::vector<Candidates> candidates_;  // [sentences], with a shortlist
  std::vector<TokenId> batch_tokens_;   // of all of them, rising
  std::vector<int> sentence_;           // [rows]
  std::vector<RowScores> rows_, of_member_;
};

}  // namespace nmt
