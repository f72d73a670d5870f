// The weights of a model directory: what the file says of itself, and its numbers, full or packed.
#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <deque>
#include <set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "seq2seq/model_directory.h"
#include "seq2seq/safetensors.h"
#include "tensor/kernels.h"

namespace nmt {
namespace {

constexpr const char* kFormatVersion = "1";
constexpr const char* kPrecision = "precision";
constexpr std::string_view kScorePrefix = "score.";

SafetensorsMetadata to_metadata(const WeightsInfo& info) {
  SafetensorsMetadata metadata = {{"format_version", kFormatVersion},
                                  {"program_version", NMT_VERSION},
                                  {"source_tokenizer", info.source_tokenizer},
                                  {"target_tokenizer", info.target_tokenizer},
                                  {"step", std::to_string(info.step)}};
  if (info.precision != Precision::f32) metadata[kPrecision] = name_of(info.precision);
  for (const auto& [metric, score] : info.scores)
    metadata[std::string(kScorePrefix) + metric] = format("{}", score);
  return metadata;
}

template <class Number>
Number parse_number(const SafetensorsFile& file, const std::string& key, const std::string& text) {
  Number number = {};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end)
    throw Error({.what = format("the metadata '{}' is '{}', which is not a number", key, text),
                 .where = file.path(),
                 .fix = "copy or save the file again; this one is damaged"});
  return number;
}

std::string metadata_of(const SafetensorsFile& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  if (found != file.metadata().end()) return found->second;
  throw Error(
      {.what = format("these weights were not written by nmt: the metadata '{}' is missing", key),
       .where = file.path(),
       .fix = "give a model that `nmt train` has written"});
}

Precision precision_of(const SafetensorsFile& file) {
  const auto found = file.metadata().find(kPrecision);
  if (found == file.metadata().end()) return Precision::f32;
  for (const Precision precision : {Precision::bf16, Precision::int8})
    if (found->second == name_of(precision)) return precision;
  throw Error({.what = format("the weights are kept in '{}', which this program does not know",
                              found->second),
               .where = file.path(),
               .fix = "use the version of nmt that wrote them, or quantise the model again"});
}

WeightsInfo to_info(const SafetensorsFile& file) {
  const std::string version = metadata_of(file, "format_version");
  if (version != kFormatVersion)
    throw Error({.what = format("the weights have format version {}; this program reads version {}",
                                version, kFormatVersion),
                 .where = file.path(),
                 .fix = "use the version of nmt that wrote them, or train again"});
  WeightsInfo info;
  info.source_tokenizer = metadata_of(file, "source_tokenizer");
  info.target_tokenizer = metadata_of(file, "target_tokenizer");
  info.step = parse_number<std::int64_t>(file, "step", metadata_of(file, "step"));
  info.precision = precision_of(file);
  for (const auto& [key, text] : file.metadata())
    if (key.starts_with(kScorePrefix))
      info.scores[key.substr(kScorePrefix.size())] = parse_number<double>(file, key, text);
  return info;
}

void require_tokenizer(const SafetensorsFile& file, const char* side, const std::string& wanted,
                       const Tokenizer& tokenizer) {
  if (wanted == tokenizer.hash()) return;
  throw Error({.what = format("the weights want the {} tokenizer with hash {}; the one here has {}",
                              side, wanted, tokenizer.hash()),
               .where = file.path(),
               .fix = "put back the tokenizer files that this model was trained with"});
}

// What a file holds of one parameter. Packed int8 is kept as the kernels read it (kernels.h), to be
// used where it lies.
struct Layout {
  std::string name, type;
  std::vector<std::int64_t> shape;
};

std::vector<Layout> layout_of(const Parameter& parameter, Precision precision) {
  const auto packing = parameter.packing(precision);
  if (precision == Precision::f32 || !packing)
    return {{parameter.name, "F32", {parameter.rows, parameter.cols}}};
  if (precision == Precision::bf16)
    return {{parameter.name, "BF16", {parameter.rows, parameter.cols}}};
  const bool plain = *packing == Transpose::no;
  const int k = plain ? parameter.rows : parameter.cols;
  const int n = plain ? parameter.cols : parameter.rows;
  const auto parts = [](int count, int size) { return (count + size - 1) / size; };
  return {{parameter.name,
           "I8",
           {parts(n, kInt8Columns), parts(k, kInt8Group), kInt8Columns, kInt8Group}},
          {parameter.name + ".scales", "F32", {n}},
          {parameter.name + ".offsets", "I32", {n}}};
}

void require_layout(const SafetensorsFile& file, const Layout& layout) {
  const SafetensorsFile::Entry* entry = file.find(layout.name);
  const std::string what = entry == nullptr ? "the weights lack a tensor of the configured model"
                           : entry->shape != layout.shape
                               ? format("the shape is {}; the configured model has {}",
                                        shape_text(entry->shape), shape_text(layout.shape))
                               : "";
  if (!what.empty())
    throw Error({.what = what,
                 .where = format("{}, tensor {}", file.path(), layout.name),
                 .fix = "use the config.yaml that these weights were trained with",
                 .code = Error::Code::unfit_tensor});
}

void require_parameters(const SafetensorsFile& file, const ParameterSet& parameters,
                        Precision precision) {
  std::set<std::string> known;
  for (const Parameter& parameter : parameters.parameters())
    for (const Layout& layout : layout_of(parameter, precision)) {
      require_layout(file, layout);
      known.insert(layout.name);
    }
  for (const SafetensorsFile::Entry& entry : file.entries())
    if (!known.contains(entry.name))
      throw Error({.what = "the configured model has no such tensor",
                   .where = format("{}, tensor {}", file.path(), entry.name),
                   .fix = "use the config.yaml that these weights were trained with",
                   .code = Error::Code::unfit_tensor});
}

WeightsInfo checked_info(const SafetensorsFile& file, const ParameterSet& parameters,
                         const Tokenizers& tokenizers) {
  const WeightsInfo info = to_info(file);
  require_tokenizer(file, "source", info.source_tokenizer, *tokenizers.source);
  require_tokenizer(file, "target", info.target_tokenizer, *tokenizers.target);
  require_parameters(file, parameters, info.precision);
  return info;
}

// Finds the parts of a parameter in a mapped file.
class MappedWeights {
 public:
  MappedWeights(const SafetensorsFile& file, Precision precision)
      : file_(file), memory_(file.map()), precision_(precision) {}

  const std::shared_ptr<const MappedFile>& memory() const { return memory_; }

  void place(Parameter& parameter) const {
    const std::vector<Layout> parts = layout_of(parameter, precision_);
    if (parts.size() == 1) {
      parameter.value = {reinterpret_cast<Real*>(bytes(parts[0])), parameter.rows, parameter.cols};
      return;
    }
    const bool plain = parameter.packing(precision_) == Transpose::no;
    parameter.value = {};
    parameter.packed = {.data = bytes(parts[0]),
                        .rows = plain ? parameter.rows : parameter.cols,
                        .cols = plain ? parameter.cols : parameter.rows,
                        .precision = precision_,
                        .scales = reinterpret_cast<const float*>(bytes(parts[1])),
                        .offsets = reinterpret_cast<const std::int32_t*>(bytes(parts[2]))};
  }
  // Rounded numbers, in full again.
  void widen(Parameter& parameter) const {
    const Layout layout = layout_of(parameter, precision_)[0];
    const std::byte* from = bytes(layout);
    if (layout.type == "F32") {
      std::memcpy(parameter.value.data, from, static_cast<std::size_t>(parameter.size()) * 4);
      return;
    }
    for (std::int64_t i = 0; i < parameter.size(); ++i) {
      std::uint16_t high;
      std::memcpy(&high, from + 2 * i, sizeof high);
      parameter.value.data[i] = std::bit_cast<float>(static_cast<std::uint32_t>(high) << 16);
    }
  }

 private:
  std::byte* bytes(const Layout& layout) const {
    return file_.mapped(*memory_, *file_.find(layout.name), layout.type, layout.shape);
  }

  const SafetensorsFile& file_;
  std::shared_ptr<const MappedFile> memory_;
  Precision precision_;
};

// To the nearest of bfloat16, of two the even one. The weights are finite.
std::vector<std::uint16_t> rounded_to_bf16(const Tensor& values) {
  std::vector<std::uint16_t> rounded;
  for (std::int64_t i = 0; i < values.size(); ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(values.data[i]);
    const bool whole = (bits & 0x7f800000U) == 0x7f800000U;  // infinite or no number
    const std::uint32_t up = whole ? 0 : 0x7fffU + ((bits >> 16) & 1U);
    rounded.push_back(static_cast<std::uint16_t>((bits + up) >> 16));
  }
  return rounded;
}

}  // namespace

WeightsInfo weights_info(const Tokenizers& tokenizers, std::int64_t step,
                         std::map<std::string, double> scores) {
  return {tokenizers.source->hash(), tokenizers.target->hash(), step, std::move(scores)};
}

void save_weights(const std::string& path, const ParameterSet& parameters,
                  std::span<const Real> values, const WeightsInfo& info) {
  std::vector<NamedMatrix> matrices;
  for (const Parameter& parameter : parameters.parameters())
    matrices.push_back({parameter.name, parameter.rows, parameter.cols,
                        values.subspan(parameter.offset, parameter.size())});
  write_safetensors(path, to_metadata(info), matrices);
}

void save_quantised_weights(const std::string& path, const ParameterSet& parameters,
                            const WeightsInfo& info) {
  std::deque<std::vector<std::uint16_t>> rounded;
  std::vector<NamedTensor> tensors;
  for (const Parameter& p : parameters.parameters()) {
    const std::vector<Layout> parts = layout_of(p, info.precision);
    const auto add = [&](const Layout& part, const void* data, std::size_t bytes) {
      tensors.push_back(
          {part.name, part.type, part.shape, {static_cast<const std::byte*>(data), bytes}});
    };
    if (parts.size() == 3) {
      const auto n = static_cast<std::size_t>(p.packed.cols);
      add(parts[0], p.packed.data,
          packed_number_bytes(p.packed.rows, p.packed.cols, Precision::int8));
      add(parts[1], p.packed.scales, n * sizeof(float));
      add(parts[2], p.packed.offsets, n * sizeof(std::int32_t));
    } else if (parts[0].type == "BF16") {
      rounded.push_back(rounded_to_bf16(p.value));
      add(parts[0], rounded.back().data(), rounded.back().size() * sizeof(std::uint16_t));
    } else {
      add(parts[0], p.value.data, static_cast<std::size_t>(p.size()) * sizeof(Real));
    }
  }
  // Packed matrices are whole cache lines and come first, so that each begins with one; what may
  // have an odd number of halves comes last.
  const auto rank = [](const NamedTensor& t) {
    return t.type == "I8" ? 0 : t.type != "BF16" ? 1 : 2;
  };
  std::stable_sort(
      tensors.begin(), tensors.end(),
      [&](const NamedTensor& left, const NamedTensor& right) { return rank(left) < rank(right); });
  write_typed_safetensors(path, to_metadata(info), tensors);
}

WeightsInfo load_weights(const std::string& path, ParameterSet& parameters,
                         const Tokenizers& tokenizers) {
  const SafetensorsFile file(path);
  if (const Precision precision = precision_of(file); precision != Precision::f32)
    throw Error({.what = format("the weights are quantised to {}; here the full ones are needed",
                                name_of(precision)),
                 .where = path,
                 .fix = "give the model that `nmt quantize` read"});
  const WeightsInfo info = checked_info(file, parameters, tokenizers);
  parameters.unpack();
  for (const Parameter& parameter : parameters.parameters())
    file.read(*file.find(parameter.name),
              parameters.values().subspan(parameter.offset, parameter.size()));
  return info;
}

WeightsInfo map_weights(const std::string& path, ParameterSet& parameters,
                        const Tokenizers& tokenizers) {
  const SafetensorsFile file(path);
  const WeightsInfo info = checked_info(file, parameters, tokenizers);
  const MappedWeights weights(file, info.precision);
  if (info.precision == Precision::bf16) {
    parameters.allocate();
    for (Parameter& parameter : parameters.parameters()) weights.widen(parameter);
    return info;
  }
  parameters.map(weights.memory(), info.precision);
  for (Parameter& parameter : parameters.parameters()) weights.place(parameter);
  return info;
}

WeightsInfo read_weights_info(const std::string& path) { return to_info(SafetensorsFile(path)); }

}  // namespace nmt
