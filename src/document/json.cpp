#include "document/json.h"

#include <utility>

#include "document/json_strings.h"
#include "document/source_file.h"
#include "document/values_document.h"

namespace nmt {
namespace {

class JsonDocument : public ValuesDocument {
 public:
  JsonDocument(std::string bytes, const std::string& name)
      : ValuesDocument(std::move(bytes)), escapes_(json_escapes_in(content())) {
    require_utf8(content(), name);
    LineCounter lines(content());
    for (const JsonString& string : json_messages(content(), name))
      add_value(string.value, string.range, lines.line_of(string.range.begin));
  }

 protected:
  std::string escaped(std::string_view value, TextRange) const override {
    return json_escaped(value, escapes_);
  }

 private:
  JsonEscapes escapes_;
};

}  // namespace

DocumentFormat json_format() {
  return {.name = "json",
          .suffixes = {".json", ".arb"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages&) -> std::unique_ptr<Document> {
            return std::make_unique<JsonDocument>(std::move(content), name);
          }};
}

}  // namespace nmt
