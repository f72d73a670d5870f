#include "exchange/json_settings.h"

#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"

namespace nmt {

struct JsonSettings::Content {
  nlohmann::json object;

  const nlohmann::json* find(const std::string& key) const {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
  }
};

namespace {

// Empty where it is none.
std::string token_text(const nlohmann::json& token) {
  const auto content = token.is_object() ? token.find("content") : token.end();
  const nlohmann::json& text = token.is_object() && content != token.end() ? *content : token;
  return text.is_string() ? text.get<std::string>() : "";
}

std::int64_t number_of(const std::string& text) {
  std::int64_t number = -1;
  const char* end = text.data() + text.size();
  return std::from_chars(text.data(), end, number).ptr == end ? number : -1;
}

}  // namespace

JsonSettings::JsonSettings(const std::string& path, std::shared_ptr<const Content> content)
    : path_(path), content_(std::move(content)) {}

JsonSettings::JsonSettings(const std::string& path) : path_(path) {
  require_regular_file(path);
  auto content = std::make_shared<Content>();
  content->object = nlohmann::json::parse(read_file(path), nullptr, false);
  if (!content->object.is_object())
    throw Error({.what = "the file is no JSON object",
                 .where = path,
                 .fix = "copy the file again; this one is damaged or of another kind"});
  content_ = std::move(content);
}

JsonSettings JsonSettings::if_there(const std::string& path) {
  if (std::filesystem::exists(path)) return JsonSettings(path);
  auto content = std::make_shared<Content>();
  content->object = nlohmann::json::object();
  return {path, std::move(content)};
}

void JsonSettings::refuse_kind(const std::string& key, const char* kind) const {
  throw Error({.what = format(
                   "{} is {}, not {}", key,
                   content_->find(key) == nullptr ? "missing" : content_->find(key)->dump(), kind),
               .where = path_,
               .fix = "copy the file again; this one is damaged or of another kind"});
}

bool JsonSettings::has(const std::string& key) const { return content_->find(key) != nullptr; }

std::string JsonSettings::text(const std::string& key, const std::string& otherwise) const {
  const nlohmann::json* value = content_->find(key);
  if (value == nullptr) return otherwise;
  if (!value->is_string()) refuse_kind(key, "a text");
  return value->get<std::string>();
}

bool JsonSettings::truth(const std::string& key, bool otherwise) const {
  const nlohmann::json* value = content_->find(key);
  if (value == nullptr) return otherwise;
  if (!value->is_boolean()) refuse_kind(key, "true or false");
  return value->get<bool>();
}

std::int64_t JsonSettings::whole(const std::string& key, std::int64_t otherwise) const {
  const nlohmann::json* value = content_->find(key);
  if (value == nullptr) return otherwise;
  if (!value->is_number_integer()) refuse_kind(key, "a whole number");
  return value->get<std::int64_t>();
}

double JsonSettings::number(const std::string& key, double otherwise) const {
  const nlohmann::json* value = content_->find(key);
  if (value == nullptr) return otherwise;
  if (!value->is_number()) refuse_kind(key, "a number");
  return value->get<double>();
}

int JsonSettings::size(const std::string& key, int most) const {
  const std::int64_t value = whole(key, 0);
  if (value < 1 || value > most) refuse_kind(key, "a size that a model has");
  return static_cast<int>(value);
}

std::vector<std::int64_t> JsonSettings::single_numbers(const std::string& key) const {
  const nlohmann::json* value = content_->find(key);
  std::vector<std::int64_t> numbers;
  if (value == nullptr) return numbers;
  if (!value->is_array()) refuse_kind(key, "a list");
  for (const auto& entry : *value)
    if (entry.is_array() && entry.size() == 1 && entry.front().is_number_integer())
      numbers.push_back(entry.front().get<std::int64_t>());
  return numbers;
}

std::vector<std::string> JsonSettings::tokens(const std::string& key) const {
  const nlohmann::json* value = content_->find(key);
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (!value->is_array()) refuse_kind(key, "a list");
  for (const auto& token : *value) texts.push_back(token_text(token));
  return texts;
}

std::map<std::int64_t, std::string> JsonSettings::numbered_tokens(const std::string& key) const {
  const nlohmann::json* value = content_->find(key);
  std::map<std::int64_t, std::string> tokens;
  if (value == nullptr) return tokens;
  if (!value->is_array() && !value->is_object()) refuse_kind(key, "a list of tokens");
  for (const auto& [name, token] : value->items()) {
    const auto id = token.is_object() ? token.find("id") : token.end();
    const bool has_id = token.is_object() && id != token.end() && id->is_number_integer();
    const std::int64_t number = has_id               ? id->template get<std::int64_t>()
                                : value->is_object() ? number_of(name)
                                                     : -1;
    if (number >= 0) tokens[number] = token_text(token);
  }
  return tokens;
}

}  // namespace nmt
