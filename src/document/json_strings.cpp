#include "document/json_strings.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"
#include "document/characters.h"
#include "document/source_file.h"

namespace nmt {
namespace {

// Builds nothing, and keeps where and why the text is none.
class JsonCheck : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& error) override {
    at = position;
    why = error.what();
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error ..."
    if (const std::size_t colon = why.find(": "); colon != std::string::npos)
      why.erase(0, colon + 2);
    return false;
  }

  std::size_t at = 0;
  std::string why;
};

void require_json(std::string_view content, const std::string& name) {
  JsonCheck check;
  constexpr bool kWhole = true, kComments = true;
  if (nlohmann::json::sax_parse(content.begin(), content.end(), &check,
                                nlohmann::json::input_format_t::json, kWhole, kComments))
    return;
  const std::size_t at = check.at > 0 ? check.at - 1 : 0;
  throw Error({.what = format("this is no JSON: {}", check.why),
               .where = line_in_file(content, at, name),
               .fix = "write it as JSON is written; only comments may be added"});
}

// Of valid JSON.
class JsonScan {
 public:
  explicit JsonScan(std::string_view content) : content_(content) {}

  std::vector<JsonString> messages() {
    while (at_ < content_.size()) read_next();
    std::vector<JsonString> messages;
    for (Found& found : found_)
      if (is_message(found)) messages.push_back(std::move(found.string));
    return messages;
  }

 private:
  static constexpr int kNone = -1;
  // An object or an array.
  struct Block {
    int parent = kNone;
    bool is_object = false;
    bool has_message = false, has_others = false;  // members: `message`, and none that describe it
    bool is_message() const { return has_message && !has_others; }
    bool is_described = false;  // what it holds describes other strings
  };
  struct Found {
    JsonString string;
    int block = kNone;
    bool is_message_member = false;
  };

  void read_next() {
    const char c = content_[at_];
    if (c == '"') return read_string();
    if (c == '/') return skip_comment();
    if (c == '{' || c == '[') {
      const bool described = is_described(open_) || key_.starts_with('@');
      blocks_.push_back({.parent = open_, .is_object = c == '{', .is_described = described});
      open_ = static_cast<int>(blocks_.size()) - 1;
      key_.clear();
    } else if (c == '}' || c == ']') {
      open_ = block(open_).parent;
      key_.clear();
    } else if (c == ',') {
      key_.clear();
    }
    if (c == '{' || c == ',') expects_key_ = open_ != kNone && block(open_).is_object;
    if (c == '[') expects_key_ = false;
    ++at_;
  }
  Block& block(int index) { return blocks_[static_cast<std::size_t>(index)]; }
  bool is_described(int index) { return index != kNone && block(index).is_described; }

  void skip_comment() {
    const bool line = content_.substr(at_).starts_with("//");
    const std::string_view mark = line ? "\n" : "*/";
    const std::size_t end = content_.find(mark, at_ + 2);
    at_ = end == std::string_view::npos ? content_.size() : end + mark.size();
  }
  void read_string() {
    Found found{.string = {}, .block = open_, .is_message_member = false};
    std::size_t end = at_ + 1;
    std::string& value = found.string.value;
    while (content_[end] != '"') {
      if (content_[end] == '\\')
        end = read_escape(end, value);
      else
        value += content_[end++];
    }
    found.string.range = {at_ + 1, end};
    at_ = end + 1;
    if (expects_key_) {
      key_ = std::move(value);
      expects_key_ = false;
      block(open_).has_others = block(open_).has_others || !may_describe(key_);
      return;
    }
    if (is_described(open_) || key_.starts_with('@')) return;
    found.is_message_member = key_ == "message" && open_ != kNone && block(open_).is_object;
    if (found.is_message_member) block(open_).has_message = true;
    found_.push_back(std::move(found));
  }
  // Beside `message`, in the messages.json of browser extensions.
  static bool may_describe(std::string_view key) {
    constexpr std::string_view kKeys[] = {"message", "description", "placeholders", "hash"};
    return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
  }
  // Gives the place behind it.
  std::size_t read_escape(std::size_t at, std::string& value) const {
    constexpr std::string_view kNames = "bfnrt", kCharacters = "\b\f\n\r\t";
    constexpr std::size_t kUnicode = 6;  // \u0041
    const char c = content_[at + 1];
    if (c != 'u') {
      const std::size_t name = kNames.find(c);
      value += name == std::string_view::npos ? c : kCharacters[name];
      return at + 2;
    }
    char32_t code = code_at(at);
    std::size_t end = at + kUnicode;
    if (is_high_surrogate(code)) {
      code = of_surrogates(code, code_at(end));
      end += kUnicode;
    }
    append_utf8(value, code);
    return end;
  }
  char32_t code_at(std::size_t at) const {
    return static_cast<char32_t>(std::stoul(std::string(content_.substr(at + 2, 4)), nullptr, 16));
  }

  bool is_message(const Found& found) {
    if (found.block == kNone || found.is_message_member) return true;
    if (block(found.block).is_message()) return false;
    // Blocks were found in order, so what a parent is has been asked before.
    return !is_within_message(found.block);
  }
  bool is_within_message(int index) {
    if (within_.empty()) {
      within_.resize(blocks_.size());
      for (std::size_t i = 0; i < blocks_.size(); ++i) {
        const int parent = blocks_[i].parent;
        if (parent == kNone) continue;
        const auto above = static_cast<std::size_t>(parent);
        within_[i] = blocks_[above].is_message() || within_[above];
      }
    }
    return within_[static_cast<std::size_t>(index)];
  }

  std::string_view content_;
  std::size_t at_ = 0;
  std::vector<Block> blocks_;
  std::vector<bool> within_;  // [blocks]: whether one around it has a message
  int open_ = kNone;          // block
  std::string key_;
  bool expects_key_ = false;
  std::vector<Found> found_;
};

}  // namespace

std::vector<JsonString> json_messages(std::string_view content, const std::string& name) {
  require_json(content, name);
  return JsonScan(content).messages();
}

JsonEscapes json_escapes_in(std::string_view content) {
  const auto has = [&](std::string_view escape) {
    return content.find(escape) != std::string_view::npos;
  };
  const bool ascii = std::none_of(content.begin(), content.end(),
                                  [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  return {.all_but_ascii = ascii && has("\\u"),
          .slashes = has("\\/"),
          .html = has("\\u003c") || has("\\u003C")};
}

std::string json_escaped(std::string_view value, const JsonEscapes& escapes) {
  std::string escaped;
  for (std::size_t at = 0; at < value.size(); at += character_size(value[at])) {
    constexpr std::string_view kNamed = "\"\\\b\f\n\r\t", kNames = "\"\\bfnrt";
    const char32_t c = character_at(value, at);
    const std::size_t named = c < 0x80 ? kNamed.find(static_cast<char>(c)) : std::string_view::npos;
    const bool html = escapes.html && (c == '<' || c == '>' || c == '&');
    if (named != std::string_view::npos)
      escaped += {'\\', kNames[named]};
    else if (c == '/' && escapes.slashes)
      escaped += "\\/";
    else if (c >= 0x10000 && escapes.all_but_ascii)
      escaped += format("\\u{:04x}\\u{:04x}", 0xd800 + ((static_cast<unsigned>(c) - 0x10000) >> 10),
                        0xdc00 + (static_cast<unsigned>(c) & 0x3ff));
    else if (c < ' ' || html || (c >= 0x7f && escapes.all_but_ascii))
      escaped += format("\\u{:04x}", static_cast<unsigned>(c));
    else
      escaped += value.substr(at, character_size(value[at]));
  }
  return escaped;
}

}  // namespace nmt
