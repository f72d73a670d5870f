#include "document/xml_blocks.h"

#include <algorithm>
#include <utility>

namespace nmt {

XmlBlocks::XmlBlocks(std::string content, const std::string& name, XmlRules rules,
                     std::string_view root)
    : xml_(std::move(content), name), rules_(std::move(rules)) {
  if (!root.empty()) expect_root(xml_, root);
  if (rules_.role(xml_, xml_.root()).kind != XmlRole::Kind::kept) collect(xml_.root());
}

void XmlBlocks::collect(const XmlNode& element) {
  const auto& nodes = xml_.nodes();
  std::uint32_t begin = xml_.index(element) + 1;
  for (std::uint32_t i = begin; i < element.after; i = nodes[i].after) {
    if (nodes[i].kind != XmlNode::Kind::element) continue;
    const XmlRole::Kind kind = rules_.role(xml_, nodes[i]).kind;
    if (kind != XmlRole::Kind::block && kind != XmlRole::Kind::apart) continue;
    add_text(begin, i);
    if (kind == XmlRole::Kind::block) collect(nodes[i]);
    begin = nodes[i].after;
  }
  add_text(begin, element.after);
}

void XmlBlocks::add_text(std::uint32_t begin, std::uint32_t end) {
  if (auto part = read_xml_text(xml_, begin, end, rules_)) {
    texts_.push_back(std::move(part->text));
    parts_.push_back(std::move(*part));
  }
  collect_within(begin, end);
}

void XmlBlocks::collect_within(std::uint32_t begin, std::uint32_t end) {
  const auto& nodes = xml_.nodes();
  for (std::uint32_t i = begin; i < end; i = nodes[i].after) {
    if (nodes[i].kind != XmlNode::Kind::element) continue;
    const XmlRole::Kind kind = rules_.role(xml_, nodes[i]).kind;
    if (kind == XmlRole::Kind::pair) collect_within(i + 1, nodes[i].after);
    if (kind == XmlRole::Kind::alone || kind == XmlRole::Kind::block) collect(nodes[i]);
  }
}

std::string XmlBlocks::write(std::span<const TranslatedText> translations,
                             const DocumentLanguages&) const {
  std::vector<TextRange> ranges;
  std::vector<bool> changed;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    ranges.push_back(parts_[i].range);
    changed.push_back(!is_unchanged(texts_[i], translations[i]));
  }
  return NestedWriter(xml_.content(), std::move(ranges), std::move(changed),
                      [&](std::size_t index, const auto& raw) {
                        return write_xml_text(parts_[index], rules_, translations[index], raw);
                      })
      .write();
}

NestedWriter::NestedWriter(std::string_view content, std::vector<TextRange> ranges,
                           std::vector<bool> changed, Write write)
    : content_(content),
      ranges_(std::move(ranges)),
      changed_(std::move(changed)),
      write_(std::move(write)) {}

std::string NestedWriter::within(TextRange range, std::size_t first) const {
  const auto begins_before = [](const TextRange& text, std::size_t position) {
    return text.begin < position;
  };
  auto next = std::lower_bound(ranges_.begin() + static_cast<std::ptrdiff_t>(first), ranges_.end(),
                               range.begin, begins_before);
  std::string written;
  std::size_t end = range.begin;
  while (next != ranges_.end() && next->end <= range.end) {
    written += in_range(content_, {end, next->begin});
    written += text(static_cast<std::size_t>(next - ranges_.begin()));
    end = next->end;
    next = std::lower_bound(next, ranges_.end(), end, begins_before);
  }
  written += in_range(content_, {end, range.end});
  return written;
}

std::string NestedWriter::text(std::size_t index) const {
  if (!changed_[index]) return within(ranges_[index], index + 1);
  return write_(index, [&](TextRange range) { return within(range, index + 1); });
}

}  // namespace nmt
