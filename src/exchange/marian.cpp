#include "exchange/marian.h"

#include <filesystem>
#include <memory>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "exchange/foreign_tokenizers.h"
#include "exchange/imported_shortlist.h"
#include "exchange/language_tags.h"
#include "exchange/marian_files.h"
#include "exchange/marian_options.h"
#include "exchange/marian_weights.h"
#include "exchange/marian_zero_start.h"
#include "exchange/readers.h"

namespace nmt {
namespace {

constexpr const char* kModelYaml = "special:model.yml";
// Of Bergamot and Firefox, which give no decoder.yml: sentences are cut there.
constexpr int kBergamotSource = 128;
constexpr double kBergamotLength = 2.5;

bool is_subword_model(const std::string& path) {
  const std::string_view name = unpacked_name(path);
  return name.ends_with(".spm") || name.ends_with(".model");
}

struct MarianTokens {
  Tokenizers tokenizers = {};
  MarianVocabularies rows = {};
  bool one_vocabulary = false;
  std::set<std::string> tags = {};
};

// The vocabularies are SentencePiece models, which number their pieces.
MarianTokens tokens_of_models(const MarianFiles& files, const TensorFile& weights) {
  const CuttingModel source = read_cutting_model(files.source_vocabulary),
                     target = read_cutting_model(files.target_vocabulary);
  MarianTokens made{.tokenizers = cutting_tokenizers(source, target)};
  ForeignVocabulary of_source = pieces_of(source), of_target = pieces_of(target);
  find_zero_start(weights, of_source, of_target);
  made.rows = {.source = rows_of(of_source, *made.tokenizers.source),
               .target = rows_of(of_target, *made.tokenizers.target)};
  made.one_vocabulary = made.tokenizers.shared;
  return made;
}

// One list for both sides, and a SentencePiece model for each that only cuts.
MarianTokens tokens_of_list(const MarianFiles& files) {
  if (files.source_vocabulary != files.target_vocabulary)
    throw Error(
        {.what = format("the sides have a list of pieces each, {} and {}, and SentencePiece "
                        "models beside them",
                        files.source_vocabulary, files.target_vocabulary),
         .where = files.decoder.where(),
         .fix = "only one list for both sides is read together with source.spm and "
                "target.spm"});
  const ForeignVocabulary list = read_vocabulary_list(files.source_vocabulary);
  MarianTokens made{.tags = language_tags_of(list)};
  made.tokenizers = listed_tokenizers(list, read_cutting_model(files.source_pieces),
                                      read_cutting_model(files.target_pieces), made.tags);
  made.rows = {.source = rows_of(list, *made.tokenizers.source),
               .target = rows_of(list, *made.tokenizers.target)};
  made.one_vocabulary = true;
  return made;
}

MarianTokens tokens_of_words(const MarianFiles& files, const TensorFile& weights) {
  ForeignVocabulary source = read_vocabulary_list(files.source_vocabulary),
                    target = read_vocabulary_list(files.target_vocabulary);
  find_zero_start(weights, source, target);
  MarianTokens made{.tokenizers = word_tokenizers(source, target)};
  made.rows = {.source = rows_of(source, *made.tokenizers.source),
               .target = rows_of(target, *made.tokenizers.target)};
  made.one_vocabulary = made.tokenizers.shared;
  return made;
}

MarianTokens tokens_of(const MarianFiles& files, const TensorFile& weights) {
  if (is_subword_model(files.source_vocabulary)) return tokens_of_models(files, weights);
  return files.source_pieces.empty() ? tokens_of_words(files, weights) : tokens_of_list(files);
}

MarianOptions architecture_options(const TensorFile& weights) {
  const std::string* yaml = weights.text(kModelYaml);
  if (yaml != nullptr) return {*yaml, format("{}, {}", weights.path(), kModelYaml)};
  throw Error({.what = "the file does not say how the model is built: special:model.yml is missing",
               .where = weights.path(),
               .fix = "give weights that Marian wrote since version 1.0"});
}

void set_length_limits(const MarianFiles& files, bool bergamot, ForeignModel& model) {
  const MarianOptions& decoder = files.decoder;
  if (bergamot && !decoder.has("max-length-factor"))
    model.set("decoding.max_length_ratio", format("{}", kBergamotLength));
  if (decoder.has("max-length-factor"))
    model.set("decoding.max_length_ratio", format("{}", decoder.number("max-length-factor", 3)));
  const std::int64_t longest = decoder.whole("max-length-break", bergamot ? kBergamotSource : 0);
  if (longest > 0) model.set("decoding.max_source_length", longest);
}

void set_decoding(const MarianFiles& files, const MarianTokens& tokens, bool bergamot,
                  ForeignModel& model) {
  const MarianOptions& decoder = files.decoder;
  if (bergamot || decoder.has("beam-size"))
    model.set("decoding.beam_size", decoder.whole("beam-size", 1));
  if (decoder.has("normalize"))
    model.set("decoding.length_penalty", format("{}", decoder.number("normalize", 0)));
  if (const double penalty = decoder.number("word-penalty", 0); penalty != 0)
    model.notes.push_back(
        format("word-penalty {} is left out; decoding.length_penalty does the like", penalty));
  set_length_limits(files, bergamot, model);
  // What the model reads is what it has learned from, as in Marian.
  model.set("decoding.capitals", "keep");
  std::vector<std::string> never(tokens.tags.begin(), tokens.tags.end());
  if (!decoder.truth("allow-unk", false))
    never.push_back(tokens.tokenizers.target->piece(kUnknown));
  if (!never.empty()) model.set("decoding.suppress", never);
  note_language_tags(tokens.tags, model);
}

}  // namespace

bool is_marian(const SourceFiles& source) { return has_marian_weights(source); }

ForeignModel read_marian(const SourceFiles& source) {
  const MarianFiles files = MarianFiles::in(source);
  const auto weights = std::make_shared<const TensorFile>(read_tensor_file(files.weights));
  const MarianArchitecture architecture = MarianArchitecture::of(architecture_options(*weights));
  const MarianTokens tokens = tokens_of(files, *weights);
  ForeignModel model{.files = {files.weights}};
  for (const std::string* file : {&files.source_vocabulary, &files.target_vocabulary,
                                  &files.source_pieces, &files.target_pieces, &files.shortlist})
    if (!file->empty() && *file != model.files.back()) model.files.push_back(*file);
  if (!files.source_language.empty()) {
    model.set("languages.source", files.source_language);
    model.set("languages.target", files.target_language);
  }
  model.tokenizers = tokens.tokenizers;
  add_marian_model(architecture, weights, tokens.rows, model);
  const bool bergamot = weights->has("none_QuantMultA") || !files.shortlist.empty();
  set_decoding(files, tokens, bergamot, model);
  if (files.shortlist.empty()) return model;
  model.set("decoding.shortlist", files.shortlist);
  model.shortlist = imported_shortlist(files.shortlist, tokens.rows.source, tokens.rows.target,
                                       tokens.tokenizers, tokens.one_vocabulary);
  return model;
}

}  // namespace nmt
