#include "cli/translate_document.h"

#include <unistd.h>

#include <memory>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "cli/standard_output.h"
#include "cli/translation_progress.h"
#include "decode/translate_document.h"
#include "decode/warning_log.h"
#include "document/document.h"

namespace nmt {
namespace {

// It is held in memory several times over.
constexpr std::size_t kMostBytes = std::size_t{256} << 20;

bool is_stdin(const DocumentFiles& files) { return files.path.empty() || files.path == "-"; }

const DocumentFormat& format_of(const DocumentFiles& files) {
  if (!files.format.empty()) return *find_format(files.format);
  if (const DocumentFormat* found = format_of_file(files.path)) return *found;
  std::string names;
  for (const DocumentFormat& one : document_formats())
    names += (names.empty() ? "" : ", ") + std::string(one.name);
  throw Error({.what = "the name does not say which format the document has",
               .where = files.path,
               .fix = format("say it: --format_in with one of: {}", names)});
}

std::string read_document(const DocumentFiles& files) {
  const std::string name = is_stdin(files) ? "standard input" : files.path;
  if (!is_stdin(files)) require_regular_file(files.path);
  std::string content = is_stdin(files) ? read_start(STDIN_FILENO, name, kMostBytes + 1)
                                        : read_file_start(files.path, kMostBytes + 1);
  if (content.size() > kMostBytes)
    throw Error({.what = format("the document has more than {} bytes, and it has to be in memory",
                                with_commas(static_cast<std::int64_t>(kMostBytes))),
                 .where = name,
                 .fix = "divide it; text of any size is translated line by line: nmt translate < "
                        "FILE"});
  return content;
}

}  // namespace

std::vector<std::string> document_format_names() {
  std::vector<std::string> names;
  for (const DocumentFormat& one : document_formats()) names.emplace_back(one.name);
  return names;
}

void translate_document_file(const DocumentFiles& files, LoadedEnsemble loaded) {
  const DocumentFormat& as = format_of(files);
  LoadedModel& first = loaded.models.front();
  const DocumentLanguages languages = {first.config.languages.source,
                                       first.config.languages.target};
  const std::string name = is_stdin(files) ? "standard input" : files.path;
  const std::unique_ptr<Document> document = as.read(read_document(files), name, languages);
  bool attends = true;
  for (const LoadedModel& model : loaded.models) attends = attends && model.model->attends();
  DecodingSettings decoding = first.config.decoding;
  decoding.keep_by_default(attends);
  Translator translator(loaded.members(), first.tokenizers, std::move(decoding), first.learned);
  TranslationProgress progress(progress_style(is_stdin(files) ? STDIN_FILENO : -1,
                                              files.output.empty() ? STDOUT_FILENO : -1),
                               static_cast<std::int64_t>(document->texts().size()), 0);
  WarningLog warnings(name + ": ");
  const std::string translated = translate_document(
      translator, *document,
      {.languages = languages,
       .on_progress =
           [&](std::size_t done, std::size_t lines) {
             progress.show(static_cast<std::int64_t>(done),
                           static_cast<std::int64_t>(document->texts().size() * done / lines));
           },
       .on_warnings =
           [&](const std::string& place, const std::vector<std::string>& texts) {
             progress.clear();
             warnings.add(place, texts);
           }});
  progress.clear();
  if (files.output.empty())
    print(translated);
  else
    write_file_atomically(files.output, translated);
}

}  // namespace nmt
