#include "train/activation_model.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/token.h"

namespace nmt {
namespace {

constexpr int kLane = 16;
// The loss works on so many rows at a time; smaller batches would not show its whole room.
constexpr int kLeastTargetTokens = 256;

struct Probe {
  int source, target;  // the lengths of its sentences
};
// Long against short on either side. The first is the largest: it gives the arena its room, so that
// the others find it in one piece.
constexpr Probe kProbes[] = {{64, 16}, {64, 64}, {16, 64}, {16, 16},   {32, 16}, {16, 32},
                             {96, 32}, {32, 96}, {48, 48}, {128, 128}, {128, 32}};

Batch sentences(int count, int length) {
  Batch batch;
  const std::vector<TokenId> ids(static_cast<std::size_t>(length), kEnd);
  for (int i = 0; i < count; ++i) batch.add(ids);
  return batch;
}

PairBatch batch_of(const Probe& probe, int max_length) {
  const int most = max_length > 0 ? max_length : probe.source + probe.target;
  const int source = std::min(probe.source, most), target = std::min(probe.target, most);
  const int count = (kLeastTargetTokens + target - 1) / target;
  return {sentences(count, source), sentences(count, target),
          std::vector<std::int64_t>(static_cast<std::size_t>(count), 0)};
}

using Matrix = std::array<BatchShape, BatchShape{}.size()>;

// Gauss with the largest pivot; the matrix is symmetric and positive.
BatchShape solve(Matrix matrix, BatchShape right) {
  const std::size_t n = right.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t best = k;
    for (std::size_t i = k + 1; i < n; ++i)
      if (std::abs(matrix[i][k]) > std::abs(matrix[best][k])) best = i;
    std::swap(matrix[k], matrix[best]);
    std::swap(right[k], right[best]);
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = matrix[i][k] / matrix[k][k];
      for (std::size_t j = k; j < n; ++j) matrix[i][j] -= factor * matrix[k][j];
      right[i] -= factor * right[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) right[k] -= matrix[k][j] * right[j];
    right[k] /= matrix[k][k];
  }
  return right;
}

// Least squares, with columns of equal size and a little ridge where lengths cannot differ.
BatchShape fit(const std::vector<BatchShape>& shapes, const std::vector<double>& bytes) {
  constexpr double kRidge = 1e-9;
  BatchShape scale{};
  for (const BatchShape& shape : shapes)
    for (std::size_t i = 0; i < scale.size(); ++i) scale[i] = std::max(scale[i], shape[i]);
  Matrix squares{};
  BatchShape right{};
  for (std::size_t p = 0; p < shapes.size(); ++p)
    for (std::size_t i = 0; i < scale.size(); ++i) {
      const double x = shapes[p][i] / scale[i];
      right[i] += x * bytes[p];
      for (std::size_t j = 0; j < scale.size(); ++j) squares[i][j] += x * shapes[p][j] / scale[j];
    }
  for (std::size_t i = 0; i < scale.size(); ++i) squares[i][i] += kRidge;
  BatchShape weights = solve(squares, right);
  for (std::size_t i = 0; i < scale.size(); ++i) weights[i] /= scale[i];
  return weights;
}

}  // namespace

void add_pair(BatchShape& shape, int source, int target) {
  const double s = source, t = target;
  const double wide_s = (source + kLane - 1) / kLane * kLane;
  const double wide_t = (target + kLane - 1) / kLane * kLane;
  shape[0] = 1;
  shape[1] += s;
  shape[2] += t;
  shape[3] += s * wide_s;
  shape[4] += t * wide_s;
  shape[5] += t * wide_t;
  shape[6] = std::max(shape[6], s);
  shape[7] = std::max(shape[7], t);
}

BatchShape shape_of(const PairBatch& batch) {
  BatchShape shape{};
  for (int i = 0; i < batch.target.sentences(); ++i)
    add_pair(shape, batch.source.length(i), batch.target.length(i));
  return shape;
}

ActivationModel::ActivationModel(const Measure& measure, int max_length) {
  std::vector<BatchShape> shapes;
  std::vector<double> bytes;
  measure(batch_of(kProbes[0], max_length));
  for (const Probe& probe : kProbes) {
    const PairBatch batch = batch_of(probe, max_length);
    shapes.push_back(shape_of(batch));
    bytes.push_back(static_cast<double>(measure(batch)));
  }
  weights_ = fit(shapes, bytes);
}

double ActivationModel::bytes(const BatchShape& shape) const {
  double sum = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) sum += weights_[i] * shape[i];
  return std::max(sum, 0.0);
}

}  // namespace nmt
