#include "exchange/layer_names.h"

#include <string_view>

namespace nmt {
namespace {

bool is_in(const LayerPlace& place, std::string_view part) {
  return place.decoder || !part.starts_with("cross.");
}

std::vector<std::string> tensors_of(const LayerNames::Linear& linear, const LayerPlace& place,
                                    const char* ending) {
  std::vector<std::string> tensors;
  for (const char* part : linear.theirs) tensors.push_back(place.theirs + part + ending);
  return tensors;
}

}  // namespace

void read_norm(WeightMap& map, const LayerNames& names, const std::string& ours,
               const std::string& theirs) {
  map.row(ours + ".gain", {theirs + names.gain});
  map.row(ours + ".bias", {theirs + names.norm_bias});
}

void read_layer(WeightMap& map, const LayerNames& names, const LayerPlace& place) {
  for (const LayerNames::Linear& linear : names.linears)
    if (is_in(place, linear.ours))
      map.linear(place.ours + linear.ours, tensors_of(linear, place, names.weight),
                 tensors_of(linear, place, names.bias));
  for (const LayerNames::Norm& norm : names.norms)
    if (is_in(place, norm.ours))
      read_norm(map, names, place.ours + norm.ours, place.theirs + norm.theirs);
}

void write_norm(TensorSet& to, const ExportedWeights& weights, const LayerNames& names,
                const std::string& ours, const std::string& theirs) {
  to.row(theirs + names.gain, weights.at(ours + ".gain"));
  to.row(theirs + names.norm_bias, weights.at(ours + ".bias"));
}

void write_layer(TensorSet& to, const ExportedWeights& weights, const LayerNames& names,
                 const LayerPlace& place) {
  for (const LayerNames::Linear& linear : names.linears) {
    if (!is_in(place, linear.ours)) continue;
    const Tensor weight = weights.at(place.ours + linear.ours + ".weight"),
                 bias = weights.at(place.ours + linear.ours + ".bias");
    const int columns = weight.cols / static_cast<int>(linear.theirs.size());
    int begin = 0;
    for (const char* part : linear.theirs) {
      to.weight(place.theirs + part + names.weight, weight.columns(begin, columns));
      to.row(place.theirs + part + names.bias, bias.columns(begin, columns));
      begin += columns;
    }
  }
  for (const LayerNames::Norm& norm : names.norms)
    if (is_in(place, norm.ours))
      write_norm(to, weights, names, place.ours + norm.ours, place.theirs + norm.theirs);
}

}  // namespace nmt
