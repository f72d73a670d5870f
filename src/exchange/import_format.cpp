#include "exchange/import_format.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "exchange/ctranslate2_model.h"
#include "exchange/hugging_face.h"
#include "exchange/marian.h"
#include "exchange/named_format.h"

namespace nmt {
namespace {

constexpr ImportFormat kImportFormats[] = {
    {"huggingface", "folders of Hugging Face with a MarianMT, M2M100 or NLLB model",
     is_hugging_face, read_hugging_face},
    {"argos", "packages of Argos Translate", is_argos, read_argos},
    {"ctranslate2", "folders of CTranslate2", is_ctranslate2, read_ctranslate2_model},
    {"marian", "Marian (.npz, .bin), Bergamot, Firefox, OPUS-MT", is_marian, read_marian},
};

const ImportFormat* recognising(const SourceFiles& source) {
  for (const ImportFormat& known : kImportFormats)
    if (known.recognises(source)) return &known;
  return nullptr;
}

const ImportFormat& recognised(const SourceFiles& source) {
  if (const ImportFormat* known = recognising(source)) return *known;
  std::string titles;
  for (const ImportFormat& known : kImportFormats)
    titles += (titles.empty() ? "" : "; ") + std::string(known.title);
  throw Error({.what = "no model of another program is recognised here",
               .where = source.path(),
               .fix = format("name the folder of a model that is read: {}", titles)});
}

ForeignModel read(const SourceFiles& source, const ImportFormat& known) {
  ForeignModel model = known.read(source);
  model.format = known.name;
  if (source.is_archive()) model.files = {source.path()};
  return model;
}

}  // namespace

std::span<const ImportFormat> import_formats() { return kImportFormats; }

std::vector<std::string> import_format_names() { return names_of(import_formats()); }

ForeignModel read_foreign_model(const std::string& path, const std::string& name) {
  const SourceFiles source(path);
  source.require_files();
  return read(source, name.empty() ? recognised(source) : format_named(import_formats(), name));
}

std::optional<ForeignModel> find_foreign_model(const std::string& path) {
  const SourceFiles source(path);
  const ImportFormat* known = recognising(source);
  if (known == nullptr) return std::nullopt;
  return read(source, *known);
}

}  // namespace nmt
