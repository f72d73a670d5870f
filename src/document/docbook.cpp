#include "document/docbook.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "document/xml_blocks.h"

namespace nmt {
namespace {

// Elements within words, whose words belong to the sentence.
constexpr std::string_view kDocbookSpans[] = {
    "abbrev",        "acronym",    "application", "citetitle",   "emphasis", "firstterm",
    "foreignphrase", "guibutton",  "guiicon",     "guilabel",    "guimenu",  "guimenuitem",
    "guisubmenu",    "glossterm",  "link",        "menuchoice",  "olink",    "phrase",
    "productname",   "quote",      "subscript",   "superscript", "tag",      "trademark",
    "ulink",         "wordasword", "xref"};

// What nobody translates in the middle of words: what is typed and shown, and names.
constexpr std::string_view kDocbookKept[] = {
    "classname",  "code",      "command",       "computeroutput", "constant",       "email",
    "envar",      "errorcode", "filename",      "function",       "inlineequation", "keycap",
    "keycombo",   "literal",   "markup",        "option",         "parameter",      "person",
    "personname", "prompt",    "refentrytitle", "replaceable",    "returnvalue",    "sgmltag",
    "systemitem", "type",      "uri",           "userinput",      "varname"};

// And apart from words: programs, and what is told of the book.
constexpr std::string_view kDocbookApart[] = {
    "address",          "author",      "authorgroup",   "classsynopsis",  "cmdsynopsis",
    "copyright",        "date",        "editor",        "equation",       "funcsynopsis",
    "informalequation", "isbn",        "literallayout", "programlisting", "programlistingco",
    "pubdate",          "releaseinfo", "remark",        "revhistory",     "screen",
    "screenco",         "synopsis",    "volumenum"};

// In the middle of words and with texts of their own.
constexpr std::string_view kDocbookWithin[] = {"footnote", "indexterm", "inlinemediaobject",
                                               "annotation"};

template <std::size_t size>
bool is_in(const std::string_view (&names)[size], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

XmlRole docbook_role(const XmlDocument& document, const XmlNode& node) {
  if (is_in(kDocbookApart, node.name)) return {.kind = XmlRole::Kind::apart};
  if (is_in(kDocbookKept, node.name) || document.attribute(node, "translate") == "no")
    return {.kind = XmlRole::Kind::kept};
  if (is_in(kDocbookSpans, node.name)) return {.kind = XmlRole::Kind::pair};
  if (is_in(kDocbookWithin, node.name)) return {.kind = XmlRole::Kind::alone};
  return {.kind = XmlRole::Kind::block};
}

}  // namespace

DocumentFormat docbook_format() {
  return {.name = "docbook",
          .suffixes = {".docbook", ".dbk"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages&) -> std::unique_ptr<Document> {
            const XmlRules rules = {.role = docbook_role, .collapses = true};
            return std::make_unique<XmlBlocks>(std::move(content), name, rules);
          }};
}

}  // namespace nmt
