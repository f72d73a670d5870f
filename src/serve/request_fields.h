// The fields of a request's body, from JSON or from a form of either kind.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nmt {

// A part of a multipart body, or a field of a path's query.
struct RequestPart {
  std::string name;
  std::string file_name;  // empty where it is no file
  std::string content;
};

class RequestFields {
 public:
  // `parts`: of the query and of a body that is multipart/form-data; beside JSON they are not looked
  // at. Throws Refusal (400) for a body that is none of these.
  RequestFields(const std::string& body, const std::string& content_type,
                std::span<const RequestPart> parts = {});

  // Each throws Refusal (400) where the field has another type. Absent and null are the same.
  std::string text(const std::string& key) const;  // "" where it is absent
  int whole(const std::string& key, int where_absent) const;
  bool truth(const std::string& key) const;  // false where it is absent

  // A text or a list of texts. They are not UTF-8 where the sender's were not, or were JSON that
  // escapes half of a surrogate pair: there they have a byte FF.
  struct Texts {
    std::vector<std::string> items;
    enum class Form { one, list } form = Form::one;
  };
  // Refuses what is absent.
  Texts texts(const std::string& key) const;

 private:
  // A value as its sender wrote it; a form knows texts only.
  struct Value {
    enum class Type { text, list, whole, truth, other } type = Type::text;
    // One but for a list; of `other`, what is wrong with it, where there is more to say.
    std::vector<std::string> items;
  };
  void read_json(const std::string& body);
  void read_form(const std::string& body);
  void read_parts(std::span<const RequestPart> parts);
  void add_text(const std::string& key, std::string text);
  const Value* find(const std::string& key) const;

  std::map<std::string, Value> values_;
};

}  // namespace nmt
