// Says tensor by tensor which of a foreign file's become which parameter of nmt.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/foreign_model.h"
#include "exchange/tensor_file.h"
#include "exchange/token_rows.h"

namespace nmt {

class WeightMap {
 public:
  // How the file keeps the weight of a linear layer: y = x W (nmt's, Marian's), or y = x W^T.
  enum class Layout { in_out, out_in };

  WeightMap(std::shared_ptr<const TensorFile> file, Layout layout)
      : file_(std::move(file)), layout_(layout) {}

  const TensorFile& file() const { return *file_; }

  // NAME.weight and NAME.bias of a linear layer: those of several layers, side by side.
  void linear(const std::string& name, const std::vector<std::string>& weights,
              const std::vector<std::string>& biases);
  // A matrix, of several side by side.
  void matrix(const std::string& name, const std::vector<std::string>& tensors);
  // A row of numbers [1, n]: those of several, one after the other.
  void row(const std::string& name, const std::vector<std::string>& tensors);
  // A table of the file [n, dim] as it is.
  void table(const std::string& name, const std::string& tensor);
  // A row for each token; [vocabulary, dim] in the file, or its transpose.
  enum class Tokens { rows, columns };
  void token_table(const std::string& name, const std::string& tensor, const TokenRows& rows,
                   Tokens tokens = Tokens::rows);
  // A number for each token; those that are never said have one that leaves them no probability.
  // Zeros where `tensor` is empty.
  void token_bias(const std::string& name, const std::string& tensor, const TokenRows& rows);
  // A table of positions: row p has the sines, then the cosines of (p + first) x 10000^(-i / (half -
  // frequency_gap)) for each i of half the columns.
  void sinusoids(const std::string& name, std::int64_t rows, std::int64_t dim, int first,
                 int frequency_gap);
  void zeros(const std::string& name, std::int64_t cols);
  void identity(const std::string& name, std::int64_t dim);

  // Of a matrix of a linear layer.
  std::int64_t inputs_of(const std::string& tensor) const;
  std::int64_t outputs_of(const std::string& tensor) const;

  // Throws Error for a tensor that nothing was made of, unless `may_stay` knows why.
  void require_all_used(const std::function<bool(const std::string&)>& may_stay) const;
  std::vector<ParameterSource> take() { return std::move(sources_); }

 private:
  const ForeignTensor& matrix_at(const std::string& tensor) const;
  const ForeignTensor& use(const std::string& tensor, std::size_t dimensions);
  void add(const std::string& name, std::int64_t rows, std::int64_t cols,
           const std::vector<std::string>& tensors, std::function<void(Tensor)> read);

  std::shared_ptr<const TensorFile> file_;
  Layout layout_;
  std::vector<ParameterSource> sources_;
  std::set<std::string, std::less<>> used_;
};

}  // namespace nmt
