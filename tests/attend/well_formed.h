// Whether a text is well-formed XML, as far as pictures and pages use it: elements that nest,
// attributes in double quotes and once each, and no characters or entities that XML lacks.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace nmt {

class XmlScan {
 public:
  explicit XmlScan(std::string_view text) : text_(text) {}

  // Empty, or what is wrong and where.
  std::string complaint() {
    if (find_invalid_utf8(text_) != std::string_view::npos) return "invalid UTF-8";
    while (at_ < text_.size() && complaint_.empty()) {
      if (text_[at_] == '<')
        tag();
      else
        character();
    }
    if (complaint_.empty() && !open_.empty()) complain("not closed: " + open_.back());
    if (complaint_.empty() && roots_ != 1) complain("not one root");
    return complaint_;
  }

 private:
  void complain(const std::string& what) {
    complaint_ = what + " before: " + std::string(text_.substr(at_, 60));
  }
  bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void character() {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c < 0x20 && c != '\n') return complain("a control character");
    if (c == '&') {
      bool known = false;
      for (const char* entity : {"&amp;", "&lt;", "&gt;", "&quot;"}) known |= starts(entity);
      if (!known) return complain("an unknown entity");
    }
    if (open_.empty() && c != '\n') return complain("text outside the root");
    ++at_;
  }

  std::string name() {
    const std::size_t end = text_.find_first_of(" />=\n", at_);
    const std::string found(text_.substr(at_, end - at_));
    at_ = std::min(end, text_.size());
    if (found.empty()) complain("a name is missing");
    return found;
  }

  void tag() {
    if (starts("<!DOCTYPE html>")) {
      at_ += 15;
    } else if (starts("</")) {
      at_ += 2;
      const std::string closed = name();
      if (open_.empty() || open_.back() != closed) return complain("closed: " + closed);
      open_.pop_back();
      at_ += 1;
    } else {
      ++at_;
      open(name());
    }
  }

  void open(const std::string& element) {
    std::set<std::string> attributes;
    while (complaint_.empty() && starts(" ")) {
      ++at_;
      const std::string attribute = name();
      if (!attributes.insert(attribute).second) complain("twice: " + attribute);
      if (!starts("=\"")) return complain("a value is missing");
      for (at_ += 2; complaint_.empty() && at_ < text_.size() && text_[at_] != '"';) {
        if (text_[at_] == '<') return complain("< in an attribute");
        value_character();
      }
      ++at_;
    }
    if (open_.empty()) ++roots_;
    if (starts("/>")) {
      at_ += 2;
    } else if (starts(">")) {
      at_ += 1;
      open_.push_back(element);
      // Scripts are not XML in HTML, and end at their closing tag only.
      if (element == "script") at_ = std::min(text_.find("</script>", at_), text_.size());
    } else {
      complain("a tag does not end");
    }
  }

  void value_character() {
    open_.push_back("attribute");  // text is allowed here
    character();
    open_.pop_back();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int roots_ = 0;
  std::vector<std::string> open_;
  std::string complaint_;
};

inline std::string xml_complaint(std::string_view text) { return XmlScan(text).complaint(); }

}  // namespace nmt
