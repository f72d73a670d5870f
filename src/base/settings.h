// Settings are declared once: each component's settings struct has describe(), and visitors turn
// that one description into the YAML reader, the command-line flags, the checks and the reference
// page.
//
//     struct DecodingSettings {
//       int beam_size = 5;  // the only place of the default
//       void describe(SettingVisitor& setting) {
//         setting("beam_size", beam_size, "Hypotheses of a step.",
//                 {.min = 1, .max = 1000, .changes = Changes::search});
//       }
//     };
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace nmt {

// What becomes different with another value of a setting. A run that is resumed, validation, and a
// translation that is continued ask for it, instead of knowing settings by their names.
enum class Changes {
  unsaid,       // only for options of commands; counts as whatever forbids most
  model,        // what is learnt
  text,         // which sentences and tokens: those themselves are compared
  input,        // what the model reads of a sentence, so that every metric is another one
  translation,  // the words of a translation, in validation too
  search,       // the words of a translation; validation searches in a way of its own
  answer,       // what is given together with a translation
  metric,       // how validation measures BLEU
  course,       // when a run validates, saves and ends, and what it reports
  rounding,     // the last bits of what is learnt
  arithmetic,   // how a search multiplies: what is in use is compared
  speed,        // time and memory
  nothing       // names and places
};

// What a value must satisfy beyond its type, and what it names. A choice `spm:FILE` takes any text
// behind its colon.
struct Rule {
  // `min` and `max` may be reached, `above` and `below` not: neither by a number as it is written nor
  // when it is rounded to a 32-bit float, as most arithmetic takes it.
  double min = std::numeric_limits<double>::lowest();
  double max = std::numeric_limits<double>::max();
  double above = -std::numeric_limits<double>::infinity();
  double below = std::numeric_limits<double>::infinity();
  std::vector<std::string> one_of = {};
  // What help calls the value: FILE and DIR, which a shell completes, or another word.
  std::string value = {};
  Changes changes = Changes::unsaid;

  bool names_file() const { return value == "FILE"; }
};

// A duration of training, written `500 steps`, `10k steps` or `2 epochs`; a bare number is steps. 0
// is never.
struct Interval {
  enum class Unit { steps, epochs };
  std::int64_t count = 0;
  Unit unit = Unit::steps;
  bool operator==(const Interval&) const = default;
};

// Where the value of a setting is.
using SettingField = std::variant<bool*, int*, std::int64_t*, double*, std::string*,
                                  std::vector<std::string>*, Interval*>;

// Visits the settings of one struct in order. Whole numbers are written with units in text (10k,
// 2M); a list is one text or a list of texts in YAML, and the rule holds for each.
class SettingVisitor {
 public:
  virtual ~SettingVisitor() = default;

  template <class Field>
  void operator()(const char* key, Field& field, const char* help, const Rule& rule = {}) {
    visit(key, &field, help, rule);
  }

  // A nested mapping.
  template <class Section>
  void section(const char* key, Section& fields, const char* help) {
    enter(key, help);
    fields.describe(*this);
    leave();
  }

  // A list of mappings; one mapping alone is a list of one.
  template <class Section>
  void sections(const char* key, std::vector<Section>& entries, const char* help) {
    entries.resize(enter_list(key, help, entries.size()));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      enter_entry(i, entries.size());
      entries[i].describe(*this);
      leave_entry(entries.size());
    }
    leave();
  }

 protected:
  virtual void visit(const char* key, SettingField field, const char* help, const Rule& rule) = 0;
  virtual void enter(const char* key, const char* help) = 0;
  virtual void leave() = 0;
  // The number of entries that the list is to have; leave() ends it.
  virtual std::size_t enter_list(const char* key, const char* help, std::size_t size) {
    enter(key, help);
    return size;
  }
  virtual void enter_entry(std::size_t /*index*/, std::size_t /*size*/) {}
  virtual void leave_entry(std::size_t /*size*/) {}
};

// One that knows where it is.
class PathVisitor : public SettingVisitor {
 protected:
  // model.heads; data.train[2].source where a list has several entries.
  std::string path_of(const char* key) const { return path_ + key; }

  void enter(const char* key, const char*) override {
    outer_.push_back(path_);
    path_ += std::string(key) + ".";
  }
  void leave() override {
    path_ = outer_.back();
    outer_.pop_back();
  }
  void enter_entry(std::size_t index, std::size_t size) override {
    outer_.push_back(path_);
    if (size == 1) return;
    path_.pop_back();
    path_ += "[" + std::to_string(index + 1) + "].";
  }
  void leave_entry(std::size_t) override { leave(); }

 private:
  std::string path_;  // of the open section, with a dot at its end
  std::vector<std::string> outer_;
};

}  // namespace nmt
