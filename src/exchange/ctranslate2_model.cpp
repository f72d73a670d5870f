#include "exchange/ctranslate2_model.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "exchange/ctranslate2_weights.h"
#include "exchange/foreign_tokenizers.h"
#include "exchange/json_settings.h"
#include "exchange/language_tags.h"
#include "exchange/readers.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

constexpr const char *kCt2Weights = "model.bin", *kCt2Config = "config.json",
                     *kArgosRecord = "metadata.json";
// What CTranslate2 and Argos Translate take where nobody says anything.
constexpr double kArgosLengthPenalty = 0.2, kCt2NormEpsilon = 1e-5;
constexpr int kCt2LongestTranslation = 256;

// A vocabulary of one side, or of both, in one of the forms that CTranslate2 has had.
std::optional<std::string> vocabulary_file(const SourceFiles& source, const std::string& side) {
  for (const char* ending : {".json", ".txt"})
    if (source.has(side + "_vocabulary" + ending))
      return source.path_of(side + "_vocabulary" + ending);
  return std::nullopt;
}

struct Ct2Files {
  std::string source_vocabulary, target_vocabulary, source_pieces, target_pieces;
};

// SentencePiece models in the folder: one for each side, or one for both.
bool find_cutting_models(const std::string& folder, Ct2Files& files) {
  if (!fs::is_directory(folder)) return false;
  const SourceFiles source(folder);
  std::vector<std::string> models = source.named("", ".spm");
  for (const std::string& name : source.named("", ".model")) models.push_back(name);
  if (source.has("source.spm") && source.has("target.spm")) {
    files.source_pieces = source.path_of("source.spm");
    files.target_pieces = source.path_of("target.spm");
    return true;
  }
  if (models.size() != 1) return false;
  files.source_pieces = files.target_pieces = source.path_of(models.front());
  return true;
}

Ct2Files ctranslate2_files(const SourceFiles& source) {
  Ct2Files files;
  const auto shared = vocabulary_file(source, "shared"),
             of_source = vocabulary_file(source, "source"),
             of_target = vocabulary_file(source, "target");
  if (!shared && (!of_source || !of_target))
    throw Error({.what = "there is no vocabulary: neither shared_vocabulary.json nor one for each "
                         "side",
                 .where = source.folder(),
                 .fix = "give the whole folder that the converter of CTranslate2 has written"});
  files.source_vocabulary = shared ? *shared : *of_source;
  files.target_vocabulary = shared ? *shared : *of_target;
  const std::string above = fs::absolute(source.folder()).parent_path().string();
  if (find_cutting_models(source.folder(), files) || find_cutting_models(above, files))
    return files;
  throw Error({.what = "there is no SentencePiece model that cuts words into pieces",
               .where = source.folder(),
               .fix = "put source.spm and target.spm, or the one model of both, into the folder"});
}

// The decoder starts from nothing, or from a token of config.json.
int start_of(const TensorFile& weights, const JsonSettings& config,
             const ForeignVocabulary& target) {
  constexpr const char* kFromNothing = "decoder/start_from_zero_embedding";
  if (weights.has(kFromNothing) && to_integers(weights.at(kFromNothing)).front() != 0)
    return ForeignVocabulary::kNone;
  const bool known = !fs::exists(config.path()) || config.has("decoder_start_token");
  const std::string token = config.text("decoder_start_token", "<s>");
  const auto found = std::find(target.pieces.begin(), target.pieces.end(), token);
  if (known && found != target.pieces.end()) return static_cast<int>(found - target.pieces.begin());
  throw Error({.what = known ? format("the decoder starts with '{}', which is no piece of the "
                                      "vocabulary",
                                      token)
                             : "the model leaves it to its caller what the decoder starts with",
               .where = config.path(),
               .fix = "give the model as its trainer has written it, before it was converted"});
}

// Models of Marian, M2M100 and NLLB want an end mark, which converters leave to the caller.
bool ends_source(const JsonSettings& config, const ForeignVocabulary& target,
                 const LanguageTokens& languages) {
  return config.truth("add_source_eos", false) || target.start == ForeignVocabulary::kNone ||
         !languages.codes.empty();
}

// M2M100 and NLLB start from the end mark, which no other model does.
LanguageTokens languages_of(const ForeignVocabulary& target) {
  return target.start == target.end ? language_tokens_of(target) : LanguageTokens{};
}

}  // namespace

bool is_ctranslate2(const SourceFiles& source) {
  return source.file().empty() && source.has(kCt2Weights) &&
         (vocabulary_file(source, "shared") || vocabulary_file(source, "target"));
}

ForeignModel read_ctranslate2_model(const SourceFiles& source) {
  const JsonSettings config = JsonSettings::if_there(source.path_of(kCt2Config));
  const Ct2Files files = ctranslate2_files(source);
  const auto weights =
      std::make_shared<const TensorFile>(read_ctranslate2(source.path_of(kCt2Weights)));
  ForeignVocabulary of_target = read_vocabulary_list(files.target_vocabulary);
  of_target.start = start_of(*weights, config, of_target);
  ForeignVocabulary of_source = read_vocabulary_list(files.source_vocabulary);
  of_source.start =
      of_target.start < std::ssize(of_source.pieces) ? of_target.start : ForeignVocabulary::kNone;
  const CuttingModel cut_source = read_cutting_model(files.source_pieces),
                     cut_target = read_cutting_model(files.target_pieces);
  const LanguageTokens languages = languages_of(of_target);
  std::set<std::string> controls = language_tags_of(of_source);
  controls.insert({"<blank>", "<pad>"});
  controls.merge(languages.controls(of_target));

  ForeignModel model{.files = {source.path_of(kCt2Weights), files.source_vocabulary}};
  model.tokenizers = files.source_vocabulary == files.target_vocabulary
                         ? listed_tokenizers(of_target, cut_source, cut_target, controls)
                         : separate_tokenizers({of_source, cut_source, controls},
                                               {of_target, cut_target, controls});
  add_ctranslate2_model(weights, config.number("layer_norm_epsilon", kCt2NormEpsilon),
                        rows_of(of_source, *model.tokenizers.source),
                        rows_of(of_target, *model.tokenizers.target), model);
  if (!ends_source(config, of_target, languages)) model.set("model.source_end_mark", false);
  if (!languages.codes.empty()) {
    set_language_tokens(languages, model);
    model.set("decoding.suppress", padding_of(of_target));
  }
  model.set("decoding.max_length", kCt2LongestTranslation);
  model.set("decoding.capitals", "keep");
  note_language_tags(language_tags_of(of_source), model);
  return model;
}

bool is_argos(const SourceFiles& source) {
  return source.file().empty() && source.has(kArgosRecord) &&
         fs::is_directory(source.folder() + "/model");
}

ForeignModel read_argos(const SourceFiles& source) {
  const JsonSettings record(source.path_of(kArgosRecord));
  const auto refuse = [&](const std::string& what, const std::string& fix) {
    throw Error({.what = what, .where = record.path(), .fix = fix});
  };
  if (const std::string type = record.text("type", "translate"); type != "translate")
    refuse(format("the package is of type {}, and no translation model", type),
           "give a package of type translate");
  if (source.has("bpe.model"))
    refuse("the words of this model are cut by subword-nmt (bpe.model)",
           "take a package whose words are cut by SentencePiece (sentencepiece.model)");
  ForeignModel model = read_ctranslate2_model(SourceFiles(source.folder() + "/model"));
  if (const std::string prefix = record.text("target_prefix"); !prefix.empty()) {
    if (!find_token(*model.tokenizers.target, prefix))
      refuse(format("translations begin with '{}', which is no piece of the vocabulary", prefix),
             "give the package as it was made");
    model.set("languages.target_tag", prefix);
  }
  model.set("languages.source", record.text("from_code"));
  model.set("languages.target", record.text("to_code"));
  model.set("decoding.length_penalty", format("{}", kArgosLengthPenalty));
  return model;
}

}  // namespace nmt
