// A foreign model as nmt's, in memory.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/reader.h"
#include "exchange/foreign_model.h"
#include "seq2seq/registry.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

struct ImportedSettings {
  ModelSettings model;
  void describe(SettingVisitor& setting) { setting.section("model", model, ""); }
};

inline std::unique_ptr<Seq2Seq> built(const ForeignModel& foreign) {
  ConfigNode root = {.kind = ConfigNode::Kind::mapping};
  root.children.push_back(*foreign.settings.find("model"));
  ImportedSettings settings;
  read_settings(settings, root);
  const Tokenizer &source = *foreign.tokenizers.source, &target = *foreign.tokenizers.target;
  const Vocabularies vocabularies = {
      .source = source.vocabulary_size(),
      .target = target.vocabulary_size(),
      .shared = foreign.tokenizers.shared || same_pieces(source, target)};
  settings.model.settings->validate(vocabularies);
  std::unique_ptr<Seq2Seq> model = settings.model.settings->build(vocabularies);
  model->parameters().allocate();
  fill_parameters(foreign, model->parameters());
  return model;
}

// log p of each target token; both sides with kEnd.
inline std::vector<double> word_scores(const Seq2Seq& model, const std::vector<TokenId>& source,
                                       const std::vector<TokenId>& target) {
  Tape tape(Tape::Mode::infer);
  Batch from, to;
  from.add(source);
  to.add(target);
  const Encoded encoded = model.encode(tape, from);
  const Var hidden = model.teacher_force(tape, encoded, to);
  const Tensor scores = model.output().log_probabilities(tape, hidden.value(), target);
  return {scores.data, scores.data + scores.rows};
}

inline std::string setting_of(const ForeignModel& model, const std::string& section,
                              const std::string& key) {
  const ConfigNode* found = model.settings.find(section);
  if (found != nullptr) found = found->find(key);
  return found == nullptr ? "" : found->text;
}

}  // namespace nmt
