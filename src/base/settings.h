// Settings are declared once: each component's settings struct has describe(), and visitors turn
// that one description into the YAML reader, the command-line flags, the checks and the reference
// page.
//
//     struct DecodingSettings {
//       int beam_size = 5;  // the only place of the default
//       void describe(SettingVisitor& setting) {
//         setting("beam_size", beam_size, "Hypotheses of a step.", {.min = 1, .max = 1000});
//       }
//     };
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace nmt {

// What a value must satisfy beyond its type, and what it names. A choice `spm:FILE` takes any text
// behind its colon.
struct Rule {
  double min = std::numeric_limits<double>::lowest();
  double max = std::numeric_limits<double>::max();
  std::vector<std::string> one_of = {};
  // What help calls the value: FILE and DIR, which a shell completes, or another word.
  std::string value = {};
};

// A duration of training, written `500 steps`, `10k steps` or `2 epochs`; a bare number is steps. 0
// is never.
struct Interval {
  enum class Unit { steps, epochs };
  std::int64_t count = 0;
  Unit unit = Unit::steps;
  bool operator==(const Interval&) const = default;
};

// Visits the settings of one struct in order. Whole numbers are written with units in text (10k,
// 2M).
class SettingVisitor {
 public:
  virtual ~SettingVisitor() = default;
  virtual void operator()(const char* key, bool& field, const char* help) = 0;
  virtual void operator()(const char* key, int& field, const char* help, const Rule& rule = {}) = 0;
  virtual void operator()(const char* key, std::int64_t& field, const char* help,
                          const Rule& rule = {}) = 0;
  virtual void operator()(const char* key, double& field, const char* help,
                          const Rule& rule = {}) = 0;
  virtual void operator()(const char* key, std::string& field, const char* help,
                          const Rule& rule = {}) = 0;
  // One text or a list of texts in YAML; the rule holds for each.
  virtual void operator()(const char* key, std::vector<std::string>& field, const char* help,
                          const Rule& rule = {}) = 0;
  virtual void operator()(const char* key, Interval& field, const char* help) = 0;

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

}  // namespace nmt
