#include "exchange/marian_zero_start.h"

#include <algorithm>
#include <cmath>

namespace nmt {
namespace {

bool is_zero(const Tensor& table, int row) {
  return std::all_of(table.row(row), table.row(row) + table.cols,
                     [](Real number) { return number == 0; });
}

// Leaves nothing of what a gate lets through.
constexpr Real kShut = -10000;

// A block reads x - start, where it would have read x: y = x W + b is (x - start) W + (start W + b).
void give_back(const std::vector<Real>& start, const std::string& linear,
               ExportedWeights& weights) {
  const Tensor weight = weights.at(linear + ".weight"), bias = weights.change(linear + ".bias");
  for (int c = 0; c < weight.cols; ++c) {
    double sum = 0;
    for (int r = 0; r < weight.rows; ++r)
      sum += double(start[static_cast<std::size_t>(r)]) * double(weight(r, c));
    bias(0, c) = static_cast<Real>(double(bias(0, c)) + sum);
  }
}

void add_to_row(const std::vector<Real>& numbers, const Tensor& row) {
  for (int c = 0; c < row.cols; ++c) row(0, c) += numbers[static_cast<std::size_t>(c)];
}

// norm(x + block(x)): what the block reads, and what it adds to x. Of an average of x as of x.
void give_back_in_biases(const std::vector<Real>& start, const std::string& layer,
                         ExportedWeights& weights) {
  const bool average = weights.has(layer + ".average.feed_forward.in.bias");
  const std::string block = layer + (average ? ".average.feed_forward" : ".self");
  give_back(start, block + (average ? ".in" : ".query_key_value"), weights);
  add_to_row(start, weights.change(block + ".out.bias"));
}

// x + block(norm(x)): blocks of zeros, the last of which says `start` for every x.
void give_back_in_layer(const std::vector<Real>& start, ExportedWeights& weights) {
  const std::string layer = kStartLayer;
  weights.add_zeros_like("decoder.0", layer);
  add_to_row(start, weights.change(layer + ".feed_forward.out.bias"));
  if (!weights.has(layer + ".average.input_gate.bias")) return;
  const Tensor gate = weights.change(layer + ".average.input_gate.bias");
  std::fill_n(gate.data, gate.cols, kShut);
}

int place_of_begin(const ForeignVocabulary& vocabulary) {
  const auto found =
      std::find(vocabulary.pieces.begin(), vocabulary.pieces.end(), kSpecialTokens[kBegin]);
  return found == vocabulary.pieces.end() ? ForeignVocabulary::kNone
                                          : static_cast<int>(found - vocabulary.pieces.begin());
}

}  // namespace

ZeroStart zero_start_of(const ExportedModel& model) {
  const TransformerSettings& s = *model.transformer;
  if (is_zero(model.parameters->find(model.target_table())->value, kBegin))
    return ZeroStart::as_it_is;
  if (s.embedding_norm) return ZeroStart::impossible;
  if (s.norm == "pre") return ZeroStart::extra_layer;
  // A gate multiplies with x itself, an SSRU has no bias where it reads x.
  const bool has_biases =
      s.decoder_layer == "self_attention" || (s.decoder_layer == "average" && !s.average.gate);
  return has_biases ? ZeroStart::in_biases : ZeroStart::impossible;
}

bool parts_embeddings(const ExportedModel& model) {
  return model.one_input() && zero_start_of(model) == ZeroStart::extra_layer;
}

void start_from_zeros(const ExportedModel& model, ExportedWeights& weights) {
  const ZeroStart kind = zero_start_of(model);
  if (kind == ZeroStart::as_it_is) return;
  const Tensor table = weights.change(model.target_table());
  const std::vector<Real> begin(table.row(kBegin), table.row(kBegin) + table.cols);
  for (int token = 0; token < table.rows; ++token)
    for (int c = 0; c < table.cols; ++c) table(token, c) -= begin[static_cast<std::size_t>(c)];
  // As it is read: times the root of the width.
  std::vector<Real> start = begin;
  for (Real& number : start) number *= std::sqrt(Real(table.cols));
  if (kind == ZeroStart::extra_layer) {
    give_back_in_layer(start, weights);
    return;
  }
  give_back_in_biases(start, "decoder.0", weights);
  if (model.one_input()) give_back_in_biases(start, "encoder.0", weights);
}

void find_zero_start(const TensorFile& weights, ForeignVocabulary& source,
                     ForeignVocabulary& target) {
  const int begin = place_of_begin(target);
  const ForeignTensor* table = weights.find("Wemb");
  if (table == nullptr) table = weights.find("decoder_Wemb");
  if (begin < 0 || table == nullptr || table->shape.size() != 2 || begin >= table->shape[0]) return;
  const std::vector<float> numbers = to_floats(*table);
  const auto row = numbers.begin() + begin * table->shape[1];
  if (std::any_of(row, row + table->shape[1], [](float number) { return number != 0; })) return;
  target.start = begin;
  source.start = place_of_begin(source);
}

}  // namespace nmt
