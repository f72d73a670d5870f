#include "serve/request_fields.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/format.h"
#include "base/utf8.h"
#include "serve/service.h"

namespace nmt {
namespace {

[[noreturn]] void refuse(const std::string& error) { throw Refusal(400, error); }

// What is no text, in JSON that can be parsed: a noncharacter, which texts do not hold.
constexpr std::string_view kNoText = "\uFDD0", kEscapedNoText = "\\ufdd0", kWrongByte = "\xFF";

// The UTF-16 unit that the JSON escapes at its start, \uD83D say; 0 where it escapes none.
unsigned escaped_unit(std::string_view json) {
  unsigned unit = 0;
  if (!json.starts_with("\\u") || json.size() < kEscapedNoText.size()) return 0;
  const char* end = json.data() + kEscapedNoText.size();
  const auto [stop, failure] = std::from_chars(json.data() + 2, end, unit, 16);
  return failure == std::errc() && stop == end ? unit : 0;
}

// JSON has backslashes in its strings only, so that escapes are found without parsing it.
std::string mend_surrogates(std::string_view json) {
  std::string mended;
  while (!json.empty()) {
    const std::size_t plain = std::min(json.find('\\'), json.size());
    mended += json.substr(0, plain);
    json.remove_prefix(plain);
    const unsigned unit = escaped_unit(json);
    std::size_t size = unit > 0 ? kEscapedNoText.size() : 2;
    const bool half = is_surrogate(unit);
    const bool pair = is_high_surrogate(unit) &&
                      is_low_surrogate(escaped_unit(json.substr(std::min(size, json.size()))));
    if (pair) size *= 2;
    mended += half && !pair ? kEscapedNoText : json.substr(0, size);
    json.remove_prefix(std::min(size, json.size()));
  }
  return mended;
}

// The body in valid Unicode. The library refuses the whole of a body for one character of one text.
std::string mend(const std::string& body) {
  return mend_surrogates(replace_invalid_utf8(body, kNoText));
}

// A byte that is not UTF-8 for whatever was none, so that what reads the text replaces it and warns.
std::string unmend(std::string_view text) {
  std::string sent;
  for (;;) {
    const std::size_t at = text.find(kNoText);
    sent += text.substr(0, at);
    if (at == std::string_view::npos) return sent;
    sent += kWrongByte;
    text.remove_prefix(at + kNoText.size());
  }
}

// The place of an error is that in the body, which counts otherwise where bytes were mended.
nlohmann::json parse(const std::string& mended, const std::string& body) {
  auto json = nlohmann::json::parse(mended, nullptr, /*allow_exceptions=*/false);
  if (!json.is_discarded()) return json;
  try {
    return nlohmann::json::parse(body);
  } catch (const nlohmann::json::parse_error& error) {
    refuse(format("the body is not valid JSON, at byte {}", error.byte));
  }
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  refuse("the form has a % without two hexadecimal digits after it");
}

// application/x-www-form-urlencoded (WHATWG URL, 5.1).
std::string decode_form_text(std::string_view encoded) {
  std::string text;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '%') {
      text += encoded[i] == '+' ? ' ' : encoded[i];
      continue;
    }
    const std::string_view digits = encoded.substr(i + 1, 2);
    if (digits.size() < 2) refuse("the form ends within a % sequence");
    text += static_cast<char>(16 * hex_digit(digits[0]) + hex_digit(digits[1]));
    i += 2;
  }
  return text;
}

bool is_form(const std::string& body, const std::string& content_type) {
  // curl -d says that it sends a form whatever it sends.
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  const bool object = first != std::string::npos && body[first] == '{';
  return content_type.starts_with("application/x-www-form-urlencoded") && !object;
}

}  // namespace

RequestFields::RequestFields(const std::string& body, const std::string& content_type,
                             std::span<const RequestPart> parts) {
  const bool multipart = content_type.starts_with("multipart/"),
             query_alone = body.empty() && !parts.empty();
  if (multipart && !content_type.starts_with("multipart/form-data"))
    refuse("of multipart bodies only multipart/form-data is read");
  if (!multipart && !query_alone && !is_form(body, content_type)) {
    read_json(body);
  } else {
    read_parts(parts);
    if (!multipart) read_form(body);
  }
}

void RequestFields::read_json(const std::string& body) {
  if (body.empty()) refuse("the body is empty; send JSON such as {\"q\": \"a sentence\"}");
  const std::string mended = mend(body);
  const bool as_sent = mended == body;
  const auto text_of = [&](const nlohmann::json& json) {
    return as_sent ? json.get<std::string>() : unmend(json.get_ref<const std::string&>());
  };
  const nlohmann::json object = parse(mended, body);
  if (!object.is_object()) refuse("the body is no JSON object such as {\"q\": \"a sentence\"}");
  for (const auto& [key, json] : object.items()) {
    if (json.is_null()) continue;
    Value value = {.type = Value::Type::other, .items = {}};
    if (json.is_string()) {
      value = {Value::Type::text, {text_of(json)}};
    } else if (json.is_boolean()) {
      value = {Value::Type::truth, {json.get<bool>() ? "true" : "false"}};
    } else if (json.is_number_integer()) {
      value = {Value::Type::whole, {json.dump()}};
    } else if (json.is_array()) {
      const auto other = std::find_if_not(
          json.begin(), json.end(), [](const nlohmann::json& item) { return item.is_string(); });
      if (other == json.end()) {
        value.type = Value::Type::list;
        for (const nlohmann::json& item : json) value.items.push_back(text_of(item));
      } else {
        value.items = {format("{}[{}] is not a text; its type is {}", key, other - json.begin(),
                              other->type_name())};
      }
    }
    values_[key] = std::move(value);
  }
}

void RequestFields::read_form(const std::string& body) {
  std::string_view rest = body;
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view field = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (field.empty()) continue;
    const std::size_t equals = field.find('=');
    add_text(decode_form_text(field.substr(0, equals)),
             equals == std::string_view::npos ? "" : decode_form_text(field.substr(equals + 1)));
  }
}

void RequestFields::read_parts(std::span<const RequestPart> parts) {
  for (const RequestPart& part : parts)
    if (part.file_name.empty()) add_text(part.name, part.content);
}

// What comes several times is a list.
void RequestFields::add_text(const std::string& key, std::string text) {
  Value& value = values_[key];
  value.items.push_back(std::move(text));
  value.type = value.items.size() == 1 ? Value::Type::text : Value::Type::list;
}

const RequestFields::Value* RequestFields::find(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : &found->second;
}

std::string RequestFields::text(const std::string& key) const {
  const Value* value = find(key);
  if (value == nullptr) return "";
  if (value->type != Value::Type::text) refuse(key + " is not a text");
  return replace_invalid_utf8(value->items.front());
}

int RequestFields::whole(const std::string& key, int where_absent) const {
  const Value* value = find(key);
  if (value == nullptr) return where_absent;
  int number = 0;
  if (value->type == Value::Type::whole || value->type == Value::Type::text) {
    const std::string& text = value->items.front();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
  }
  refuse(key + " is not a whole number");
}

bool RequestFields::truth(const std::string& key) const {
  const Value* value = find(key);
  if (value == nullptr) return false;
  if (value->type == Value::Type::truth || value->type == Value::Type::text) {
    const std::string& text = value->items.front();
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0" || text.empty()) return false;
  }
  refuse(key + " is neither true nor false");
}

RequestFields::Texts RequestFields::texts(const std::string& key) const {
  const Value* value = find(key);
  if (value == nullptr) refuse(format("Invalid request: missing {} parameter", key));
  if (value->type == Value::Type::text) return {value->items, Texts::Form::one};
  if (value->type == Value::Type::list) return {value->items, Texts::Form::list};
  if (value->type == Value::Type::other && !value->items.empty()) refuse(value->items.front());
  refuse(key + " is neither a text nor a list of texts");
}

}  // namespace nmt
