#include "document/xml_text.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/xml.h"
#include "document/markup.h"

namespace nmt {
namespace {

bool is_xml_blank(std::string_view text) {
  return text.find_first_not_of(kXmlBlanks) == std::string_view::npos;
}

std::string collapsed(std::string_view text) {
  std::string shorter;
  for (const char c : text) {
    const bool white = kXmlBlanks.find(c) != std::string_view::npos;
    if (!white)
      shorter += c;
    else if (shorter.empty() || shorter.back() != ' ')
      shorter += ' ';
  }
  return shorter;
}

class XmlTextReader {
 public:
  XmlTextReader(const XmlDocument& document, const XmlRules& rules)
      : document_(document), nodes_(document.nodes()), rules_(rules) {}

  std::optional<XmlText> read(std::uint32_t begin, std::uint32_t end) {
    trim(begin, end);
    if (begin >= end) return std::nullopt;
    found_.range = {first_, last_};
    if (nodes_[begin].kind == XmlNode::Kind::cdata && nodes_[begin].after == end)
      add_lone_cdata(nodes_[begin]);
    else
      add(begin, end);
    if (!has_words_) return std::nullopt;
    if (!found_.text.tags.empty()) make_one_line();
    pair_tags(found_.text.tags, ends_);
    found_.text.place = document_.place_of(found_.range.begin);
    return std::move(found_);
  }

 private:
  // Leaves white space and comments out at both ends.
  void trim(std::uint32_t& begin, std::uint32_t& end) {
    const auto blank = [&](const XmlNode& node) {
      return node.kind == XmlNode::Kind::other ||
             (node.kind == XmlNode::Kind::text && is_xml_blank(document_.raw(node.range)));
    };
    while (begin < end && blank(nodes_[begin])) begin = nodes_[begin].after;
    if (begin >= end) return;
    std::uint32_t last = begin;
    for (std::uint32_t i = begin; i < end; i = nodes_[i].after)
      if (!blank(nodes_[i])) last = i;
    end = nodes_[last].after;
    first_ = trimmed(nodes_[begin]).begin;
    last_ = trimmed(nodes_[last]).end;
  }
  TextRange trimmed(const XmlNode& node) const {
    if (node.kind != XmlNode::Kind::text) return node.range;
    const std::string_view raw = document_.raw(node.range);
    return {node.range.begin + raw.find_first_not_of(kXmlBlanks),
            node.range.begin + raw.find_last_not_of(kXmlBlanks) + 1};
  }

  void add_lone_cdata(const XmlNode& node) {
    const std::string_view raw = document_.raw(node.content);
    if (is_xml_blank(raw)) return;
    found_.is_cdata = true;
    found_.range = {node.content.begin + raw.find_first_not_of(kXmlBlanks),
                    node.content.begin + raw.find_last_not_of(kXmlBlanks) + 1};
    add_text(std::string(document_.raw(found_.range)));
  }

  void add(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin; i < end; i = nodes_[i].after) {
      const XmlNode& node = nodes_[i];
      switch (node.kind) {
        case XmlNode::Kind::text:
          add_text(xml_decoded(document_.raw(
              {std::max(node.range.begin, first_), std::min(node.range.end, last_)})));
          break;
        case XmlNode::Kind::cdata:
          add_text(std::string(document_.raw(node.content)));
          break;
        case XmlNode::Kind::element:
          add_element(node);
          break;
        case XmlNode::Kind::entity:
        case XmlNode::Kind::other:
          add_tag(node.range, {}, false);
          break;
      }
    }
  }

  void add_element(const XmlNode& node) {
    const XmlRole role = rules_.role(document_, node);
    if (role.kind != XmlRole::Kind::pair || node.closes_itself()) {
      add_tag(node.range, role.end, role.divides);
      return;
    }
    const std::uint32_t number = document_.index(node);
    const std::string key = format("<{}", number);
    add_tag(node.start_tag(), {TagEnd::Side::opens, key, true}, role.divides);
    add(number + 1, node.after);
    add_tag(node.end_tag(), {TagEnd::Side::closes, key, true}, role.divides);
  }

  void add_tag(TextRange raw, TagEnd end, bool divides) {
    add_held(shown(raw), {XmlTag::Kind::source, raw}, std::move(end), divides);
  }
  // A long one by its beginning: <note>.
  std::string shown(TextRange raw) const {
    constexpr std::size_t kLongest = 200;
    const std::string_view tag = document_.raw(raw);
    if (tag.size() <= kLongest) return collapsed(tag);
    const std::size_t name = tag.find_first_of(" \t\r\n/>");
    return name <= kLongest ? std::string(tag.substr(0, name)) + ">" : "<...>";
  }

  void add_text(std::string text) {
    if (rules_.decode) text = rules_.decode(std::move(text));
    if (rules_.collapses) text = collapsed(text);
    std::size_t end = 0;
    if (rules_.finds_markup) {
      for (const TextRange tag : markup_in(text)) {
        add_words(in_range(text, {end, tag.begin}));
        add_markup(in_range(text, tag));
        end = tag.end;
      }
    }
    add_words(std::string_view(text).substr(end));
  }
  void add_words(std::string_view words) {
    found_.text.text += words;
    has_words_ = has_words_ || !is_xml_blank(words);
  }
  void add_markup(std::string_view tag) {
    const std::string_view name = tag_name(tag);
    TagEnd end;
    if (!name.empty() && !tag.ends_with("/>")) {
      end.side = tag.starts_with("</") ? TagEnd::Side::closes : TagEnd::Side::opens;
      end.key = ">" + std::string(name);
    }
    add_held(collapsed(tag), {XmlTag::Kind::literal}, std::move(end), separates_words(tag));
  }

  // The ends of lines become tags.
  void make_one_line() {
    if (found_.text.text.find('\n') == std::string::npos) return;
    const DocumentText lines = std::exchange(found_.text, {});
    const std::vector<XmlTag> tags = std::exchange(found_.tags, {});
    const std::vector<TagEnd> ends = std::exchange(ends_, {});
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= tags.size(); ++i) {
      const std::size_t end = i < tags.size() ? lines.tags[i].range.begin : lines.text.size();
      add_lines(std::string_view(lines.text).substr(begin, end - begin));
      if (i == tags.size()) break;
      begin = lines.tags[i].range.end;
      add_held(in_range(lines.text, lines.tags[i].range), tags[i], ends[i], lines.tags[i].divides);
    }
  }
  void add_lines(std::string_view words) {
    for (std::size_t end; (end = words.find('\n')) != std::string_view::npos;) {
      found_.text.text += words.substr(0, end);
      add_held("<br/>", {XmlTag::Kind::line_end}, {}, true);
      words.remove_prefix(end + 1);
    }
    found_.text.text += words;
  }
  void add_held(std::string_view held, XmlTag tag, TagEnd end, bool divides) {
    std::string& text = found_.text.text;
    found_.text.tags.push_back(
        {.range = {text.size(), text.size() + held.size()}, .divides = divides});
    text += held;
    found_.tags.push_back(tag);
    ends_.push_back(std::move(end));
  }

  const XmlDocument& document_;
  const std::vector<XmlNode>& nodes_;
  const XmlRules& rules_;
  std::size_t first_ = 0, last_ = 0;  // of the document, without white space at the ends
  XmlText found_;
  std::vector<TagEnd> ends_;  // [tags]
  bool has_words_ = false;
};

// Within a CDATA section, its end is divided between two.
std::string cdata_content(std::string_view text) {
  std::string written;
  for (const char c : replace_control_characters(text)) {
    if (c == '>' && written.ends_with("]]")) written += "]]><![CDATA[";
    written += c;
  }
  return written;
}

}  // namespace

std::optional<XmlText> read_xml_text(const XmlDocument& document, std::uint32_t begin,
                                     std::uint32_t end, const XmlRules& rules) {
  return XmlTextReader(document, rules).read(begin, end);
}

std::optional<XmlText> read_xml_text(const XmlDocument& document, const XmlNode& element,
                                     const XmlRules& rules) {
  return read_xml_text(document, document.index(element) + 1, element.after, rules);
}

std::string write_xml_text(const XmlText& text, const XmlRules& rules,
                           const TranslatedText& translation,
                           const std::function<std::string(TextRange)>& raw) {
  const auto written = [&](std::string words) {
    if (rules.encode) words = rules.encode(std::move(words));
    return text.is_cdata ? cdata_content(words) : xml_content(words);
  };
  std::string all;
  std::size_t end = 0;
  for (const PlacedTag& tag : translation.tags) {
    all += written(translation.text.substr(end, tag.range.begin - end));
    const XmlTag& source = text.tags[tag.index];
    if (source.kind == XmlTag::Kind::source)
      all += raw(source.range);
    else if (source.kind == XmlTag::Kind::line_end)
      all += written("\n");
    else
      all += written(std::string(in_range(translation.text, tag.range)));
    end = tag.range.end;
  }
  return all + written(translation.text.substr(end));
}

}  // namespace nmt
