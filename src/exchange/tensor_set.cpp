#include "exchange/tensor_set.h"

#include <utility>

namespace nmt {
namespace {

std::vector<Real> numbers_of(const Tensor& tensor) {
  std::vector<Real> numbers;
  numbers.reserve(static_cast<std::size_t>(tensor.size()));
  for (int r = 0; r < tensor.rows; ++r)
    numbers.insert(numbers.end(), tensor.row(r), tensor.row(r) + tensor.cols);
  return numbers;
}

std::vector<Real> transposed_numbers(const Tensor& tensor) {
  std::vector<Real> numbers(static_cast<std::size_t>(tensor.size()));
  for (int r = 0; r < tensor.rows; ++r)
    for (int c = 0; c < tensor.cols; ++c)
      numbers[static_cast<std::size_t>(c) * tensor.rows + r] = tensor(r, c);
  return numbers;
}

}  // namespace

void TensorSet::add(const std::string& name, std::vector<std::int64_t> shape,
                    std::vector<Real> numbers) {
  const std::vector<Real>& kept = floats_.emplace_back(std::move(numbers));
  tensors_.push_back(
      row_major_tensor(name, NumberType::f32, std::move(shape), std::as_bytes(std::span(kept))));
}

void TensorSet::add_bytes(const std::string& name, NumberType type, const void* bytes) {
  const auto* first = static_cast<const std::byte*>(bytes);
  const auto& kept = bytes_.emplace_back(first, first + size_of(type));
  tensors_.push_back(row_major_tensor(name, type, {}, kept));
}

void TensorSet::weight(const std::string& name, const Tensor& numbers) {
  if (layout_ == Layout::in_out)
    add(name, {numbers.rows, numbers.cols}, numbers_of(numbers));
  else
    add(name, {numbers.cols, numbers.rows}, transposed_numbers(numbers));
}

void TensorSet::row(const std::string& name, const Tensor& numbers) {
  if (row_ == Row::matrix)
    add(name, {1, numbers.cols}, numbers_of(numbers));
  else
    add(name, {numbers.cols}, numbers_of(numbers));
}

void TensorSet::table(const std::string& name, const Tensor& numbers) {
  table(name, numbers.rows, numbers.cols, numbers_of(numbers));
}

void TensorSet::table(const std::string& name, int rows, int cols, std::vector<Real> numbers) {
  add(name, {rows, cols}, std::move(numbers));
}

void TensorSet::token_rows(const std::string& name, const Tensor& numbers,
                           std::span<const TokenId> order) {
  std::vector<Real> rows;
  rows.reserve(order.size() * static_cast<std::size_t>(numbers.cols));
  for (const TokenId token : order)
    rows.insert(rows.end(), numbers.row(token), numbers.row(token) + numbers.cols);
  table(name, static_cast<int>(order.size()), numbers.cols, std::move(rows));
}

void TensorSet::token_row(const std::string& name, const Tensor& numbers,
                          std::span<const TokenId> order) {
  std::vector<Real> chosen;
  for (const TokenId token : order) chosen.push_back(numbers(0, token));
  row(name, Tensor(chosen.data(), 1, static_cast<int>(chosen.size())));
}

void TensorSet::number(const std::string& name, NumberType type, std::int64_t value) {
  add_bytes(name, type, &value);  // little-endian: the low bytes come first
}

void TensorSet::factor(const std::string& name, float value) {
  add_bytes(name, NumberType::f32, &value);
}

}  // namespace nmt
