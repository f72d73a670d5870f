#include "exchange/marian_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

bool is_weights(std::string_view name) {
  const std::string_view plain = unpacked_name(name);
  if (plain.ends_with(".npz")) return !plain.ends_with(".optimizer.npz");
  // model.bin is CTranslate2's.
  return plain.ends_with(".bin") && plain.starts_with("model") && plain != "model.bin" &&
         plain.find("safetensors") == std::string_view::npos;
}

bool is_yaml(std::string_view name) { return name.ends_with(".yml") || name.ends_with(".yaml"); }

bool is_subwords(std::string_view name) {
  const std::string_view plain = unpacked_name(name);
  return plain.ends_with(".spm") || plain.ends_with(".model");
}

[[noreturn]] void refuse_files(const SourceFiles& source, const std::string& what,
                               const std::string& fix) {
  throw Error({.what = what, .where = source.path(), .fix = fix});
}

std::string listed_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// The one file of a list; empty where there is none.
std::string only(const SourceFiles& source, const std::vector<std::string>& names,
                 const std::string& what) {
  if (names.size() > 1)
    refuse_files(source, format("several files may be {}: {}", what, listed_names(names)),
                 "name the file of the weights, or move the others elsewhere");
  return names.empty() ? "" : source.path_of(names.front());
}

// What says how a model is decoded: what was named, what is called so, or a file that names models.
std::string decoder_file(const SourceFiles& source) {
  if (is_yaml(source.file())) return source.file();
  if (!source.file().empty()) {
    const std::string beside = source.file() + ".decoder.yml";
    return fs::exists(beside) ? beside : "";
  }
  if (source.has("decoder.yml")) return source.path_of("decoder.yml");
  std::vector<std::string> found = source.named("", ".decoder.yml");
  for (const std::string& name : source.named("config", ".yml")) found.push_back(name);
  return found.size() == 1 ? source.path_of(found.front()) : "";
}

// A file that decoder.yml names: from its folder, or, where it lay elsewhere once, of this folder.
std::string named_file(const SourceFiles& source, const std::string& name) {
  const fs::path given(name);
  const fs::path there = given.is_absolute() ? given : fs::path(source.folder()) / given;
  if (fs::exists(there)) return there.string();
  const std::string here = given.filename().string();
  for (const std::string& file : source.names())
    if (unpacked_name(file) == unpacked_name(here)) return source.path_of(file);
  throw Error({.what = "a file of the model is missing",
               .where = there.string(),
               .fix = format("put it into {}", source.folder())});
}

std::string find_weights(const SourceFiles& source, const MarianOptions& decoder) {
  if (!source.file().empty() && !is_yaml(source.file())) return source.file();
  const std::vector<std::string> models = decoder.list("models");
  if (models.size() > 1)
    throw Error({.what = format("the file names {} models that translate together", models.size()),
                 .where = decoder.where(),
                 .fix = "import each by the file of its weights; nmt translate --models A --models "
                        "B takes them together"});
  if (!models.empty()) return named_file(source, models.front());
  std::vector<std::string> weights;
  for (const std::string& name : source.names())
    if (is_weights(name)) weights.push_back(name);
  const std::string found = only(source, weights, "the weights");
  if (found.empty())
    refuse_files(source, "there are no weights of Marian: no .npz, and no model*.bin",
                 "name the folder or the file that has them");
  return found;
}

void find_vocabularies(const SourceFiles& source, MarianFiles& files) {
  const std::vector<std::string> named = files.decoder.list("vocabs");
  if (named.size() >= 2) {
    files.source_vocabulary = named_file(source, named.front());
    files.target_vocabulary = named_file(source, named.back());
    return;
  }
  const auto pair = [&](const std::vector<std::string>& of_source,
                        const std::vector<std::string>& of_target) {
    if (of_source.size() != 1 || of_target.size() != 1) return false;
    files.source_vocabulary = source.path_of(of_source.front());
    files.target_vocabulary = source.path_of(of_target.front());
    return true;
  };
  if (pair(source.named("srcvocab", ".spm"), source.named("trgvocab", ".spm"))) return;
  std::vector<std::string> lists = source.named("", "vocab.yml");
  if (pair(lists, lists) || pair(source.named("source", ".spm"), source.named("target", ".spm")))
    return;
  const std::vector<std::string> models = source.named("", ".spm");
  if (pair(models, models)) return;
  refuse_files(source,
               models.empty() ? "there is no vocabulary: no .spm, and no vocab.yml"
                              : format("which vocabulary is meant? {}", listed_names(models)),
               "put decoder.yml beside the weights, with 'vocabs: [SOURCE, TARGET]'");
}

void find_pieces(const SourceFiles& source, MarianFiles& files) {
  if (is_subwords(files.source_vocabulary)) return;
  if (source.has("source.spm") && source.has("target.spm")) {
    files.source_pieces = source.path_of("source.spm");
    files.target_pieces = source.path_of("target.spm");
  }
  if (source.has("source.bpe") || source.has("source.bpe.model"))
    refuse_files(source, "the words of this model are cut by subword-nmt (source.bpe)",
                 "take a model whose words are cut by SentencePiece (source.spm)");
}

std::string find_shortlist(const SourceFiles& source, const MarianOptions& decoder) {
  const std::vector<std::string> named = decoder.list("shortlist");
  if (!named.empty()) return named_file(source, named.front());
  return only(source, source.named("lex", ".bin"), "the shortlist");
}

// "model.enpt.intgemm.alphas.bin" is from en to pt.
void find_languages(MarianFiles& files) {
  constexpr std::string_view kBegin = "model.";
  const std::string name = fs::path(files.weights).filename().string();
  if (!name.starts_with(kBegin)) return;
  const std::string pair =
      name.substr(kBegin.size(), name.find('.', kBegin.size()) - kBegin.size());
  const bool letters =
      std::all_of(pair.begin(), pair.end(), [](unsigned char c) { return std::islower(c) != 0; });
  if (pair.size() != 4 || !letters) return;
  files.source_language = pair.substr(0, 2);
  files.target_language = pair.substr(2);
}

}  // namespace

bool has_marian_weights(const SourceFiles& source) {
  if (!source.file().empty())
    return is_weights(fs::path(source.file()).filename().string()) || is_yaml(source.file());
  return std::any_of(source.names().begin(), source.names().end(), is_weights);
}

MarianFiles MarianFiles::in(const SourceFiles& source) {
  const std::string decoder = decoder_file(source);
  MarianFiles files{.decoder = decoder.empty() ? MarianOptions(source.path())
                                               : MarianOptions(read_file(decoder), decoder)};
  files.weights = find_weights(source, files.decoder);
  find_vocabularies(source, files);
  find_pieces(source, files);
  files.shortlist = find_shortlist(source, files.decoder);
  find_languages(files);
  return files;
}

}  // namespace nmt
