// Which models lead from one language into another, directly or through further languages.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "text/languages.h"

namespace nmt {

class LanguageRoutes {
 public:
  struct Model {
    std::string place;  // its directory, for errors
    LanguageSettings languages;
  };
  using Path = std::vector<std::size_t>;  // models, in the order that a text goes through them

  // Throws Error where two models translate the same pair, or one of several does not say its
  // languages.
  explicit LanguageRoutes(std::vector<Model> models);

  // Whether it is known what the only model translates.
  bool known() const { return models_.front().languages.known(); }
  bool single() const { return models_.size() == 1; }

  // The path of fewest models, of those the one with the models named first; empty where there is
  // none. The only model whose languages are not known leads from anything into anything.
  Path path(const std::string& source, const std::string& target) const;
  // The languages that a text is translated into on its way.
  std::vector<std::string> pivots(const Path& path) const;

  // Every language, each once, in the order of the models.
  const std::vector<std::string>& languages() const { return languages_; }
  // Into which, and from which, a path leads; in the order of languages().
  std::vector<std::string> targets_of(const std::string& source) const;
  std::vector<std::string> sources_of(const std::string& target) const;
  // The language that a client means, written as the models write it: upper and lower case are one,
  // `pt` is pt-BR where no other Portuguese is there, and LibreTranslate's pb and zt are known. Empty
  // where there is no such language.
  std::string find(const std::string& code) const;

 private:
  void check() const;
  void add_language(const std::string& code);

  std::vector<Model> models_;  // at least one
  std::vector<std::string> languages_;
};

}  // namespace nmt
