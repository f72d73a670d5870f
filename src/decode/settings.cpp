#include "decode/settings.h"

#include "base/error.h"
#include "base/format.h"
#include "tensor/openblas.h"

namespace nmt {

void DecodingSettings::describe(SettingVisitor& setting) {
  setting("beam_size", beam_size, "Hypotheses kept at each step; 1 is greedy search.",
          {.min = 1, .max = 1000, .changes = Changes::search});
  setting("length_penalty", length_penalty,
          "Hypotheses are ranked by log p / tokens^length_penalty: 0 favours short translations, 1 "
          "ranks by the mean per token, more favours long ones.",
          {.min = 0, .max = 10, .changes = Changes::translation});
  setting("length_penalty_type", length_penalty_type,
          "power: as length_penalty says. wu: log p / ((5 + tokens) / 6)^length_penalty (Wu 2016, "
          "eq. 14).",
          {.one_of = {"power", "wu"}, .changes = Changes::translation});
  setting("coverage_penalty", coverage_penalty,
          "Added to the score of a translation: coverage_penalty x the sum over source tokens of "
          "log(min(attention received, 1)) (Wu 2016, eq. 14); about 0.2. 0 is none.",
          {.min = 0, .max = 100, .changes = Changes::translation});
  setting("n_best", n_best, "Translations given for each line; at most beam_size.",
          {.min = 1, .max = 1000, .changes = Changes::answer});
  setting("min_length", min_length,
          "Shortest translation, in tokens, its end mark counted; max_length goes first.",
          {.min = 0, .max = 100'000, .changes = Changes::translation});
  setting("min_length_ratio", min_length_ratio,
          "A translation has at least min_length_ratio x source tokens, end marks counted.",
          {.min = 0, .max = 1000, .changes = Changes::translation});
  setting("max_length", max_length, "Longest translation, in tokens.",
          {.min = 1, .max = 100'000, .changes = Changes::translation});
  setting("max_length_ratio", max_length_ratio,
          "A translation has at most max_length_ratio x source tokens + 10 tokens.",
          {.min = 0, .max = 1000, .changes = Changes::translation});
  setting("no_repeat_ngram", no_repeat_ngram,
          "No run of so many tokens comes twice in a translation; 0 allows everything.",
          {.min = 0, .max = 100, .changes = Changes::translation});
  setting(
      "suppress", suppress,
      "Tokens that no translation has, as the target tokenizer writes them, such as <unk>. Their "
      "probabilities count all the same.",
      {.value = "TOKEN", .changes = Changes::translation});
  setting("diverse_groups", diverse_groups,
          "Groups that the beam is divided into, each kept away from the tokens that those before "
          "it chose in the same step (Vijayakumar 2016); 1 is plain beam search.",
          {.min = 1, .max = 1000, .changes = Changes::search});
  setting(
      "diversity", diversity,
      "How much log-probability a token loses for each time that a group before chose it in the "
      "same step; only with diverse_groups.",
      {.min = 0, .max = 100, .changes = Changes::search});
  setting("sampling", sampling,
          "Draws each token by its probability instead of searching for the best translation; "
          "needs beam_size 1.",
          {.changes = Changes::search});
  setting("temperature", temperature,
          "Of sampling: logits are divided by it. Below 1 makes likely tokens likelier.",
          {.min = 0.01, .max = 100, .changes = Changes::search});
  setting("top_k", top_k, "Sampling draws from the so many likeliest tokens only; 0 is all.",
          {.min = 0, .max = 1e9, .changes = Changes::search});
  setting("top_p", top_p,
          "Sampling draws from the fewest likeliest tokens whose probabilities make up top_p "
          "(nucleus sampling, Holtzman 2020); 1 is all.",
          {.min = 0.0001, .max = 1, .changes = Changes::search});
  setting("sampling_seed", sampling_seed,
          "Of sampling. The same seed gives the same translation of a line, whatever the batches "
          "and threads.",
          {.min = 0, .changes = Changes::search});
  setting("shortlist", shortlist,
          "File of nmt shortlist: only the words that it knows for a sentence's source tokens are "
          "scored. Empty scores the whole vocabulary.",
          {.value = "FILE", .changes = Changes::search});
  setting("glossary", glossary, "File of `source<TAB>target` terms that translations use.",
          {.value = "FILE", .changes = Changes::translation});
  setting(
      "glossary_mode", glossary_mode,
      "force: a translation that leaves out a term gets it in the place of the words that it has "
      "instead, and is searched for anew from there. prefer: hypotheses that say a term earn "
      "glossary_weight, and may leave it out.",
      {.one_of = {"force", "prefer"}, .changes = Changes::translation});
  setting(
      "glossary_weight", glossary_weight,
      "Log-probability that each token of a glossary's term is worth, with glossary_mode prefer.",
      {.min = 0, .max = 1000, .changes = Changes::translation});
  setting(
      "memory", memory,
      "Translation memory, a file of `source<TAB>target` or a TMX (.tmx): a sentence, or a whole "
      "line, that is in it is translated as it says, not by the model.",
      {.value = "FILE", .changes = Changes::translation});
  setting("alignment", alignment,
          "Give with each translation which source words its words look at: hard, the strongest "
          "one each, as Pharaoh's 0-0 1-2; soft, all weights.",
          {.one_of = {"none", "hard", "soft"}, .changes = Changes::answer});
  setting("alignment_level", alignment_level, "What alignments count, from 0: words or pieces.",
          {.one_of = {"word", "piece"}, .changes = Changes::answer});
  setting(
      "keep", keep,
      "What goes into the translation as it stands in the source: url, email, tag (<b>, </a>, "
      "<br/>), placeholder ({name}, %s), path, number, hashtag, mention, emoji, code (in "
      "backticks), all of these or none, and regular expressions, regex:... or /.../. nmt serve "
      "keeps placeholder, url, email and tag where nothing is said.",
      {.value = "KIND", .changes = Changes::translation});
  setting("copy_unknown", copy_unknown,
          "Replace <unk> in a translation by the source word that it looks at (Luong 2015).",
          {.changes = Changes::translation});
  setting("confidence", confidence,
          "Give the confidence of each word (JSON), and warn of repetition and of source words "
          "that seem to be left out.",
          {.changes = Changes::answer});
  setting("split", split,
          "What is translated at once. sentences: each sentence of a line by itself. lines: whole "
          "lines, and the sentences of one that is longer than max_source_length. auto: sentences, "
          "unless the model learned from lines of several.",
          {.one_of = {"auto", "sentences", "lines"}, .changes = Changes::translation});
  setting("capitals", capitals,
          "What becomes of sentences in capitals and of titles. restore: they are translated in "
          "normal case, and the translation is written as they are. keep: the model reads them as "
          "they are. auto: restore, unless the model learned from such lines.",
          {.one_of = {"auto", "keep", "restore"}, .changes = Changes::translation});
  setting(
      "max_source_length", max_source_length,
      "Most source tokens that are translated at once; a longer sentence is cut after a clause or "
      "a "
      "word. Sentences are also cut where they are longer than all that the model learned from.",
      {.min = 8, .max = 100'000, .changes = Changes::translation});
  setting("batch_tokens", batch_tokens,
          "Source tokens that a thread translates at once. Changes the speed, never the result.",
          {.min = 1, .max = 1e9, .changes = Changes::speed});
  setting("threads", threads, "Worker threads; 0 is all cores. Never changes the result.",
          {.min = 0, .max = 4096, .changes = Changes::speed});
  setting("tag", tag,
          "A token put before each source sentence, such as a data.train.tag, also in validation.",
          {.changes = Changes::input});
  setting(
      "precision", precision,
      "Numbers that matrices are multiplied in: f32; bf16 and int8 are faster and slightly less "
      "exact. auto is f32, or what `nmt quantize` has made of the model.",
      {.one_of = {"auto", "f32", "bf16", "int8"}, .changes = Changes::arithmetic});
  setting(
      "blas", blas,
      "What multiplies matrices of f32: own, openblas or auto, as in training.blas. With own, a "
      "line's translation and scores do not depend on the other lines, to the last bit. With "
      "openblas they do within rounding, so that two hypotheses whose scores are all but equal may "
      "change places with batch_tokens or threads.",
      {.one_of = blas_choices(), .changes = Changes::arithmetic});
}

namespace {

void validate_glossary(const DecodingSettings& s) {
  const DecodingSettings standard;
  if (s.glossary_mode == "prefer" || s.glossary_weight == standard.glossary_weight) return;
  throw Error({.what = "glossary_weight has no effect on terms that are forced",
               .keys = {"decoding.glossary_weight", "decoding.glossary_mode"},
               .fix = "set glossary_mode to prefer, or leave glossary_weight out"});
}

void validate_sampling(const DecodingSettings& s) {
  if (s.sampling) {
    if (s.beam_size > 1)
      throw Error({.what = format("sampling draws one translation, not a beam of {}", s.beam_size),
                   .keys = {"decoding.sampling", "decoding.beam_size"},
                   .fix = "set beam_size to 1, or sampling to false"});
    if (!s.glossary.empty())
      throw Error({.what = "a glossary has no effect on sampling, which draws by the model alone",
                   .keys = {"decoding.glossary", "decoding.sampling"},
                   .fix = "leave glossary out, or set sampling to false"});
    return;
  }
  const char* idle = s.temperature != 1 ? "temperature"
                     : s.top_k != 0     ? "top_k"
                     : s.top_p != 1     ? "top_p"
                                        : nullptr;
  if (idle == nullptr) return;
  throw Error({.what = format("{} has no effect without sampling", idle),
               .keys = {format("decoding.{}", idle)},
               .fix = format("set sampling to true and beam_size to 1, or leave {} out", idle)});
}

}  // namespace

void DecodingSettings::validate() const {
  if (n_best > beam_size)
    throw Error({.what = format("n_best {} is more than beam_size {}", n_best, beam_size),
                 .keys = {"decoding.n_best", "decoding.beam_size"},
                 .fix = format("set beam_size to {} or more", n_best)});
  if (beam_size % diverse_groups != 0)
    throw Error(
        {.what = format("a beam of {} cannot be divided into {} diverse_groups of the same "
                        "size",
                        beam_size, diverse_groups),
         .keys = {"decoding.diverse_groups", "decoding.beam_size"},
         .fix = format("set beam_size to {}", (beam_size / diverse_groups + 1) * diverse_groups)});
  if (min_length > max_length)
    throw Error({.what = format("min_length {} is more than max_length {}", min_length, max_length),
                 .keys = {"decoding.min_length", "decoding.max_length"},
                 .fix = format("set max_length to {} or more", min_length)});
  if (min_length_ratio > max_length_ratio)
    throw Error({.what = format("min_length_ratio {} is more than max_length_ratio {}",
                                min_length_ratio, max_length_ratio),
                 .keys = {"decoding.min_length_ratio", "decoding.max_length_ratio"},
                 .fix = format("set max_length_ratio to {} or more", min_length_ratio)});
  kept();
  validate_glossary(*this);
  validate_sampling(*this);
}

KeptScanner DecodingSettings::kept() const {
  try {
    return KeptScanner(keep);
  } catch (const Error& error) {
    throw Error({.what = error.parts().what, .keys = {"decoding.keep"}, .fix = error.parts().fix});
  }
}

void DecodingSettings::keep_by_default(bool attends) {
  if (keep.empty() && attends) keep = {"placeholder", "url", "email", "tag"};
}

}  // namespace nmt
