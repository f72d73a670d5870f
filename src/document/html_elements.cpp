#include "document/html_elements.h"

#include <algorithm>
#include <iterator>

namespace nmt {
namespace {

constexpr std::string_view kFlowElements[] = {
    "a",     "abbr", "acronym", "b",      "bdi", "bdo", "big",   "cite", "data",
    "del",   "dfn",  "em",      "font",   "i",   "img", "input", "ins",  "label",
    "mark",  "nobr", "q",       "rb",     "rp",  "rt",  "rtc",   "ruby", "s",
    "small", "span", "strike",  "strong", "sub", "sup", "time",  "u",    "wbr"};
constexpr std::string_view kKeptElements[] = {"code", "kbd", "math", "samp", "svg", "tt", "var"};
constexpr std::string_view kKeptBlocks[] = {"audio", "canvas",   "object",
                                            "pre",   "template", "video"};
constexpr std::string_view kTextAttributes[] = {
    "abbr", "alt", "aria-description", "aria-label", "label", "placeholder", "title"};

template <std::size_t n>
bool is_one_of(const std::string_view (&names)[n], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace

HtmlRole role_of_element(std::string_view name) {
  // Elements of somebody's own have a hyphen in their names.
  if (is_one_of(kFlowElements, name) || name.find('-') != std::string_view::npos)
    return HtmlRole::flow;
  return is_one_of(kKeptElements, name) ? HtmlRole::kept : HtmlRole::block;
}

bool has_no_end(std::string_view name) { return name == "img" || name == "input" || name == "wbr"; }

bool is_kept_block(std::string_view name) { return is_one_of(kKeptBlocks, name); }

bool is_text_attribute(std::string_view name) { return is_one_of(kTextAttributes, name); }

}  // namespace nmt
