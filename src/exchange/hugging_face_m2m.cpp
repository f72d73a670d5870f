#include "exchange/hugging_face_m2m.h"

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "exchange/foreign_tokenizers.h"
#include "exchange/hugging_face_files.h"
#include "exchange/hugging_face_weights.h"
#include "exchange/json_settings.h"
#include "exchange/language_tags.h"
#include "exchange/readers.h"

namespace nmt {
namespace {

constexpr const char *kList = "vocab.json", *kPieces = "sentencepiece.bpe.model";
constexpr int kMostTokens = 10'000'000;
// The languages in the order of their numbers, where no file lists them: those of M2M100, and of its
// models for the news task of WMT 2021.
constexpr const char
    *kM2m100Codes =
        "af am ar ast az ba be bg bn br bs ca ceb cs cy da de el en es et fa ff fi "
        "fr fy ga gd gl gu ha he hi hr ht hu hy id ig ilo is it ja jv ka kk km kn "
        "ko lb lg ln lo lt lv mg mk ml mn mr ms my ne nl no ns oc or pa pl ps pt "
        "ro ru sd si sk sl so sq sr ss su sv sw ta th tl tn tr uk ur uz vi wo xh "
        "yi yo zh zu",
    *kWmt21Codes = "en ha is ja cs ru zh de";

// Which of the two it is shows by their tokenizers: M2M100 has a list, NLLB counts by its pieces.
bool has_list(const SourceFiles& source) { return source.has(kList); }

void refuse_tokenizer(const JsonSettings& tokenizer) {
  const std::string name = tokenizer.text("tokenizer_class");
  const auto is = [&](const char* known) { return name.find(known) != std::string::npos; };
  if (!name.empty() && !is("M2M100Tokenizer") && !is("NllbTokenizer") && !is("TokenizersBackend"))
    throw Error({.what = format("the tokenizer is a {}, which may tell the model of its languages "
                                "in another way than M2M100 and NLLB",
                                name),
                 .where = tokenizer.path(),
                 .fix = "give a model of M2M100 or NLLB"});
  if (tokenizer.truth("legacy_behaviour", false))
    throw Error({.what = "legacy_behaviour puts the language behind a sentence, and nmt puts it "
                         "before it",
                 .where = tokenizer.path(),
                 .fix = "remove legacy_behaviour, which the trainers of NLLB have given up, if the "
                        "model was trained without it"});
}

// The pieces that text is cut into, with the four special tokens before them.
ForeignVocabulary cut_pieces(const SourceFiles& source, const CuttingModel& cut) {
  if (has_list(source)) return read_vocabulary_list(source.path_of(kList));
  ForeignVocabulary pieces = pieces_of(cut);
  const std::vector<std::string> expected = {"<unk>", "<s>", "</s>"};
  if (pieces.pieces.size() < expected.size() ||
      !std::equal(expected.begin(), expected.end(), pieces.pieces.begin()))
    throw Error({.what = "the first pieces are not <unk>, <s> and </s>, as they are in NLLB",
                 .where = cut.path,
                 .fix = format("put {} into the folder, if the model is one of M2M100", kList)});
  std::vector<std::string> all = {"<s>", "<pad>", "</s>", "<unk>"};
  all.insert(all.end(), pieces.pieces.begin() + std::ssize(expected), pieces.pieces.end());
  return {.pieces = std::move(all), .unknown = 3, .end = 2, .path = cut.path};
}

// What stands behind the pieces, by its numbers: the languages, and a mask.
std::map<std::int64_t, std::string> tokens_behind(const SourceFiles& source,
                                                  const JsonSettings& tokenizer,
                                                  std::int64_t pieces) {
  std::map<std::int64_t, std::string> numbered =
      JsonSettings::if_there(source.path_of("tokenizer.json")).numbered_tokens("added_tokens");
  numbered.merge(tokenizer.numbered_tokens("added_tokens_decoder"));
  numbered.erase(numbered.begin(), numbered.lower_bound(pieces));
  if (!numbered.empty()) return numbered;
  constexpr const char* kListed = "additional_special_tokens";
  std::vector<std::string> listed =
      JsonSettings::if_there(source.path_of("special_tokens_map.json")).tokens(kListed);
  for (const char* key : {kListed, "extra_special_tokens"})
    if (listed.empty()) listed = tokenizer.tokens(key);
  if (listed.empty() && has_list(source)) {
    std::istringstream codes(tokenizer.text("language_codes") == "wmt21" ? kWmt21Codes
                                                                         : kM2m100Codes);
    for (std::string code; codes >> code;) listed.push_back("__" + code + "__");
  }
  for (const std::string& token : listed)
    numbered[pieces + static_cast<std::int64_t>(numbered.size())] = token;
  return numbered;
}

// All rows of the model's table: what no file names is made up, as its trainers say.
ForeignVocabulary whole_vocabulary(const SourceFiles& source, const JsonSettings& config,
                                   const JsonSettings& tokenizer, const CuttingModel& cut) {
  ForeignVocabulary all = cut_pieces(source, cut);
  const auto rows = static_cast<std::size_t>(config.size("vocab_size", kMostTokens));
  const std::map<std::int64_t, std::string> behind =
      tokens_behind(source, tokenizer, std::ssize(all.pieces));
  const std::size_t named =
      behind.empty() ? all.pieces.size() : static_cast<std::size_t>(behind.rbegin()->first) + 1;
  if (named > rows)
    throw Error({.what = format("the tokenizer has {} tokens, and the model {}", named, rows),
                 .where = config.path(),
                 .fix = "give the tokenizer that belongs to the model"});
  for (int made_up = 0; all.pieces.size() < rows;) {
    const auto found = behind.find(std::ssize(all.pieces));
    all.pieces.push_back(found != behind.end() ? found->second : format("madeupword{}", made_up++));
  }
  all.start = static_cast<int>(config.whole("decoder_start_token_id", all.end));
  if (all.start < 0 || all.start >= std::ssize(all.pieces)) all.start = all.end;
  all.validate();
  return all;
}

void set_languages(const LanguageTokens& languages, const JsonSettings& tokenizer,
                   ForeignModel& model) {
  set_language_tokens(languages, model);
  const std::string source = tokenizer.text("src_lang"), target = tokenizer.text("tgt_lang");
  if (source.empty() || target.empty()) return;
  model.set("languages.source", source);
  model.set("languages.target", target);
}

}  // namespace

ForeignModel read_m2m100(const SourceFiles& source) {
  const JsonSettings config(source.path_of("config.json")),
      tokenizer = JsonSettings::if_there(source.path_of("tokenizer_config.json"));
  refuse_tokenizer(tokenizer);
  const std::string weights = hugging_face_weights(source);
  const CuttingModel cut = read_cutting_model(tokenizer_file(source, kPieces));
  const ForeignVocabulary vocabulary = whole_vocabulary(source, config, tokenizer, cut);
  const LanguageTokens languages = language_tokens_of(vocabulary);
  if (languages.codes.empty())
    throw Error({.what = "no file of the tokenizer lists the languages of the model",
                 .where = source.folder(),
                 .fix = "put tokenizer.json or special_tokens_map.json into the folder"});

  ForeignModel model{.files = {weights, config.path()}};
  const std::set<std::string> controls = languages.controls(vocabulary);
  model.tokenizers = listed_tokenizers(vocabulary, cut, cut, controls);
  const TokenRows rows = rows_of(vocabulary, *model.tokenizers.target);
  const HuggingFaceKind kind{
      .pre_norm = true, .first_position = 2, .frequency_gap = 1, .output_bias = false};
  add_hugging_face_model(config, kind,
                         std::make_shared<const TensorFile>(read_tensor_file(weights)), rows, rows,
                         model);
  set_languages(languages, tokenizer, model);
  set_search(GenerationSettings(source, config), 200, padding_of(vocabulary), model);
  return model;
}

}  // namespace nmt
