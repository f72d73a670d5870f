// Settings of a model as programs keep them in JSON: config.json and its like.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace nmt {

class JsonSettings {
 public:
  // Throws Error where the file is no JSON object.
  explicit JsonSettings(const std::string& path);
  // Where there is no such file, an object without values.
  static JsonSettings if_there(const std::string& path);

  const std::string& path() const { return path_; }
  // Whether there is a value, other than null.
  bool has(const std::string& key) const;
  // The value, or `otherwise` where there is none. Throws Error for one of another kind.
  std::string text(const std::string& key, const std::string& otherwise = {}) const;
  bool truth(const std::string& key, bool otherwise) const;
  std::int64_t whole(const std::string& key, std::int64_t otherwise) const;
  double number(const std::string& key, double otherwise) const;
  // A size from 1 to `most`, which has to be there.
  int size(const std::string& key, int most) const;
  // Lists of one whole number each, such as bad_words_ids: [[7], [9]]; longer ones are left out.
  std::vector<std::int64_t> single_numbers(const std::string& key) const;
  // Tokens of tokenizers, each a text or {"content": TEXT}: of a list, in its order.
  std::vector<std::string> tokens(const std::string& key) const;
  // The same by their numbers: of a list of {"id": N, "content": TEXT}, or of {"N": TOKEN}.
  std::map<std::int64_t, std::string> numbered_tokens(const std::string& key) const;

 private:
  struct Content;
  JsonSettings(const std::string& path, std::shared_ptr<const Content> content);
  [[noreturn]] void refuse_kind(const std::string& key, const char* kind) const;

  std::string path_;
  std::shared_ptr<const Content> content_;
};

}  // namespace nmt
