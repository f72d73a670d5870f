// Long lists of names and values, for which a tree with the place of everything is too dear.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "config/yaml.h"

namespace nmt {
namespace {

std::string place_of_entry(const std::string& file, const YAML::Mark& mark) {
  if (mark.is_null()) return file;
  return format("{}:{}:{}", file, mark.line + 1, mark.column + 1);
}

// Collects the names and values of a flat mapping.
class EntryReader : public YAML::EventHandler {
 public:
  explicit EntryReader(const std::string& file) : file_(file) {}

  std::vector<std::pair<std::string, std::string>> take() {
    if (awaits_value_) refuse(YAML::Mark::null_mark());
    return std::move(entries_);
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  // Words that YAML takes for nothing, such as null and ~.
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(mark, "null"); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& value) override {
    add(mark, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    refuse(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    if (std::exchange(inside_, true)) refuse(mark);
  }
  void OnMapEnd() override {}

 private:
  void add(const YAML::Mark& mark, const std::string& text) {
    if (!inside_) refuse(mark);
    if (awaits_value_) {
      entries_.back().second = text;
    } else {
      entries_.emplace_back(text, "");
    }
    awaits_value_ = !awaits_value_;
  }
  [[noreturn]] void refuse(const YAML::Mark& mark) const {
    throw Error({.what = "a list of 'name: value' is expected, and nothing else",
                 .where = place_of_entry(file_, mark),
                 .fix = "copy the file again; this one is damaged or of another kind"});
  }

  const std::string& file_;
  bool inside_ = false, awaits_value_ = false;
  std::vector<std::pair<std::string, std::string>> entries_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_yaml_entries(const std::string& text,
                                                                    const std::string& file) try {
  std::istringstream in(text);
  YAML::Parser parser(in);
  EntryReader entries(file);
  parser.HandleNextDocument(entries);
  return entries.take();
} catch (const YAML::Exception& error) {
  throw Error({.what = "this is not valid YAML: " + error.msg,
               .where = place_of_entry(file, error.mark),
               .fix = "copy the file again; this one is damaged or of another kind"});
}

}  // namespace nmt
