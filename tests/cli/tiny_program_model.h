// A model that nmt has trained for two steps, and one of Marian's, for tests of the program.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "cli/run_program.h"
#include "exchange/tiny_marian.h"

namespace nmt {

// In `folder`: source.txt and target.txt, 40 lines each and the same; the model directory `model`, with
// words as tokens; the model `foreign`.
inline void make_tiny_models(const std::string& folder) {
  const ProgramResult made = run_script(
      "i=0\n"
      "while [ $i -lt 20 ]; do echo 'a b c d'; echo 'e f'; i=$((i + 1)); done > source.txt\n"
      "cp source.txt target.txt\n"
      "nmt train --quiet --model_dir model --data.train.source source.txt "
      "--data.train.target target.txt --tokenizer.type words --model.dim 8 --model.heads 2 "
      "--model.feed_forward 8 --model.encoder_layers 1 --model.decoder_layers 1 "
      "--training.max_steps 2 --training.replicas 1\n",
      folder);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  TinyMarian foreign;
  write_tiny_marian(foreign, folder + "/foreign");
}

}  // namespace nmt
