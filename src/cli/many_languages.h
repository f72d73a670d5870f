// Models of many languages: the pair that a command translates between, and the tokens that tell the
// model of it (section languages).
#pragma once

#include <memory>
#include <string>

#include "base/settings.h"
#include "cli/run_config.h"
#include "config/tree.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

// Options --from and --to of a command that uses one model, which stand for languages.source and
// languages.target.
struct ChosenLanguages {
  std::string from, to;

  void describe(SettingVisitor& setting);
  // Puts them into `flags`, which go over the configuration of the model.
  void put_into(ConfigNode& flags) const;
};

// Throws Error where `flags` choose other languages than the model's own, and it has no others.
// `own`: its configuration.
void require_choice(const ConfigNode& own, const ConfigNode& flags);

// Gives the token of the source to what reads source text: to every part of data.train and to section
// decoding, where these have no tag of their own.
void tag_sources(RunConfig& config);
void tag_sources(ModelConfig& config);

// The model, which reads the token of the target language before it says anything; the model itself
// where there is none. Throws Error where the tokenizer does not have it.
std::unique_ptr<Seq2Seq> with_target_token(std::unique_ptr<Seq2Seq> model,
                                           const LanguageSettings& languages,
                                           const Tokenizer& target);

}  // namespace nmt
