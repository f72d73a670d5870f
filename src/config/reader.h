// Fills settings from a configuration tree, with every check on types, ranges and names.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/settings.h"
#include "config/problems.h"
#include "config/tree.h"
#include "config/unknown_name.h"

namespace nmt {

// Settings that exist, but not here: dotted path -> whose they are and how to get them.
struct ForeignKey {
  std::string owner;  // "model type rnn"
  std::string fix;    // "write type: rnn, or remove it"
};
using ForeignKeys = std::map<std::string, ForeignKey>;

// Visits settings and fills those that the tree mentions; the others keep their values. Every
// problem is an Error with the place where it was written.
class SettingReader : public SettingVisitor {
 public:
  // `root` must outlive the reader. With `problems` nothing is thrown: they are put there, and a
  // setting with one keeps its value.
  explicit SettingReader(const ConfigNode& root, ForeignKeys foreign = {},
                         ConfigProblems* problems = nullptr);

  // To be called after the last setting: throws Error for a key that none of them has, or puts all
  // of these before the other problems.
  void finish() const;

 protected:
  void visit(const char* key, SettingField field, const char* help, const Rule& rule) override;
  void enter(const char* key, const char* help) override;
  void leave() override;
  std::size_t enter_list(const char* key, const char* help, std::size_t size) override;
  void enter_entry(std::size_t index, std::size_t size) override;
  void leave_entry(std::size_t size) override;

 private:
  // What was written for the setting or section; nullptr where nothing was.
  const ConfigNode* find(const char* key);
  // Sets the field to what the node says. Throws Error where the rule does not take it.
  template <class Number>
  void read(const ConfigNode& node, const char* key, const Rule& rule, Number& field) const;
  void read(const ConfigNode& node, const char* key, const Rule& rule, bool& field) const;
  void read(const ConfigNode& node, const char* key, const Rule& rule, std::string& field) const;
  void read(const ConfigNode& node, const char* key, const Rule& rule,
            std::vector<std::string>& field) const;
  void read(const ConfigNode& node, const char* key, const Rule& rule, Interval& field) const;
  std::string chosen_text(const ConfigNode& node, const char* key, const Rule& rule) const;
  // Runs what reads the setting, or the section, `key`.
  template <class Reading>
  void guard(const char* key, const Reading& reading);
  bool is_known(const std::string& path) const;
  void check_keys(const ConfigNode& section, const std::string& path,
                  ConfigProblems& unknown) const;
  Error::Parts describe_unknown(const ConfigNode& node, const std::string& section) const;
  std::string fix_of_unknown(const LikelyMeaning& meaning, const std::string& section) const;
  std::vector<std::string> keys_of(const std::string& section) const;

  std::vector<const ConfigNode*>
      sections_;                    // the open ones, outermost first; nullptr where not mentioned
  std::string path_;                // of the open section, with a dot at its end
  std::vector<std::string> known_;  // every visited path
  ForeignKeys foreign_;
  ConfigProblems* problems_;
};

// Reads all of a tree into a struct with describe(); `problems` as SettingReader takes them.
template <class Settings>
void read_settings(Settings& settings, const ConfigNode& root, ForeignKeys foreign = {},
                   ConfigProblems* problems = nullptr) {
  SettingReader reader(root, std::move(foreign), problems);
  settings.describe(reader);
  reader.finish();
}

}  // namespace nmt
