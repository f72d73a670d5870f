// What a file of a foreign translation model holds: tensors by name, in the numbers that it keeps,
// as they lie in the mapped file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

enum class NumberType { f64, f32, f16, bf16, i64, i32, i16, i8, u64, u32, u16, u8, boolean };

std::size_t size_of(NumberType type);  // bytes
const char* name_of(NumberType type);  // "f32"

// A view: its numbers are memory of the TensorFile that it belongs to, of any alignment, and
// little-endian. Whoever makes one keeps every index of the shape inside `bytes`.
struct ForeignTensor {
  std::string name;
  NumberType type = NumberType::f32;
  std::vector<std::int64_t> shape;  // empty for a single number
  // For each dimension the numbers from one index to the next. Other than row after row where the
  // file keeps the transpose, as Marian's intgemm8 and Fortran order do, and for views of PyTorch.
  std::vector<std::int64_t> strides;
  std::span<const std::byte> bytes;
  // Of quantised numbers, all above 0: the weight is number / multiplier. None; or one of the whole
  // tensor; or one for each index of the first dimension.
  std::vector<float> multipliers;

  std::int64_t count() const;  // of numbers
  bool is_row_major() const;
};

// Numbers row after row, with the strides that belong to it.
ForeignTensor row_major_tensor(std::string name, NumberType type, std::vector<std::int64_t> shape,
                               std::span<const std::byte> bytes);

class TensorFile {
 public:
  struct Contents {
    std::string kind;                                 // for messages: "Marian .npz"
    std::vector<ForeignTensor> tensors = {};          // in the order of the file
    std::map<std::string, std::string> aliases = {};  // another name -> the name of a tensor
    // Marian: "special:model.yml", without the zero bytes at its end. safetensors: the metadata.
    // CTranslate2: "spec", "revision", "binary_version".
    std::map<std::string, std::string> texts = {};
    std::vector<std::shared_ptr<const void>> memory = {};  // of the numbers
  };
  // Throws Error where two tensors have one name or an alias leads nowhere.
  TensorFile(std::string path, Contents contents);

  const std::string& path() const { return path_; }
  const std::string& kind() const { return contents_.kind; }
  const std::vector<ForeignTensor>& tensors() const { return contents_.tensors; }
  const std::map<std::string, std::string>& aliases() const { return contents_.aliases; }
  const Contents& contents() const { return contents_; }

  // By its name or an alias; nullptr where there is none.
  const ForeignTensor* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // Throws Error, which names the file and the tensor, where there is none.
  const ForeignTensor& at(std::string_view name) const;
  // The same where it has another shape.
  const ForeignTensor& at(std::string_view name, std::span<const std::int64_t> shape) const;
  // nullptr where there is none.
  const std::string* text(const std::string& name) const;

  // "PATH, tensor NAME", for the `where` of an Error.
  std::string place_of(std::string_view name) const;

 private:
  std::string path_;
  Contents contents_;
  std::map<std::string, std::size_t, std::less<>> places_;  // of names and aliases
};

// All numbers of a tensor in the order of its shape, row after row, divided by their multipliers:
// the weights. Whole numbers above 2^24 are rounded.
std::vector<float> to_floats(const ForeignTensor& tensor);
// The same into `to`, which has room for count() numbers.
void to_floats(const ForeignTensor& tensor, std::span<float> to);
// The stored numbers in the order of the shape, not divided. Throws Error unless the type is i8.
// The multipliers are the tensor's.
std::vector<std::int8_t> to_int8(const ForeignTensor& tensor);
// The same of whole numbers of any type that 64 bits hold. Throws Error for others.
std::vector<std::int64_t> to_integers(const ForeignTensor& tensor);

}  // namespace nmt
