#include "exchange/onnx_graph.h"

#include <charconv>
#include <utility>

#include "base/file.h"
#include "base/format.h"

namespace nmt {
namespace {

constexpr int kIrVersion = 8, kOperatorSet = 17;

std::string_view bytes_of(const Real* numbers, std::int64_t count) {
  return {reinterpret_cast<const char*>(numbers), static_cast<std::size_t>(count) * sizeof(Real)};
}

// TypeProto {tensor_type = 1: {elem_type = 1, shape = 2: {dim = 1: {dim_value = 1 or dim_param = 2}}}}
ProtobufMessage type_of(OnnxType type, const OnnxGraph::Shape& shape) {
  ProtobufMessage dimensions;
  for (const std::string& size : shape) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), number);
    const bool known = error == std::errc() && end == size.data() + size.size();
    dimensions.message(
        1, known ? ProtobufMessage().number(1, number) : ProtobufMessage().bytes(2, size));
  }
  const ProtobufMessage tensor =
      ProtobufMessage().number(1, static_cast<int>(type)).message(2, dimensions);
  return ProtobufMessage().message(1, tensor);
}

// ValueInfoProto {name = 1, type = 2}
ProtobufMessage value_info(const std::string& name, OnnxType type, const OnnxGraph::Shape& shape) {
  return ProtobufMessage().bytes(1, name).message(2, type_of(type, shape));
}

// AttributeProto {name = 1, f = 2, i = 3, g = 6, ints = 8, type = 20}
constexpr int kFloat = 1, kInt = 2, kGraph = 5, kInts = 7;

}  // namespace

ProtobufMessage OnnxAttribute::whole(const char* name, std::int64_t value) {
  return ProtobufMessage().bytes(1, name).number(3, value).number(20, kInt);
}

ProtobufMessage OnnxAttribute::real(const char* name, float value) {
  return ProtobufMessage().bytes(1, name).f32(2, value).number(20, kFloat);
}

ProtobufMessage OnnxAttribute::list(const char* name, const std::vector<std::int64_t>& values) {
  ProtobufMessage attribute = ProtobufMessage().bytes(1, name);
  for (const std::int64_t value : values) attribute.number(8, value);
  return attribute.number(20, kInts);
}

ProtobufMessage OnnxAttribute::graph(const char* name, const OnnxGraph& graph) {
  return ProtobufMessage().bytes(1, name).message(6, graph.message()).number(20, kGraph);
}

// GraphProto {node = 1, name = 2, initializer = 5, input = 11, output = 12}
std::string OnnxGraph::input(const std::string& name, OnnxType type, const Shape& shape) {
  inputs_.message(11, value_info(name, type, shape));
  return name;
}

void OnnxGraph::output(const std::string& value, const std::string& name, OnnxType type,
                       const Shape& shape) {
  nodes_.message(1, ProtobufMessage().bytes(1, value).bytes(2, name).bytes(4, "Identity"));
  outputs_.message(12, value_info(name, type, shape));
}

std::string OnnxGraph::node(const std::string& op, const Names& inputs,
                            std::initializer_list<ProtobufMessage> attributes) {
  return nodes(op, inputs, 1, attributes).front();
}

// NodeProto {input = 1, output = 2, name = 3, op_type = 4, attribute = 5}
OnnxGraph::Names OnnxGraph::nodes(const std::string& op, const Names& inputs, int outputs,
                                  std::initializer_list<ProtobufMessage> attributes) {
  const std::string name = format("{}_{}", op, made_++);
  ProtobufMessage node;
  for (const std::string& input : inputs) node.bytes(1, input);
  Names values;
  for (int i = 0; i < outputs; ++i) {
    values.push_back(outputs == 1 ? name : format("{}_{}", name, i));
    node.bytes(2, values.back());
  }
  node.bytes(3, name).bytes(4, op);
  for (const ProtobufMessage& attribute : attributes) node.message(5, attribute);
  nodes_.message(1, node);
  return values;
}

// TensorProto {dims = 1, data_type = 2, name = 8, raw_data = 9}
void OnnxGraph::add_numbers(const std::string& name, OnnxType type,
                            const std::vector<std::int64_t>& shape, std::string_view bytes) {
  ProtobufMessage head;
  for (const std::int64_t size : shape) head.number(1, size);
  head.number(2, static_cast<int>(type)).bytes(8, name);
  numbers_.emplace(name, Numbers{std::move(head), bytes});
}

std::string OnnxGraph::weight(const std::string& name, const Tensor& numbers) {
  if (!numbers_.contains(name))
    add_numbers(name, OnnxType::f32, {numbers.rows, numbers.cols},
                bytes_of(numbers.data, numbers.size()));
  return name;
}

std::string OnnxGraph::vector(const std::string& name, const Tensor& row) {
  if (!numbers_.contains(name))
    add_numbers(name, OnnxType::f32, {row.cols}, bytes_of(row.data, row.cols));
  return name;
}

std::string OnnxGraph::table(const std::string& name, int rows, int cols,
                             std::vector<Real> numbers) {
  std::vector<Real>& kept = tables_.emplace_back(std::move(numbers));
  return weight(name, Tensor(kept.data(), rows, cols));
}

std::string OnnxGraph::real(float value) {
  const std::string name = format("real_{}", value);
  if (!numbers_.contains(name))
    add_numbers(name, OnnxType::f32, {},
                bytes_.emplace_back(reinterpret_cast<const char*>(&value), sizeof value));
  return name;
}

std::string OnnxGraph::whole(std::int64_t value) {
  const std::string name = format("whole_{}", value);
  if (!numbers_.contains(name))
    add_numbers(name, OnnxType::i64, {},
                bytes_.emplace_back(reinterpret_cast<const char*>(&value), sizeof value));
  return name;
}

std::string OnnxGraph::wholes(const std::vector<std::int64_t>& values) {
  std::string name = "wholes";
  for (const std::int64_t value : values) name += format("_{}", value);
  if (!numbers_.contains(name))
    add_numbers(name, OnnxType::i64, {static_cast<std::int64_t>(values.size())},
                bytes_.emplace_back(reinterpret_cast<const char*>(values.data()),
                                    values.size() * sizeof(std::int64_t)));
  return name;
}

ProtobufMessage OnnxGraph::tensor_head(const Numbers& numbers) {
  ProtobufMessage raw;
  raw.begin_bytes(9, numbers.bytes.size());
  ProtobufMessage head;
  head.begin_bytes(5, numbers.head.written().size() + raw.written().size() + numbers.bytes.size());
  return head.append(numbers.head.written()).append(raw.written());
}

ProtobufMessage OnnxGraph::without_numbers() const {
  ProtobufMessage graph;
  graph.append(nodes_.written()).bytes(2, name_);
  return graph.append(inputs_.written()).append(outputs_.written());
}

ProtobufMessage OnnxGraph::message() const {
  ProtobufMessage graph = without_numbers();
  for (const auto& [name, numbers] : numbers_)
    graph.append(tensor_head(numbers).written()).append(numbers.bytes);
  return graph;
}

// ModelProto {ir_version = 1, producer_name = 2, producer_version = 3, graph = 7, opset_import = 8:
// {version = 2}}. The numbers are written from where they lie.
void OnnxGraph::write(const std::string& path) const {
  const ProtobufMessage graph = without_numbers();
  std::uint64_t size = graph.written().size();
  for (const auto& [name, numbers] : numbers_)
    size += tensor_head(numbers).written().size() + numbers.bytes.size();
  ProtobufMessage begin = ProtobufMessage()
                              .number(1, kIrVersion)
                              .bytes(2, "nmt")
                              .bytes(3, NMT_VERSION)
                              .message(8, ProtobufMessage().bytes(1, "").number(2, kOperatorSet));
  begin.begin_bytes(7, size).append(graph.written());
  AtomicFile file(path, begin.written().size() + size);
  file.write(begin.written().data(), begin.written().size());
  for (const auto& [name, numbers] : numbers_) {
    const ProtobufMessage head = tensor_head(numbers);
    file.write(head.written().data(), head.written().size());
    file.write(numbers.bytes.data(), numbers.bytes.size());
  }
  file.commit();
}

}  // namespace nmt
