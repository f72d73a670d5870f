#include "document/po_header.h"

#include <algorithm>

#include "base/format.h"
#include "document/plural_forms.h"
#include "document/sentence_rules.h"
#include "document/text_range.h"

namespace nmt {
namespace {

// Of the value, without white space; empty, at npos, where there is no such line.
TextRange range_of_field(std::string_view header, std::string_view name) {
  for (std::size_t at = 0; at < header.size();) {
    const std::size_t end = std::min(header.find('\n', at), header.size());
    if (header.substr(at).starts_with(name) && header.substr(at + name.size()).starts_with(':'))
      return without_white_space(header, {at + name.size() + 1, end});
    at = end + 1;
  }
  return {std::string_view::npos, std::string_view::npos};
}

void set_field(std::string& header, std::string_view name, std::string_view value) {
  const TextRange range = range_of_field(header, name);
  if (range.begin == std::string_view::npos) {
    if (!header.empty() && !header.ends_with('\n')) header += '\n';
    header += format("{}: {}\n", name, value);
  } else {
    const bool blank = header[range.begin - 1] == ':';
    header.replace(range.begin, range.size(), (blank ? " " : "") + std::string(value));
  }
}

}  // namespace

std::string_view po_header_field(std::string_view header, std::string_view name) {
  const TextRange range = range_of_field(header, name);
  return range.begin == std::string_view::npos ? std::string_view() : in_range(header, range);
}

std::string with_language(std::string_view header, const DocumentLanguages& languages) {
  std::string changed(header);
  std::string language = languages.target;
  std::replace(language.begin(), language.end(), '-', '_');
  if (!language.empty() && po_header_field(header, "Language").empty())
    set_field(changed, "Language", language);
  if (po_header_field(header, "MIME-Version").empty()) set_field(changed, "MIME-Version", "1.0");
  if (!po_header_field(header, "Content-Type").ends_with("UTF-8"))
    set_field(changed, "Content-Type", "text/plain; charset=UTF-8");
  if (po_header_field(header, "Content-Transfer-Encoding").empty())
    set_field(changed, "Content-Transfer-Encoding", "8bit");
  if (!PluralForms::of_header(po_header_field(header, "Plural-Forms")))
    set_field(changed, "Plural-Forms", PluralForms::of_language(languages.target).header());
  return changed;
}

}  // namespace nmt
