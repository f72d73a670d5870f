#include "base/error.h"
#include "base/format.h"
#include "seq2seq/rnn.h"

namespace nmt {

void RnnSettings::describe(SettingVisitor& setting) {
  setting("embedding", embedding, "Width of the word embeddings.", {.min = 1, .max = 16384});
  setting("dim", dim, "Width of the recurrent states.", {.min = 1, .max = 16384});
  setting("attention_dim", attention_dim, "Width of the hidden layer of the attention's score.",
          {.min = 1, .max = 16384});
  setting("readout", readout,
          "Width of the maxout layer between decoder and vocabulary; that of `embedding` where the "
          "output weights are the target embedding.",
          {.min = 1, .max = 16384});
  setting("encoder_layers", encoder_layers, "Bidirectional layers of the encoder.",
          {.min = 1, .max = 64});
  setting("decoder", decoder,
          "conditional: one recurrent step reads the word, the attention follows, a second step "
          "reads what it found (Sennrich 2017); single: the attention looks first, then one step "
          "reads both (as published).",
          {.one_of = {"conditional", "single"}});
  setting("tied_embeddings", tied_embeddings,
          "Which of source embedding, target embedding and output weights are one matrix: all; "
          "target (target and output); input (source and target); none. auto is all with a shared "
          "tokenizer, target otherwise, without the output where `readout` has another width.",
          {.one_of = {"auto", "all", "target", "input", "none"}});
  setting("dropout", dropout, "Of embeddings, encoder states and readout.",
          {.min = 0, .max = 0.95});
}

void RnnSettings::validate(const Vocabularies& vocabularies) const {
  const bool one_vocabulary = tied_embeddings == "all" || tied_embeddings == "input";
  if (one_vocabulary && !vocabularies.shared)
    throw Error(
        {.what = format("tied_embeddings: {} needs one vocabulary for both sides", tied_embeddings),
         .where = "model.tied_embeddings",
         .fix = "set tokenizer.shared: true, or tied_embeddings: target"});
  const bool tied_output = tied_embeddings == "all" || tied_embeddings == "target";
  if (tied_output && readout != embedding)
    throw Error({.what = format("tied_embeddings: {} makes the output weights {} wide, and readout "
                                "is {}",
                                tied_embeddings, embedding, readout),
                 .where = "model.readout",
                 .fix = format("readout: {}, or tied_embeddings: auto", embedding)});
}

std::unique_ptr<Seq2Seq> RnnSettings::build(const Vocabularies& vocabularies) const {
  return std::make_unique<Rnn>(*this, vocabularies);
}

}  // namespace nmt
