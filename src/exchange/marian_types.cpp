#include "exchange/marian_types.h"

#include <algorithm>
#include <iterator>

namespace nmt {
namespace {

constexpr MarianType kMarianTypes[] = {
    {0x0101, NumberType::i8},        {0x0102, NumberType::i16}, {0x0104, NumberType::i32},
    {0x0108, NumberType::i64},       {0x0201, NumberType::u8},  {0x0202, NumberType::u16},
    {0x0204, NumberType::u32},       {0x0208, NumberType::u64}, {0x0402, NumberType::f16},
    {0x0404, NumberType::f32},       {0x0408, NumberType::f64}, {0x4101, NumberType::i8, true},
    {0x4102, NumberType::i16, true},
};

template <class Matches>
const MarianType* first_type(const Matches& matches) {
  const MarianType* found = std::find_if(std::begin(kMarianTypes), std::end(kMarianTypes), matches);
  return found == std::end(kMarianTypes) ? nullptr : found;
}

}  // namespace

const MarianType* marian_type(std::uint64_t code) {
  return first_type([&](const MarianType& known) { return known.code == code; });
}

const MarianType* marian_type(NumberType type) {
  return first_type([&](const MarianType& known) { return known.type == type; });
}

bool is_marian_text(const ForeignTensor& tensor) {
  return tensor.type == NumberType::i8 && tensor.name.starts_with("special:") &&
         tensor.is_row_major() && tensor.multipliers.empty();
}

std::string marian_text(const ForeignTensor& tensor) {
  std::string text(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
  while (text.ends_with('\0')) text.pop_back();
  return text;
}

}  // namespace nmt
