#include "cli/many_languages.h"

#include "base/error.h"
#include "base/format.h"
#include "seq2seq/first_token.h"

namespace nmt {
namespace {

constexpr const char *kSection = "languages", *kSource = "source", *kTarget = "target";

const ConfigNode* language_in(const ConfigNode& root, const char* key) {
  const ConfigNode* section = root.find(kSection);
  return section == nullptr || section->kind != ConfigNode::Kind::mapping ? nullptr
                                                                          : section->find(key);
}

std::string text_of(const ConfigNode* node) { return node == nullptr ? "" : node->text; }

void put_language(ConfigNode& flags, const char* key, const std::string& code, const char* flag) {
  if (code.empty()) return;
  put(flags, format("{}.{}", kSection, key),
      {.kind = ConfigNode::Kind::text,
       .text = code,
       .key_where = flag,
       .where = flag,
       .on_command_line = true});
}

void put_tag(std::string& tag, const std::string& token) {
  if (tag.empty()) tag = token;
}

}  // namespace

void ChosenLanguages::describe(SettingVisitor& setting) {
  setting("from", from, "Language of the text, of a model of many (languages.source).",
          {.value = "CODE", .changes = Changes::nothing});
  setting("to", to, "Language to translate into, of a model of many (languages.target).",
          {.value = "CODE", .changes = Changes::nothing});
}

void ChosenLanguages::put_into(ConfigNode& flags) const {
  put_language(flags, kSource, from, "--from");
  put_language(flags, kTarget, to, "--to");
}

void require_choice(const ConfigNode& own, const ConfigNode& flags) {
  const bool many = !text_of(language_in(own, "source_tag")).empty() ||
                    !text_of(language_in(own, "target_tag")).empty();
  if (many) return;
  const std::string source = text_of(language_in(own, kSource)),
                    target = text_of(language_in(own, kTarget));
  for (const char* key : {kSource, kTarget}) {
    const ConfigNode* chosen = language_in(flags, key);
    if (chosen == nullptr || chosen->text == text_of(language_in(own, key))) continue;
    throw Error({.what = source.empty() || target.empty()
                             ? "the model does not say its languages, and has no choice of them"
                             : format("the model translates from {} into {}, and has no choice of "
                                      "languages",
                                      source, target),
                 .where = chosen->where,
                 .fix = "leave it out, or take a model of many languages"});
  }
}

void tag_sources(RunConfig& config) {
  const std::string token = config.languages.source_token();
  put_tag(config.decoding.tag, token);
  for (TrainingCorpus& part : config.data.train.parts) put_tag(part.tag, token);
}

void tag_sources(ModelConfig& config) {
  put_tag(config.decoding.tag, config.languages.source_token());
}

std::unique_ptr<Seq2Seq> with_target_token(std::unique_ptr<Seq2Seq> model,
                                           const LanguageSettings& languages,
                                           const Tokenizer& target) {
  const std::string token = languages.target_token();
  if (token.empty()) return model;
  const std::optional<TokenId> id = find_token(target, token);
  if (!id)
    throw Error({.what = format("translations are to begin with '{}', which is no token of the "
                                "target tokenizer",
                                token),
                 .where = "languages.target_tag",
                 .fix = "give a form that makes tokens of the tokenizer"});
  return std::make_unique<FirstToken>(std::move(model), *id);
}

}  // namespace nmt
