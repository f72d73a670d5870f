// The one user of libxml2.
#include "document/xml_check.h"

#include <libxml/parser.h>
#include <libxml/xmlreader.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <mutex>
#include <string_view>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"
#include "document/source_file.h"
#include "document/utf16.h"

namespace nmt {
namespace {

[[noreturn]] void refuse_encoding(std::string_view encoding, const std::string& name) {
  throw Error({.what = format("it is written in {}, and XML is read in UTF-8 alone", encoding),
               .where = name + ":1",
               .fix = format("convert it: iconv -f {} -t UTF-8, and say encoding=\"UTF-8\" in its "
                             "first line",
                             encoding)});
}

// The one that the first line declares, or nothing.
std::string declared_encoding(std::string_view content) {
  if (content.starts_with("\xef\xbb\xbf")) content.remove_prefix(3);
  if (!content.starts_with("<?xml")) return {};
  content = content.substr(0, content.find("?>"));
  std::size_t at = content.find("encoding");
  if (at == std::string_view::npos) return {};
  at = content.find_first_of("\"'", at);
  if (at == std::string_view::npos) return {};
  const std::size_t end = content.find(content[at], at + 1);
  return end == std::string_view::npos ? std::string()
                                       : std::string(content.substr(at + 1, end - at - 1));
}

void check_encoding(const std::string& content, const std::string& name) {
  if (is_utf16_xml(content)) refuse_encoding("UTF-16", name);
  const std::string declared = declared_encoding(content);
  std::string upper = declared;
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  // UTF-16: of a document that has been converted.
  constexpr std::string_view kRead[] = {"", "UTF-8", "UTF8", "US-ASCII", "ASCII", "UTF-16"};
  if (std::find(std::begin(kRead), std::end(kRead), upper) == std::end(kRead))
    refuse_encoding(replace_invalid_utf8(declared), name);
  if (const std::size_t invalid = find_invalid_utf8(content); invalid != std::string::npos) {
    throw Error({.what = format("byte 0x{:02x} does not belong to UTF-8, which the document is in",
                                static_cast<unsigned char>(content[invalid])),
                 .where = line_in_file(content, invalid, name),
                 .fix = "convert the file with iconv, or mend the line"});
  }
}

struct Failure {
  std::string what;
  int line = 0;
};

// The first error that ends the reading.
void keep(Failure& failure, const char* message, int line) {
  if (!failure.what.empty()) return;
  failure.what = replace_invalid_utf8(message == nullptr ? "it cannot be read" : message);
  // An option of the library, which nobody can set here.
  for (const std::string_view hint : {" use XML_PARSE_HUGE option", ", use XML_PARSE_HUGE"}) {
    if (const std::size_t at = failure.what.find(hint); at != std::string::npos)
      failure.what.erase(at, hint.size());
  }
  while (!failure.what.empty() && (failure.what.back() == '\n' || failure.what.back() == ' '))
    failure.what.pop_back();
  failure.line = line;
}

// A document has all of itself: no DTD and no entity of another file, or of the network.
void refuse_other_files() {
  static std::once_flag once;
  std::call_once(once, [] {
    xmlInitParser();
    xmlSetExternalEntityLoader(
        [](const char*, const char*, xmlParserCtxtPtr) -> xmlParserInputPtr { return nullptr; });
  });
}

}  // namespace

void check_xml(const std::string& content, const std::string& name) {
  check_encoding(content, name);
  if (content.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw Error({.what = "XML of more than 2 GB is not read", .where = name, .fix = "divide it"});
  refuse_other_files();
  Failure failure;
  // The reader keeps only the elements that are open. Without XML_PARSE_HUGE it bounds depth, the
  // length of names and texts, and what entities grow to.
  const std::unique_ptr<xmlTextReader, void (*)(xmlTextReader*)> reader(
      xmlReaderForMemory(content.data(), static_cast<int>(content.size()), nullptr, "UTF-8",
                         XML_PARSE_NONET | XML_PARSE_IGNORE_ENC),
      xmlFreeTextReader);
  int read = reader ? 1 : -1;
  if (reader) {
    // Of either version of the library: the error is constant from 2.12 on.
    xmlTextReaderSetStructuredErrorHandler(
        reader.get(),
        [](void* kept, auto* error) {
          if (error->level == XML_ERR_FATAL)
            keep(*static_cast<Failure*>(kept), error->message, error->line);
        },
        &failure);
  }
  while (read == 1) read = xmlTextReaderRead(reader.get());
  if (read == 0 && failure.what.empty()) return;
  keep(failure, nullptr, 1);
  throw Error({.what = format("not well-formed XML: {}", failure.what),
               .where = format("{}:{}", name, std::max(1, failure.line)),
               .fix = "mend it where it was made; xmllint --noout tells of all mistakes"});
}

}  // namespace nmt
