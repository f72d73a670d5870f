#include "exchange/marian_types.h"

#include <algorithm>
#include <iterator>

namespace nmt {
namespace {

// Bit 0x4000 is intgemm for Bergamot; for Marian that is 0x10000, and 0x4000 SSE2.
constexpr MarianType kMarianTypes[] = {
    {0x0101, NumberType::i8},         {0x0102, NumberType::i16},
    {0x0104, NumberType::i32},        {0x0108, NumberType::i64},
    {0x0201, NumberType::u8},         {0x0202, NumberType::u16},
    {0x0204, NumberType::u32},        {0x0208, NumberType::u64},
    {0x0402, NumberType::f16},        {0x0404, NumberType::f32},
    {0x0408, NumberType::f64},        {0x4101, NumberType::i8, true},
    {0x4102, NumberType::i16, true},  {0x10001, NumberType::i8, true},
    {0x10002, NumberType::i16, true},
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

bool is_marian_packing(std::uint64_t code) {
  constexpr std::uint64_t kFbgemm = 0x0800, kAvx2 = 0x1000, kAvx512 = 0x2000, kSsse3 = 0x8000,
                          kIntgemmSse2 = 0x14000;
  return (code & (kFbgemm | kAvx2 | kAvx512 | kSsse3)) != 0 ||
         (code & kIntgemmSse2) == kIntgemmSse2;
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
