#include "serve/language_routes.h"

#include <algorithm>
#include <deque>
#include <map>

#include "base/ascii.h"
#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

bool same(const std::string& a, const std::string& b) {
  return ascii_lower_case(a) == ascii_lower_case(b);
}

// The language of a code without its script or country.
std::string primary(const std::string& code) {
  return ascii_lower_case(code.substr(0, code.find('-')));
}

// Codes of LibreTranslate that are no others'.
std::string standard_code(const std::string& code) {
  const std::string name = ascii_lower_case(code);
  return name == "pb" ? "pt-BR" : name == "zt" ? "zh-Hant" : code;
}

}  // namespace

LanguageRoutes::LanguageRoutes(std::vector<Model> models) : models_(std::move(models)) {
  check();
  for (const Model& model : models_)
    if (model.languages.known()) {
      add_language(model.languages.source);
      add_language(model.languages.target);
    }
}

void LanguageRoutes::check() const {
  if (single()) return;
  std::map<std::pair<std::string, std::string>, std::string> pairs;
  for (const Model& model : models_) {
    const std::string &source = model.languages.source, &target = model.languages.target;
    if (!model.languages.known())
      throw Error({.what = "a model beside others does not say its languages",
                   .where = model.place,
                   .fix = "write them into its config.yaml: languages: {source: en, target: tr}"});
    const auto [first, is_new] =
        pairs.emplace(std::pair(ascii_lower_case(source), ascii_lower_case(target)), model.place);
    if (!is_new)
      throw Error({.what = format("two models translate from {} into {}: {} and {}", source, target,
                                  first->second, model.place),
                   .where = "--model",
                   .fix = "give one of them; for the other start a server of its own"});
  }
}

void LanguageRoutes::add_language(const std::string& code) {
  const auto is_it = [&](const std::string& known) { return same(known, code); };
  if (std::none_of(languages_.begin(), languages_.end(), is_it)) languages_.push_back(code);
}

LanguageRoutes::Path LanguageRoutes::path(const std::string& source,
                                          const std::string& target) const {
  if (!known()) return {0};
  std::deque<Path> open = {{}};
  std::vector<bool> used(models_.size());
  for (; !open.empty(); open.pop_front()) {
    const Path path = open.front();
    const std::string& at = path.empty() ? source : models_[path.back()].languages.target;
    for (std::size_t i = 0; i < models_.size(); ++i) {
      if (used[i] || !same(models_[i].languages.source, at)) continue;
      used[i] = true;
      Path longer = path;
      longer.push_back(i);
      if (same(models_[i].languages.target, target)) return longer;
      open.push_back(std::move(longer));
    }
  }
  return {};
}

std::vector<std::string> LanguageRoutes::pivots(const Path& path) const {
  std::vector<std::string> between;
  for (std::size_t i = 0; i + 1 < path.size(); ++i)
    between.push_back(models_[path[i]].languages.target);
  return between;
}

std::vector<std::string> LanguageRoutes::targets_of(const std::string& source) const {
  std::vector<std::string> targets;
  for (const std::string& target : languages_)
    if (!same(source, target) && !path(source, target).empty()) targets.push_back(target);
  return targets;
}

std::vector<std::string> LanguageRoutes::sources_of(const std::string& target) const {
  std::vector<std::string> sources;
  for (const std::string& source : languages_)
    if (!same(source, target) && !path(source, target).empty()) sources.push_back(source);
  return sources;
}

std::string LanguageRoutes::find(const std::string& code) const {
  const std::string wanted = standard_code(code);
  std::vector<std::string> alike;
  for (const std::string& language : languages_) {
    if (same(language, wanted)) return language;
    if (primary(language) == primary(wanted)) alike.push_back(language);
  }
  return alike.size() == 1 ? alike.front() : "";
}

}  // namespace nmt
