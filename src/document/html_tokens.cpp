#include "document/html_tokens.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/ascii.h"
#include "document/characters.h"
#include "document/markup.h"

namespace nmt {
namespace {

// Elements that hold text alone, whatever it looks like.
constexpr std::string_view kTextOnly[] = {"iframe", "noembed",  "noframes", "script",
                                          "style",  "textarea", "title",    "xmp"};

HtmlToken token_of(std::string_view page, TextRange range) {
  const std::string_view markup = in_range(page, range);
  HtmlToken token{.kind = HtmlToken::Kind::other, .range = range};
  token.name = ascii_lower_case(tag_name(markup));
  if (token.name.empty()) return token;
  token.kind = markup.starts_with("</") ? HtmlToken::Kind::end : HtmlToken::Kind::start;
  token.is_empty = token.kind == HtmlToken::Kind::start && markup.ends_with("/>");
  return token;
}

bool holds_text_only(const HtmlToken& token) {
  return token.kind == HtmlToken::Kind::start && !token.is_empty &&
         std::find(std::begin(kTextOnly), std::end(kTextOnly), token.name) != std::end(kTextOnly);
}

// Where the end tag of an element begins that holds text alone; the end of the page without one.
std::size_t end_of_text_only(std::string_view page, std::size_t from, const std::string& name) {
  for (std::size_t at = from; (at = page.find("</", at)) != std::string_view::npos; ++at) {
    const std::string_view rest = page.substr(at + 2);
    const std::string_view behind = rest.substr(std::min(name.size(), rest.size()));
    const bool ends = behind.empty() || behind.front() == '>' || behind.front() == '/' ||
                      kHtmlBlanks.find(behind.front()) != std::string_view::npos;
    if (ends && ascii_lower_case(rest.substr(0, name.size())) == name) return at;
  }
  return page.size();
}

}  // namespace

std::vector<HtmlToken> html_tokens(std::string_view page) {
  std::vector<HtmlToken> tokens;
  std::size_t end = 0;
  const auto add_text = [&](std::size_t to, HtmlToken::Kind kind) {
    if (to > end) tokens.push_back({.kind = kind, .range = {end, to}});
    end = to;
  };
  markup_in(page, [&](TextRange range) {
    add_text(range.begin, HtmlToken::Kind::text);
    tokens.push_back(token_of(page, range));
    end = range.end;
    if (const HtmlToken& token = tokens.back(); holds_text_only(token)) {
      const bool is_title = token.name == "title";
      add_text(end_of_text_only(page, end, std::string(token.name)),
               is_title ? HtmlToken::Kind::text : HtmlToken::Kind::other);
    }
    return end;
  });
  add_text(page.size(), HtmlToken::Kind::text);
  return tokens;
}

std::vector<HtmlAttribute> html_attributes(std::string_view tag) {
  std::vector<HtmlAttribute> attributes;
  std::size_t at = std::min(tag.find_first_of(" \t\n\f\r/>"), tag.size());
  const auto skip = [&](std::string_view what) {
    at = std::min(tag.find_first_not_of(what, at), tag.size());
  };
  for (;;) {
    skip(" \t\n\f\r/");
    if (at >= tag.size() || tag[at] == '>') return attributes;
    const std::size_t name = at;
    // A name may begin with =.
    at = std::min(tag.find_first_of(" \t\n\f\r/>=", at + 1), tag.size());
    HtmlAttribute attribute{.name = ascii_lower_case(tag.substr(name, at - name)), .value = {}};
    skip(kHtmlBlanks);
    if (at >= tag.size() || tag[at] != '=') continue;
    ++at;
    skip(kHtmlBlanks);
    if (at >= tag.size()) return attributes;
    std::size_t end;
    if (tag[at] == '"' || tag[at] == '\'') {
      attribute.quote = tag[at++];
      end = tag.find(attribute.quote, at);
      if (end == std::string_view::npos) return attributes;
    } else {
      end = std::min(tag.find_first_of(" \t\n\f\r>", at), tag.size());
    }
    attribute.value = {at, end};
    at = std::min(end + (attribute.quote != 0 ? 1 : 0), tag.size());
    attributes.push_back(std::move(attribute));
  }
}

std::vector<int> html_partners(const std::vector<HtmlToken>& tokens) {
  std::vector<int> partners(tokens.size(), -1);
  std::map<std::string_view, std::vector<std::size_t>> open;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind == HtmlToken::Kind::start && !tokens[i].is_empty)
      open[tokens[i].name].push_back(i);
    if (tokens[i].kind != HtmlToken::Kind::end) continue;
    std::vector<std::size_t>& same = open[tokens[i].name];
    if (same.empty()) continue;
    partners[i] = static_cast<int>(same.back());
    partners[same.back()] = static_cast<int>(i);
    same.pop_back();
  }
  return partners;
}

}  // namespace nmt
