// The model types, by name: the only list of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/settings.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

// The sizes that a model takes from its tokenizers.
struct Vocabularies {
  int source = 0, target = 0;
  bool shared = false;  // each number means the same piece on both sides
};

// The settings of one model type: section `model` of the configuration, without `type`.
class ModelTypeSettings {
 public:
  virtual ~ModelTypeSettings() = default;
  virtual void describe(SettingVisitor& setting) = 0;
  // Rules between settings, and between them and the vocabularies. Throws Error; `where` is left
  // empty.
  virtual void validate(const Vocabularies& vocabularies) const = 0;
  // The longest sentence (tokens, with its end mark) that the model can take; 0 is no limit.
  virtual int longest_sentence() const { return 0; }
  // Declares the parameters; the caller initialises or loads them.
  virtual std::unique_ptr<Seq2Seq> build(const Vocabularies& vocabularies) const = 0;
};

std::vector<std::string> model_type_names();
// `type` must be one of model_type_names().
std::unique_ptr<ModelTypeSettings> make_model_type_settings(const std::string& type);

// Section `model`: `type`, then the settings of that type.
struct ModelSettings {
  std::string type = "transformer";
  std::unique_ptr<ModelTypeSettings> settings = make_model_type_settings("transformer");

  void describe(SettingVisitor& setting);

 private:
  std::string settings_type_ = "transformer";
};

}  // namespace nmt
