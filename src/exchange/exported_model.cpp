#include "exchange/exported_model.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "nn/position.h"

namespace nmt {

ExportedWeights::ExportedWeights(const ParameterSet& parameters) {
  for (const Parameter& parameter : parameters.parameters())
    values_[parameter.name] = parameter.value;
}

Tensor ExportedWeights::at(const std::string& name) const {
  const auto found = values_.find(name);
  if (found != values_.end()) return found->second;
  throw Error({.what = format("the model has no {}", name),
               .where = "nmt export",
               .fix = "report this: nmt should write the model, or say why it cannot",
               .kind = Error::Kind::runtime});
}

Tensor ExportedWeights::keep(const std::string& name, std::vector<Real> numbers, int rows,
                             int cols) {
  std::vector<Real>& kept = copies_[name] = std::move(numbers);
  return values_[name] = Tensor(kept.data(), rows, cols);
}

Tensor ExportedWeights::change(const std::string& name) {
  const Tensor from = at(name);
  if (copies_.contains(name)) return from;
  std::vector<Real> numbers;
  for (int r = 0; r < from.rows; ++r)
    numbers.insert(numbers.end(), from.row(r), from.row(r) + from.cols);
  return keep(name, std::move(numbers), from.rows, from.cols);
}

void ExportedWeights::add_zeros_like(const std::string& name, const std::string& zeros) {
  const std::string begin = name + ".";
  std::vector<std::pair<std::string, Tensor>> found;
  for (const auto& [parameter, value] : values_)
    if (parameter.starts_with(begin))
      found.emplace_back(zeros + "." + parameter.substr(begin.size()), value);
  for (const auto& [to, value] : found)
    keep(to, std::vector<Real>(static_cast<std::size_t>(value.size())), value.rows, value.cols);
}

int ExportedModel::decoder_feed_forward() const {
  return transformer->decoder_feed_forward > 0 ? transformer->decoder_feed_forward
                                               : transformer->feed_forward;
}

bool ExportedModel::one_vocabulary() const {
  return tokenizers.shared || same_pieces(*tokenizers.source, *tokenizers.target);
}

std::vector<Real> position_waves(int rows, int dim) {
  Tape tape(Tape::Mode::infer);
  const Tensor waves = sinusoids(tape, 0, rows, dim);
  return {waves.data, waves.data + waves.size()};
}

int position_rows(const ExportedModel& model, int rows) {
  return model.has("positions") ? model.parameters->find("positions")->rows : rows;
}

std::vector<Real> position_table(const ExportedModel& model, int rows) {
  if (!model.has("positions")) return position_waves(rows, model.transformer->dim);
  const Tensor table = model.parameters->find("positions")->value;
  return {table.data, table.data + table.size()};
}

}  // namespace nmt
