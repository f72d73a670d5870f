// Tensors that a format is to be written with, with memory of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "base/token.h"
#include "exchange/tensor_file.h"
#include "tensor/tensor.h"

namespace nmt {

class TensorSet {
 public:
  // How the file keeps the weight of a linear layer: y = x W (nmt's, Marian's), or y = x W^T.
  enum class Layout { in_out, out_in };

  // A single row is written with its shape [1, n], or as a vector [n].
  enum class Row { matrix, vector };

  explicit TensorSet(Layout layout, Row row) : layout_(layout), row_(row) {}
  TensorSet(const TensorSet&) = delete;
  TensorSet& operator=(const TensorSet&) = delete;

  // The weight [in, out] of a linear layer, or some columns of it.
  void weight(const std::string& name, const Tensor& numbers);
  // A row of numbers [1, n].
  void row(const std::string& name, const Tensor& numbers);
  // Numbers as they are.
  void table(const std::string& name, const Tensor& numbers);
  void table(const std::string& name, int rows, int cols, std::vector<Real> numbers);
  // The rows of these tokens, in this order.
  void token_rows(const std::string& name, const Tensor& numbers, std::span<const TokenId> order);
  // Columns of them, as a row.
  void token_row(const std::string& name, const Tensor& numbers, std::span<const TokenId> order);
  // A whole number without dimensions; type i8, i16 or i32.
  void number(const std::string& name, NumberType type, std::int64_t value);
  void factor(const std::string& name, float value);

  const std::vector<ForeignTensor>& tensors() const { return tensors_; }

 private:
  void add(const std::string& name, std::vector<std::int64_t> shape, std::vector<Real> numbers);
  void add_bytes(const std::string& name, NumberType type, const void* bytes);

  Layout layout_;
  Row row_;
  std::deque<std::vector<Real>> floats_;
  std::deque<std::vector<std::byte>> bytes_;
  std::vector<ForeignTensor> tensors_;
};

}  // namespace nmt
