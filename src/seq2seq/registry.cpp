#include "seq2seq/registry.h"

#include <algorithm>
#include <array>

#include "seq2seq/rnn.h"
#include "seq2seq/transformer.h"

namespace nmt {
namespace {

struct ModelType {
  const char* name;
  std::unique_ptr<ModelTypeSettings> (*make)();
};

template <class Settings>
std::unique_ptr<ModelTypeSettings> make() {
  return std::make_unique<Settings>();
}

constexpr std::array kModelTypes = {
    ModelType{"transformer", make<TransformerSettings>},
    ModelType{"rnn", make<RnnSettings>},
};

}  // namespace

std::vector<std::string> model_type_names() {
  std::vector<std::string> names;
  for (const ModelType& type : kModelTypes) names.emplace_back(type.name);
  return names;
}

std::unique_ptr<ModelTypeSettings> make_model_type_settings(const std::string& type) {
  return std::find_if(kModelTypes.begin(), kModelTypes.end(),
                      [&](const ModelType& known) { return known.name == type; })
      ->make();
}

void ModelSettings::describe(SettingVisitor& setting) {
  setting("type", type, "The kind of model.",
          {.one_of = model_type_names(), .changes = Changes::model});
  if (type != settings_type_) {
    settings = make_model_type_settings(type);
    settings_type_ = type;
  }
  settings->describe(setting);
}

}  // namespace nmt
