#include "exchange/npy.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

#include "base/format.h"
#include "exchange/byte_cursor.h"
#include "exchange/refusal.h"
#include "exchange/tensor_checks.h"

namespace nmt {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

struct NpyType {
  std::string_view letters;  // the kind and the bytes of a number
  NumberType type;
};
constexpr NpyType kNpyTypes[] = {
    {"f8", NumberType::f64}, {"f4", NumberType::f32}, {"f2", NumberType::f16},
    {"i8", NumberType::i64}, {"i4", NumberType::i32}, {"i2", NumberType::i16},
    {"i1", NumberType::i8},  {"u8", NumberType::u64}, {"u4", NumberType::u32},
    {"u2", NumberType::u16}, {"u1", NumberType::u8},  {"b1", NumberType::boolean},
};

// The dictionary of the header: Python's words for two texts, a truth value and a tuple of whole
// numbers, in any order.
class NpyHeader {
 public:
  NpyHeader(std::string_view text, const std::string& path, const std::string& name)
      : rest_(text), path_(path), name_(name) {
    expect("{");
    while (!next_is("}")) {
      const std::string_view key = quoted();
      expect(":");
      take_value(key);
      if (!next_is(",")) {
        expect("}");
        break;
      }
    }
    skip_blanks();
    if (!rest_.empty() || type.empty() || !is_fortran || !shape) fail();
  }

  std::string_view type;  // "<f4"
  std::optional<bool> is_fortran;
  std::optional<std::vector<std::int64_t>> shape;

 private:
  [[noreturn]] void fail() const { refuse_tensor(path_, name_, "its numpy header is damaged"); }

  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size()));
  }
  bool next_is(std::string_view word) {
    skip_blanks();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void expect(std::string_view word) {
    if (!next_is(word)) fail();
  }
  std::string_view quoted() {
    const char* const quote = next_is("'") ? "'" : "\"";
    if (*quote == '"') expect(quote);
    const std::size_t end = rest_.find(*quote);
    if (end == std::string_view::npos) fail();
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }
  void take_value(std::string_view key) {
    if (key == "descr" && type.empty()) {
      // A list of fields instead of a text.
      if (next_is("[")) refuse_tensor(path_, name_, "an array of records is not read");
      type = quoted();
    } else if (key == "fortran_order" && !is_fortran) {
      is_fortran = next_is("True");
      if (!*is_fortran) expect("False");
    } else if (key == "shape" && !shape) {
      take_shape();
    } else {
      fail();
    }
  }
  void take_shape() {
    shape.emplace();
    expect("(");
    while (!next_is(")")) {
      std::int64_t size = 0;
      skip_blanks();
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
      if (error != std::errc()) fail();
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      next_is("L");  // of Python 2
      shape->push_back(size);
      if (!next_is(",")) {
        expect(")");
        break;
      }
    }
  }

  std::string_view rest_;
  const std::string& path_;
  const std::string& name_;
};

NumberType npy_type(const std::string& path, const std::string& name, std::string_view text) {
  const auto* known = std::find_if(
      std::begin(kNpyTypes), std::end(kNpyTypes),
      [&](const NpyType& type) { return text.size() == 3 && text.substr(1) == type.letters; });
  const bool is_single = text.size() == 3 && text[2] == '1';
  const bool is_native = !text.empty() && (text[0] == '<' || (text[0] == '|' && is_single) ||
                                           (text[0] == '=' && is_single));
  if (known != std::end(kNpyTypes) && (is_native || (is_single && text[0] == '>')))
    return known->type;
  refuse_tensor(path, name, format("the numpy type '{}' is not read", shown_name(text)),
                text.starts_with(">") ? "save it in little-endian order"
                                      : "save it as numbers, such as float32");
}

}  // namespace

ForeignTensor read_npy(const std::string& path, const std::string& name,
                       std::span<const std::byte> bytes) {
  ByteCursor cursor(bytes, format("{}:{}", path, shown_name(name)));
  if (cursor.text(kMagic.size(), "the numpy header") != kMagic)
    refuse_tensor(path, name, "it is no array of numpy");
  const auto version = cursor.number<std::uint8_t>("the numpy header");
  cursor.take(1, "the numpy header");
  if (version < 1 || version > 3)
    refuse_tensor(path, name, format("version {} of numpy's format is not read", version));
  const std::uint32_t size = version == 1 ? cursor.number<std::uint16_t>("the numpy header")
                                          : cursor.number<std::uint32_t>("the numpy header");
  NpyHeader header(cursor.text(size, "the numpy header"), path, name);
  const NumberType type = npy_type(path, name, header.type);
  ForeignTensor tensor = checked_tensor(path, name, type, std::move(*header.shape),
                                        cursor.take(cursor.left(), "the numbers"));
  if (*header.is_fortran) tensor.strides = column_major_strides(tensor.shape);
  return tensor;
}

std::string npy_header(NumberType type, std::span<const std::int64_t> shape) {
  const auto* known = std::find_if(std::begin(kNpyTypes), std::end(kNpyTypes),
                                   [&](const NpyType& t) { return t.type == type; });
  if (known == std::end(kNpyTypes)) return "";
  std::string sizes;
  for (const std::int64_t size : shape) sizes += format("{}, ", size);
  // Of several the last has no comma, a single one has.
  if (shape.size() > 1) sizes.resize(sizes.size() - 2);
  if (shape.size() == 1) sizes.pop_back();
  std::string text = format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}), }}",
                            size_of(type) == 1 ? '|' : '<', known->letters, sizes);
  constexpr std::size_t kLine = 64, kBefore = 10;
  const std::size_t all = (kBefore + text.size() + 1 + kLine - 1) / kLine * kLine;
  text.resize(all - kBefore - 1, ' ');
  text += '\n';
  std::string header(kMagic);
  header +=
      {'\1', '\0', static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8)};
  return header + text;
}

}  // namespace nmt
