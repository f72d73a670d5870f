// The decoders of the recurrent models: where in a step the attention looks is what tells them
// apart.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "nn/attention.h"
#include "nn/recurrent.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

// Word embeddings, dropped while training.
struct WordEmbedding {
  const Parameter* table;
  RecurrentDropout dropout;

  // Row t belongs to sentence places[t] of `sentences`.   ids [t] -> [t, embedding]
  Var operator()(Tape& tape, std::span<const TokenId> ids, std::span<const int> places,
                 int sentences) const {
    return drop(tape, embed(tape, *table, ids, 1), dropout, places, sentences);
  }
};

class RnnDecoder {
 public:
  struct Shape {
    Cell cell;
    int embedding, dim, layers;
    int source;   // width of the encoder states
    int readout;  // width of what predicts a word
    std::optional<Attention::Shape> attention;
    RecurrentDropout dropout;
  };
  virtual ~RnnDecoder() = default;

  // The keys and values of a source, once for each.   states [source tokens, source]
  virtual KeysAndValues remember(Tape&, Var states) const = 0;
  // What a row carries from step to step, when its layers start in `first`.
  virtual std::vector<Var> start(Tape&, std::vector<Var> first) const { return first; }

  struct Forced {
    const Encoded& encoded;
    const Batch& target;
    const TimeSteps* time;
    std::vector<Var> first;  // of each layer, rows in the order of time->sentences
    WordEmbedding words;
  };
  // What predicts each target token, given those before it.   [target tokens, readout]
  virtual Var teacher_force(Tape&, const Forced&) const = 0;

  struct Position {
    Var hidden;         // [rows, readout]
    Attended attended;  // empty without attention
  };
  // The same for one token of each row; `states` become the next ones. `words` [rows, embedding] are
  // those that the rows produced before.
  virtual Position step(Tape&, Var words, std::vector<Var>& states, const KeysAndValues&,
                        const Looks&) const = 0;
};

// How the teacher-forced steps of a batch look back: in step t the first steps[t].count sentences
// have one query each.
class ForcedLooks {
 public:
  ForcedLooks(const TimeSteps&, std::span<const int> source_offsets);
  Looks step(std::size_t t);

 private:
  const TimeSteps* time_;
  std::vector<RowRange> queries_, sources_;
  std::vector<int> positions_;
};

// What the decoder has read before it predicts each target token, kBegin or the token before, and
// the place of its sentence: sentence by sentence, or in the order of time.
struct PreviousTokens {
  std::vector<TokenId> ids;  // [target tokens]
  std::vector<int> places;   // [target tokens], 0 <= place < sentences
};
PreviousTokens previous_tokens(const Batch& target);
PreviousTokens previous_tokens_in_time(const Batch& target, const TimeSteps&);

// `single` and `conditional` of Bahdanau 2014 and Sennrich 2017; Luong 2015.
enum class BahdanauForm { conditional, single };
std::unique_ptr<RnnDecoder> make_bahdanau_decoder(ParameterSet&, const RnnDecoder::Shape&,
                                                  BahdanauForm);
enum class InputFeeding { no, yes };
std::unique_ptr<RnnDecoder> make_luong_decoder(ParameterSet&, const RnnDecoder::Shape&,
                                               InputFeeding);

}  // namespace nmt
