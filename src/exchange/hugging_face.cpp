#include "exchange/hugging_face.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "exchange/foreign_tokenizers.h"
#include "exchange/hugging_face_files.h"
#include "exchange/hugging_face_m2m.h"
#include "exchange/hugging_face_weights.h"
#include "exchange/json_settings.h"
#include "exchange/language_tags.h"
#include "exchange/readers.h"

namespace nmt {
namespace {

constexpr const char *kConfig = "config.json", *kMarianType = "marian",
                     *kPegasusType = "pegasus";  // as nmt export writes it

std::string model_type_in(const SourceFiles& source) {
  if (!source.has(kConfig)) return "";
  return JsonSettings(source.path_of(kConfig)).text("model_type");
}

ForeignVocabulary list_in(const std::string& path, std::int64_t start) {
  ForeignVocabulary list = read_vocabulary_list(path);
  if (start < 0 || start >= static_cast<std::int64_t>(list.pieces.size()))
    throw Error({.what = format("decoder_start_token_id is {}, but the vocabulary has {} pieces",
                                start, list.pieces.size()),
                 .where = path,
                 .fix = "give the vocabulary that the model was trained with"});
  list.start = static_cast<int>(start);
  return list;
}

struct HuggingFaceTokens {
  Tokenizers tokenizers = {};
  ForeignVocabulary source = {}, target = {};
  std::set<std::string> tags = {};
};

std::set<std::string> controls_of(const std::set<std::string>& tags,
                                  const ForeignVocabulary& list) {
  std::set<std::string> controls = tags;
  controls.insert(list.pieces[static_cast<std::size_t>(list.start)]);  // <pad>
  return controls;
}

HuggingFaceTokens marian_tokens(const SourceFiles& source, const JsonSettings& config,
                                bool separate) {
  const std::int64_t start =
      config.whole("decoder_start_token_id", config.whole("pad_token_id", -1));
  const CuttingModel cut_source = read_cutting_model(tokenizer_file(source, "source.spm")),
                     cut_target = read_cutting_model(tokenizer_file(source, "target.spm"));
  HuggingFaceTokens made{.source = list_in(tokenizer_file(source, "vocab.json"), start)};
  made.target =
      separate ? list_in(tokenizer_file(source, "target_vocab.json"), start) : made.source;
  made.tags = language_tags_of(made.source);
  if (separate) {
    made.tokenizers =
        separate_tokenizers({made.source, cut_source, controls_of(made.tags, made.source)},
                            {made.target, cut_target, controls_of({}, made.target)});
  } else {
    made.tokenizers =
        listed_tokenizers(made.source, cut_source, cut_target, controls_of(made.tags, made.source));
  }
  return made;
}

// A code such as en or eng, and not the name of a family of languages.
bool is_language_code(const std::string& text) {
  return (text.size() == 2 || text.size() == 3) &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::islower(c) != 0; });
}

void set_languages(const JsonSettings& tokenizer, ForeignModel& model) {
  const std::string source = tokenizer.text("source_lang"), target = tokenizer.text("target_lang");
  if (!is_language_code(source) || !is_language_code(target)) return;
  model.set("languages.source", source);
  model.set("languages.target", target);
}

std::vector<std::string> never_said(const GenerationSettings& generation,
                                    const HuggingFaceTokens& tokens) {
  std::vector<std::string> never;
  for (const std::int64_t id : generation.with("bad_words_ids").single_numbers("bad_words_ids"))
    if (id >= 0 && id < static_cast<std::int64_t>(tokens.target.pieces.size()))
      never.push_back(tokens.target.pieces[static_cast<std::size_t>(id)]);
  const std::string& start = tokens.target.pieces[static_cast<std::size_t>(tokens.target.start)];
  if (std::find(never.begin(), never.end(), start) == never.end()) never.push_back(start);
  return never;
}

ForeignModel read_marian_mt(const SourceFiles& source) {
  const JsonSettings config(source.path_of(kConfig)),
      tokenizer = JsonSettings::if_there(source.path_of("tokenizer_config.json"));
  const std::string weights = hugging_face_weights(source);
  ForeignModel model{.files = {weights, source.path_of(kConfig)}};
  const HuggingFaceTokens tokens =
      marian_tokens(source, config, tokenizer.truth("separate_vocabs", false));
  model.tokenizers = tokens.tokenizers;
  set_languages(tokenizer, model);
  // A norm after each block, or before it and after the last; all positions of their own.
  const HuggingFaceKind kind{.pre_norm = config.text("model_type") == kPegasusType};
  add_hugging_face_model(config, kind,
                         std::make_shared<const TensorFile>(read_tensor_file(weights)),
                         rows_of(tokens.source, *tokens.tokenizers.source),
                         rows_of(tokens.target, *tokens.tokenizers.target), model);
  const GenerationSettings generation(source, config);
  set_search(generation, 512, never_said(generation, tokens), model);
  note_language_tags(tokens.tags, model);
  return model;
}

}  // namespace

bool is_hugging_face(const SourceFiles& source) {
  return source.file().empty() && !model_type_in(source).empty();
}

ForeignModel read_hugging_face(const SourceFiles& source) {
  const std::string type = model_type_in(source);
  if (type == kMarianType || type == kPegasusType) return read_marian_mt(source);
  if (type == kM2m100Type) return read_m2m100(source);
  throw Error(
      {.what = type.empty() ? "config.json does not say which kind of model this is"
                            : format("models of type {} are not read", type),
       .where = source.path_of(kConfig),
       .fix = "give a MarianMT model (model_type marian), such as those of OPUS-MT, or M2M100 or "
              "NLLB (m2m_100)"});
}

}  // namespace nmt
