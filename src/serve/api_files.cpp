// The calls that translate files: /translate_file, and /download_file of what came of it.
#include <nlohmann/json.hpp>

#include "base/format.h"
#include "serve/api.h"
#include "serve/path_translation.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNoFiles = "Files translation are disabled on this server.";
constexpr std::string_view kDownload = "/download_file/";

const RequestPart& file_of(const ApiRequest& request) {
  for (const RequestPart& part : request.parts)
    if (part.name == "file" && !part.file_name.empty()) return part;
  throw Refusal(400, "Invalid request: missing file parameter");
}

// In front of the ending: report.de.html
std::string name_of_translation(const std::string& name, const std::string& target) {
  const std::size_t dot = name.rfind('.');
  return target.empty() ? name : name.substr(0, dot) + "." + target + name.substr(dot);
}

}  // namespace

ApiReply Api::translate_file(const ApiRequest& request) {
  if (settings_.max_files == 0) throw Refusal(403, kNoFiles);
  const RequestFields fields(request.body, request.content_type, request.parts);
  admit(request, fields);
  const RequestPart& file = file_of(request);
  const std::string name = harmless_name(file.file_name);
  const DocumentFormat* kind = format_of_file(name);
  if (kind == nullptr) throw Refusal(400, "Invalid request: file format not supported");
  DocumentLanguages languages = {};
  if (fields.text("source") != "auto" && routes_.known())
    languages = {language(fields.text("source"), "source", true),
                 language(fields.text("target"), "target", false)};
  auto document = read_document(*kind, file.content, name, languages);
  std::vector<std::string> texts;
  for (const DocumentText& text : document->texts()) texts.push_back(text.text);
  const Direction direction = this->direction(fields, texts);
  TranslatedDocument translated =
      translate_document(models_, direction.path, std::move(document), direction.languages);
  const auto stored = files_.put({.name = name_of_translation(name, direction.languages.target),
                                  .content = std::move(translated.content)});
  if (!stored)
    throw Refusal(413,
                  format("the translated file is longer than {} bytes", settings_.max_files_bytes));
  std::string origin = settings_.public_url.empty() ? request.origin : settings_.public_url;
  if (origin.ends_with('/')) origin.pop_back();
  Json answer = {{"translatedFileUrl", origin + std::string(kDownload) + *stored}};
  if (!translated.warnings.empty()) answer["warnings"] = std::move(translated.warnings);
  return json_reply(answer);
}

ApiReply Api::download_file(const ApiRequest& request) {
  auto file = files_.find(request.path.substr(kDownload.size()));
  if (!file) throw Refusal(404, "there is no such file, or it was here too long ago");
  return {.body = std::move(file->content),
          .content_type = "application/octet-stream",
          .headers = {{"Content-Disposition", format("attachment; filename=\"{}\"", file->name)}}};
}

}  // namespace nmt
