// Graphs of ONNX (https://onnx.ai/onnx/intro/concepts.html), put together operator by operator and written as
// a model of operator set 17. Fields of its messages: onnx/onnx.proto.
#pragma once

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/protobuf.h"
#include "tensor/tensor.h"

namespace nmt {

enum class OnnxType { f32 = 1, i64 = 7 };

class OnnxGraph;

struct OnnxAttribute {
  static ProtobufMessage whole(const char* name, std::int64_t value);
  static ProtobufMessage real(const char* name, float value);
  static ProtobufMessage list(const char* name, const std::vector<std::int64_t>& values);
  static ProtobufMessage graph(const char* name, const OnnxGraph& graph);
};

class OnnxGraph {
 public:
  using Names = std::vector<std::string>;
  // What stands for a size that is not known before: "batch". Others are numbers.
  using Shape = std::vector<std::string>;

  explicit OnnxGraph(std::string name) : name_(std::move(name)) {}
  OnnxGraph(const OnnxGraph&) = delete;
  OnnxGraph& operator=(const OnnxGraph&) = delete;

  // Gives the name back.
  std::string input(const std::string& name, OnnxType type, const Shape& shape);
  // What has been computed as `value`, under this name.
  void output(const std::string& value, const std::string& name, OnnxType type, const Shape& shape);

  // The value that the operator computes.
  std::string node(const std::string& op, const Names& inputs,
                   std::initializer_list<ProtobufMessage> attributes = {});
  // The values of one that computes several.
  Names nodes(const std::string& op, const Names& inputs, int outputs,
              std::initializer_list<ProtobufMessage> attributes = {});

  // Numbers that the graph has. The same name is the same numbers, once in the file; those of a tensor
  // have to stay until the graph is written.
  std::string weight(const std::string& name, const Tensor& numbers);
  // A row as a vector.
  std::string vector(const std::string& name, const Tensor& row);
  std::string table(const std::string& name, int rows, int cols, std::vector<Real> numbers);
  std::string real(float value);
  std::string whole(std::int64_t value);
  std::string wholes(const std::vector<std::int64_t>& values);

  // GraphProto, with all numbers in it: for attributes.
  ProtobufMessage message() const;
  // A file with this graph. Throws Error (runtime).
  void write(const std::string& path) const;

 private:
  struct Numbers {
    ProtobufMessage head;  // of TensorProto, without raw_data
    std::string_view bytes;
  };
  void add_numbers(const std::string& name, OnnxType type, const std::vector<std::int64_t>& shape,
                   std::string_view bytes);
  static ProtobufMessage tensor_head(const Numbers& numbers);
  ProtobufMessage without_numbers() const;

  std::string name_;
  ProtobufMessage nodes_, inputs_, outputs_;
  std::map<std::string, Numbers> numbers_;
  std::deque<std::vector<Real>> tables_;
  std::deque<std::string> bytes_;
  int made_ = 0;
};

}  // namespace nmt
