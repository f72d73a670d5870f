#include "exchange/foreign_model.h"

#include <map>
#include <utility>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

ConfigNode text_node(const std::string& text, const std::string& where) {
  ConfigNode node;
  node.kind = ConfigNode::Kind::text;
  node.text = text;
  node.where = where;
  return node;
}

std::string place_of(const ForeignModel& model) {
  return model.files.empty() ? model.format : model.files.front();
}

void require_shape(const ParameterSource& source, const Parameter& parameter) {
  if (source.rows == parameter.rows && source.cols == parameter.cols) return;
  throw Error(
      {.what = format("these numbers are [{}, {}], but a model of these settings has [{}, "
                      "{}] as {}",
                      source.rows, source.cols, parameter.rows, parameter.cols, parameter.name),
       .where = source.where,
       .fix = "check that all files are of one model"});
}

}  // namespace

void ForeignModel::set(const std::string& path, const std::string& value) {
  put(settings, path, text_node(value, place_of(*this)));
}

void ForeignModel::set(const std::string& path, std::int64_t value) {
  set(path, std::to_string(value));
}

void ForeignModel::set(const std::string& path, bool value) {
  set(path, std::string(value ? "true" : "false"));
}

void ForeignModel::set(const std::string& path, const std::vector<std::string>& list) {
  ConfigNode node;
  node.kind = ConfigNode::Kind::list;
  node.where = place_of(*this);
  for (const std::string& text : list) node.children.push_back(text_node(text, node.where));
  put(settings, path, std::move(node));
}

void fill_parameters(const ForeignModel& foreign, ParameterSet& parameters) {
  std::map<std::string, const ParameterSource*> sources;
  for (const ParameterSource& source : foreign.parameters) sources[source.name] = &source;
  for (const Parameter& parameter : parameters.parameters()) {
    const auto found = sources.find(parameter.name);
    if (found == sources.end())
      throw Error({.what = format("nothing in the files gives {}", parameter.name),
                   .where = place_of(foreign),
                   .fix = "report this: nmt should read the model, or say why it cannot",
                   .kind = Error::Kind::runtime});
    require_shape(*found->second, parameter);
    found->second->read(parameter.value);
    sources.erase(found);
  }
  if (sources.empty()) return;
  throw Error({.what = format("a model of these settings has no {}", sources.begin()->first),
               .where = sources.begin()->second->where,
               .fix = "report this: nmt should read the model, or say why it cannot",
               .kind = Error::Kind::runtime});
}

}  // namespace nmt
