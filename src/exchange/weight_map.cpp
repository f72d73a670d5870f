#include "exchange/weight_map.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "seq2seq/safetensors.h"

namespace nmt {
namespace {

// Leaves no probability to a token: e^-10000 of any other's. Not less, so that label smoothing in
// later training, which adds a little of every token's loss, stays a sane number.
constexpr Real kNever = -10000;

// [rows, cols] numbers, row after row, as `to` or as its transpose.
void put_block(const std::vector<float>& numbers, bool transposed, const Tensor& to) {
  for (int r = 0; r < to.rows; ++r) {
    Real* row = to.row(r);
    for (int c = 0; c < to.cols; ++c)
      row[c] = numbers[transposed ? static_cast<std::size_t>(c) * to.rows + r
                                  : static_cast<std::size_t>(r) * to.cols + c];
  }
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::int64_t numbers_of(const ForeignTensor& tensor) { return tensor.count(); }

}  // namespace

const ForeignTensor& WeightMap::matrix_at(const std::string& tensor) const {
  const ForeignTensor& found = file_->at(tensor);
  if (found.shape.size() == 2) return found;
  throw Error({.what = format("a matrix is expected, but the shape is {}", shape_text(found.shape)),
               .where = file_->place_of(tensor),
               .fix = "copy the file again; this one is damaged or of another kind of model"});
}

const ForeignTensor& WeightMap::use(const std::string& tensor, std::size_t dimensions) {
  const ForeignTensor& found = dimensions == 2 ? matrix_at(tensor) : file_->at(tensor);
  used_.insert(found.name);
  return found;
}

void WeightMap::add(const std::string& name, std::int64_t rows, std::int64_t cols,
                    const std::vector<std::string>& tensors, std::function<void(Tensor)> read) {
  sources_.push_back({.name = name,
                      .rows = rows,
                      .cols = cols,
                      .where = tensors.empty() ? file_->path() : file_->place_of(joined(tensors)),
                      .read = std::move(read)});
}

std::int64_t WeightMap::inputs_of(const std::string& tensor) const {
  return matrix_at(tensor).shape[layout_ == Layout::in_out ? 0 : 1];
}

std::int64_t WeightMap::outputs_of(const std::string& tensor) const {
  return matrix_at(tensor).shape[layout_ == Layout::in_out ? 1 : 0];
}

void WeightMap::linear(const std::string& name, const std::vector<std::string>& weights,
                       const std::vector<std::string>& biases) {
  matrix(name + ".weight", weights);
  row(name + ".bias", biases);
}

void WeightMap::matrix(const std::string& name, const std::vector<std::string>& tensors) {
  const std::int64_t rows = inputs_of(tensors.front());
  std::int64_t cols = 0;
  std::vector<const ForeignTensor*> parts;
  for (const std::string& tensor : tensors) {
    parts.push_back(&use(tensor, 2));
    cols += outputs_of(tensor);
    if (inputs_of(tensor) == rows) continue;
    throw Error({.what = format("the shape {} does not fit beside the {} rows of {}",
                                shape_text(parts.back()->shape), rows, tensors.front()),
                 .where = file_->place_of(tensor),
                 .fix = "copy the file again; this one is damaged"});
  }
  const bool transposed = layout_ == Layout::out_in;
  add(name, rows, cols, tensors, [file = file_, parts, transposed](const Tensor& to) {
    int begin = 0;
    for (const ForeignTensor* part : parts) {
      const auto count = static_cast<int>(part->shape[transposed ? 0 : 1]);
      put_block(to_floats(*part), transposed, to.columns(begin, count));
      begin += count;
    }
  });
}

void WeightMap::row(const std::string& name, const std::vector<std::string>& tensors) {
  std::vector<const ForeignTensor*> parts;
  std::int64_t cols = 0;
  for (const std::string& tensor : tensors) {
    parts.push_back(&use(tensor, 1));
    cols += numbers_of(*parts.back());
  }
  add(name, 1, cols, tensors, [file = file_, parts](const Tensor& to) {
    std::int64_t begin = 0;
    for (const ForeignTensor* part : parts) {
      to_floats(*part, {to.data + begin, static_cast<std::size_t>(numbers_of(*part))});
      begin += numbers_of(*part);
    }
  });
}

void WeightMap::table(const std::string& name, const std::string& tensor) {
  const ForeignTensor& numbers = use(tensor, 2);
  add(name, numbers.shape[0], numbers.shape[1], {tensor},
      [file = file_, &numbers](const Tensor& to) { put_block(to_floats(numbers), false, to); });
}

void WeightMap::token_table(const std::string& name, const std::string& tensor,
                            const TokenRows& rows, Tokens tokens) {
  const ForeignTensor& numbers = use(tensor, 2);
  const bool by_columns = tokens == Tokens::columns;
  const std::int64_t vocabulary = numbers.shape[by_columns ? 1 : 0],
                     dim = numbers.shape[by_columns ? 0 : 1];
  rows.require_size(vocabulary, file_->place_of(tensor));
  add(name, static_cast<std::int64_t>(rows.row.size()), dim, {tensor},
      [file = file_, &numbers, rows, by_columns, vocabulary](const Tensor& to) {
        const std::vector<float> all = to_floats(numbers);
        for (int token = 0; token < to.rows; ++token) {
          const std::int64_t from = rows.row[static_cast<std::size_t>(token)];
          for (int c = 0; c < to.cols; ++c)
            to(token, c) = from == TokenRows::kZeros ? Real(0)
                           : by_columns ? all[static_cast<std::size_t>(c * vocabulary + from)]
                                        : all[static_cast<std::size_t>(from * to.cols + c)];
        }
      });
}

void WeightMap::token_bias(const std::string& name, const std::string& tensor,
                           const TokenRows& rows) {
  const ForeignTensor* numbers = nullptr;
  std::vector<std::string> tensors;
  if (!tensor.empty()) {
    numbers = &use(tensor, 1);
    rows.require_size(numbers_of(*numbers), file_->place_of(tensor));
    tensors = {tensor};
  }
  add(name, 1, static_cast<std::int64_t>(rows.row.size()), tensors,
      [file = file_, numbers, rows](const Tensor& to) {
        std::fill_n(to.data, to.cols, Real(0));
        if (numbers != nullptr) {
          const std::vector<float> all = to_floats(*numbers);
          for (int token = 0; token < to.cols; ++token)
            if (const auto from = rows.row[static_cast<std::size_t>(token)];
                from != TokenRows::kZeros)
              to(0, token) = all[static_cast<std::size_t>(from)];
        }
        for (const TokenId token : rows.never) to(0, token) = kNever;
      });
}

void WeightMap::sinusoids(const std::string& name, std::int64_t rows, std::int64_t dim, int first,
                          int frequency_gap) {
  add(name, rows, dim, {}, [first, frequency_gap](const Tensor& to) {
    const int half = to.cols / 2;
    for (int i = 0; i < half; ++i) {
      const double frequency = std::pow(10000.0, -double(i) / std::max(half - frequency_gap, 1));
      for (int p = 0; p < to.rows; ++p) {
        to(p, i) = static_cast<Real>(std::sin((p + first) * frequency));
        to(p, half + i) = static_cast<Real>(std::cos((p + first) * frequency));
      }
    }
  });
}

void WeightMap::zeros(const std::string& name, std::int64_t cols) {
  add(name, 1, cols, {}, [](const Tensor& to) { std::fill_n(to.data, to.cols, Real(0)); });
}

void WeightMap::identity(const std::string& name, std::int64_t dim) {
  add(name, dim, dim, {}, [](const Tensor& to) {
    for (int r = 0; r < to.rows; ++r)
      for (int c = 0; c < to.cols; ++c) to(r, c) = r == c ? Real(1) : Real(0);
  });
}

void WeightMap::require_all_used(const std::function<bool(const std::string&)>& may_stay) const {
  for (const ForeignTensor& tensor : file_->tensors()) {
    if (used_.contains(tensor.name) || may_stay(tensor.name)) continue;
    throw Error({.what = "nmt's models have no place for these numbers, so that what it would say "
                         "is not what the model says",
                 .where = file_->place_of(tensor.name),
                 .fix = "give a model of another shape; docs/exchange.md lists what is read"});
  }
}

}  // namespace nmt
