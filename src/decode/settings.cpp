#include "decode/settings.h"

#include "base/error.h"
#include "base/format.h"

namespace nmt {

void DecodingSettings::describe(SettingVisitor& setting) {
  setting("beam_size", beam_size, "Hypotheses kept at each step; 1 is greedy search.",
          {.min = 1, .max = 1000});
  setting("length_penalty", length_penalty,
          "Hypotheses are ranked by log p / tokens^length_penalty: 0 favours short translations, 1 "
          "ranks by the mean per token, more favours long ones.",
          {.min = 0, .max = 10});
  setting("n_best", n_best, "Translations given for each line; at most beam_size.",
          {.min = 1, .max = 1000});
  setting("max_length", max_length, "Longest translation, in tokens.", {.min = 1, .max = 100'000});
  setting("max_length_ratio", max_length_ratio,
          "A translation has at most max_length_ratio x source tokens + 10 tokens.",
          {.min = 0, .max = 1000});
  setting(
      "max_source_length", max_source_length,
      "A line of more tokens is translated in pieces, cut at the end of a sentence, a clause or "
      "a word.",
      {.min = 8, .max = 100'000});
  setting("batch_tokens", batch_tokens,
          "Source tokens that a thread translates at once. Changes the speed, never the result.",
          {.min = 1, .max = 1e9});
  setting("threads", threads, "Worker threads; 0 is all cores. Never changes the result.",
          {.min = 0, .max = 4096});
  setting(
      "precision", precision,
      "Numbers that matrices are multiplied in: f32; bf16 and int8 are faster and slightly less "
      "exact. auto is f32, or what `nmt quantize` has made of the model.",
      {.one_of = {"auto", "f32", "bf16", "int8"}});
}

void DecodingSettings::validate() const {
  if (n_best <= beam_size) return;
  throw Error({.what = format("n_best {} is more than beam_size {}", n_best, beam_size),
               .fix = format("set beam_size to {} or more", n_best)});
}

}  // namespace nmt
