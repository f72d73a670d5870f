// Products of both sides rounded to bfloat16, summed in f32. Two neighbours along the depth share
// one 32-bit word, the first in its low half. Each side is rounded while it is packed. The sum of a
// word is that of the instruction vdpbf16ps: the second product is added first, each sum is rounded;
// other machines compute the same bits in more steps.
#include "tensor/kernels/tile.h"

#ifdef NMT_ISA_neon
#include <arm_neon.h>

#include "tensor/kernels/arm_extension.h"
#endif

NMT_BEGIN_KERNELS
#ifndef NMT_REAL_DOUBLE
namespace {

constexpr int kDepth = kBf16Depth, kPairs = kDepth / 2;
// Behind a row's words, so that whole registers can be written and rows do not share cache sets.
constexpr int kLeftStride = kPairs + 16;
static_assert(kRowBlock * kLeftStride <= kBf16LeftRoom && kLanes <= 16);

struct LeftWords {
  const std::uint32_t* data;
};
// A block of the left side.
struct RowsAndDepth {
  int row_begin, rows, depth_begin, depth;
};
using WordTile = Tile<LeftWords, std::uint32_t>;

inline BitVec load_words(const std::uint32_t* from) {
  return reinterpret_cast<BitVec>(load(reinterpret_cast<const Real*>(from)));
}
inline void store_words(std::uint32_t* to, BitVec words) {
  store(reinterpret_cast<Real*>(to), reinterpret_cast<Vec>(words));
}

#ifdef NMT_ISA_avx512
typedef std::uint16_t HalfVec __attribute__((vector_size(kVectorBytes)));

// The instructions by name, because they are used only where the machine has them.
struct Native {
  // [first's numbers, second's numbers] as bfloat16.
  static inline BitVec rounded(Vec first, Vec second) {
    BitVec words;
    asm("vcvtne2ps2bf16 %1, %2, %0" : "=v"(words) : "v"(first), "v"(second));
    return words;
  }
  // Word i: number i of each half.
  template <int... kHalf>
  static inline BitVec pair(HalfVec halves, std::integer_sequence<int, kHalf...>) {
    return reinterpret_cast<BitVec>(
        __builtin_shufflevector(halves, halves, (kHalf / 2 + (kHalf & 1) * kLanes)...));
  }
  static inline BitVec pair(Vec first, Vec second) {
    return pair(reinterpret_cast<HalfVec>(rounded(first, second)),
                std::make_integer_sequence<int, 2 * kLanes>());
  }
  // Word i: numbers 2 i and 2 i + 1 of the run.
  static inline BitVec pair_run(Vec first, Vec second) { return rounded(first, second); }

  template <int kRows, int kVectors>
  static inline void add(Vec (&sums)[kRows][kVectors], const WordTile& t) {
    const std::uint32_t* b = t.b;
    const std::uint32_t* a = t.a.data;
    for (int p = t.k; p > 0; --p, b += kPanel, ++a) {
      BitVec columns[kVectors];
#pragma GCC unroll 8
      for (int j = 0; j < kVectors; ++j) columns[j] = load_words(b + j * kLanes);
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i) {
        const BitVec row = a[i * kLeftStride] - BitVec{};
#pragma GCC unroll 8
        for (int j = 0; j < kVectors; ++j)
          asm("vdpbf16ps %2, %1, %0" : "+v"(sums[i][j]) : "v"(row), "v"(columns[j]));
      }
    }
  }
};
#elif defined(NMT_ISA_neon)
// BFMLALT and BFMLALB: a fused multiplication by the high or the low halves of words, rounded as one
// of f32, and so the two sums of vdpbf16ps in their order. BFDOT and BFMMLA, which do more at once,
// round products and sums to odd: other bits.
struct Native {
  // Below the normal numbers is 0, which the conversion leaves to the mode of the processor.
  static inline Vec flushed(Vec x) {
    const BitVec bits = reinterpret_cast<BitVec>(x);
    const BitVec kept = reinterpret_cast<BitVec>((bits & 0x7f800000u) != 0) | 0x80000000u;
    return reinterpret_cast<Vec>(bits & kept);
  }
  NMT_USES("bf16")
  static inline uint16x8_t rounded(Vec x) {
    uint16x8_t halves;
    asm(NMT_INSTRUCTION("bf16", "bfcvtn %0.4h, %1.4s") : "=w"(halves) : "w"(flushed(x)));
    return halves;
  }
  NMT_USES("bf16")
  static inline BitVec pair(Vec first, Vec second) {
    return reinterpret_cast<BitVec>(vzip1q_u16(rounded(first), rounded(second)));
  }
  NMT_USES("bf16")
  static inline BitVec pair_run(Vec first, Vec second) {
    uint16x8_t halves = rounded(first);
    asm(NMT_INSTRUCTION("bf16", "bfcvtn2 %0.8h, %1.4s") : "+w"(halves) : "w"(flushed(second)));
    return reinterpret_cast<BitVec>(halves);
  }

  // Word kLane of `row` times each word of the columns. The instruction takes one of 16 registers
  // for the row ("x").
  template <int kLane, int kRows, int kVectors>
  NMT_USES("bf16")
  static inline void add_word(Vec (&sums)[kRows][kVectors], const std::uint32_t* b,
                              const BitVec (&rows)[kRows]) {
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) {
      const BitVec columns = load_words(b + j * kLanes);
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i)
        asm(NMT_INSTRUCTION("bf16", "bfmlalt %0.4s, %1.8h, %2.h[%c3]")
            : "+w"(sums[i][j])
            : "w"(columns), "x"(rows[i]), "i"(2 * kLane + 1));
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i)
        asm(NMT_INSTRUCTION("bf16", "bfmlalb %0.4s, %1.8h, %2.h[%c3]")
            : "+w"(sums[i][j])
            : "w"(columns), "x"(rows[i]), "i"(2 * kLane));
    }
  }

  template <int kRows, int kVectors>
  NMT_USES("bf16")
  static inline void add(Vec (&totals)[kRows][kVectors], const WordTile& t) {
    // In registers, even where this is not inlined.
    Vec sums[kRows][kVectors] = {};
    const std::uint32_t* b = t.b;
    const std::uint32_t* a = t.a.data;
    BitVec rows[kRows];
    int p = t.k;
    for (; p >= kLanes; p -= kLanes, a += kLanes, b += kLanes * kPanel) {
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i) rows[i] = load_words(a + i * kLeftStride);
      add_word<0>(sums, b, rows);
      add_word<1>(sums, b + kPanel, rows);
      add_word<2>(sums, b + 2 * kPanel, rows);
      add_word<3>(sums, b + 3 * kPanel, rows);
    }
    for (; p > 0; --p, ++a, b += kPanel) {
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i) rows[i] = a[i * kLeftStride] - BitVec{};
      add_word<0>(sums, b, rows);
    }
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 8
      for (int j = 0; j < kVectors; ++j) totals[i][j] = sums[i][j];
  }
};
#endif

struct Emulated {
  // To nearest, ties to even, in the high half; below the normal numbers is 0, as the instruction
  // has it.
  static inline BitVec rounded(Vec x) {
    const BitVec bits = reinterpret_cast<BitVec>(x), size = bits & 0x7fffffffu;
    BitVec nearest = bits + 0x7fffu + ((bits >> 16) & 1u);
    nearest = size > 0x7f800000u ? bits | 0x400000u : nearest;
    nearest = size < 0x00800000u ? bits & 0x80000000u : nearest;
    return nearest & 0xffff0000u;
  }
  static inline BitVec pair(Vec first, Vec second) {
    return rounded(first) >> 16 | rounded(second);
  }
  template <int... kLane>
  static inline BitVec pair_run(Vec first, Vec second, std::integer_sequence<int, kLane...>) {
    return pair(__builtin_shufflevector(first, second, (2 * kLane)...),
                __builtin_shufflevector(first, second, (2 * kLane + 1)...));
  }
  static inline BitVec pair_run(Vec first, Vec second) {
    return pair_run(first, second, std::make_integer_sequence<int, kLanes>());
  }

  static inline Vec high(BitVec words) { return reinterpret_cast<Vec>(words & 0xffff0000u); }
  static inline Vec low(BitVec words) { return reinterpret_cast<Vec>(words << 16); }
  template <int kRows, int kVectors>
  static inline void add(Vec (&sums)[kRows][kVectors], const WordTile& t) {
    const std::uint32_t* b = t.b;
    const std::uint32_t* a = t.a.data;
    for (int p = t.k; p > 0; --p, b += kPanel, ++a)
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i) {
        const BitVec row = a[i * kLeftStride] - BitVec{};
#pragma GCC unroll 8
        for (int j = 0; j < kVectors; ++j) {
          const BitVec columns = load_words(b + j * kLanes);
          sums[i][j] += high(row) * high(columns);
          sums[i][j] += low(row) * low(columns);
        }
      }
  }
};

inline Vec load_or_zero(const Real* from, int count) {
  return count >= kLanes ? load(from) : count > 0 ? load_first(from, count) : Vec{};
}

// Words along the depth of up to kLanes lines, each `stride` apart and contiguous along the depth:
// words[i] holds those of line i. `depth` numbers exist.
template <class Machine>
inline void read_along(Vec (&words)[kLanes], const Real* from, std::int64_t stride, int lines,
                       int depth) {
  for (int i = 0; i < kLanes; ++i) {
    const Real* line = from + i * stride;
    words[i] = i < lines
                   ? reinterpret_cast<Vec>(Machine::pair_run(
                         load_or_zero(line, depth), load_or_zero(line + kLanes, depth - kLanes)))
                   : Vec{};
  }
}

// Words across: words[q] holds the pair 2 q, 2 q + 1 of up to kLanes neighbouring lines, whose
// numbers along the depth are `stride` apart.
template <class Machine>
inline Vec read_across(const Real* from, std::int64_t stride, int lines, int depth) {
  return reinterpret_cast<Vec>(
      Machine::pair(depth > 0 ? load_or_zero(from, lines) : Vec{},
                    depth > 1 ? load_or_zero(from + stride, lines) : Vec{}));
}

// One panel: packed [pairs, kPanel].
template <class Machine>
void pack_panel_across(std::uint32_t* packed, const Real* from, std::int64_t stride, int depth,
                       int columns) {
  for (int p = 0; p < depth; p += 2, from += 2 * stride, packed += kPanel)
    for (int j = 0; j < columns; j += kLanes)
      store_words(packed + j, reinterpret_cast<BitVec>(
                                  read_across<Machine>(from + j, stride, columns - j, depth - p)));
}
template <class Machine>
void pack_panel_along(std::uint32_t* packed, const Real* from, std::int64_t stride, int depth,
                      int columns) {
  for (int j = 0; j < columns; j += kLanes)
    for (int p = 0; p < depth; p += 2 * kLanes) {
      Vec words[kLanes];
      read_along<Machine>(words, from + j * stride + p, stride, columns - j, depth - p);
      transpose_square(words);
      const int pairs = (depth - p + 1) / 2 < kLanes ? (depth - p + 1) / 2 : kLanes;
      for (int q = 0; q < pairs; ++q)
        store_words(packed + (p / 2 + q) * kPanel + j, reinterpret_cast<BitVec>(words[q]));
    }
}

template <class Machine>
void pack_right(std::uint32_t* packed, const Real* b, std::int64_t row_stride,
                std::int64_t column_stride, int k, int n) {
  for (int block = 0; block < k; block += kDepth) {
    const int depth = k - block < kDepth ? k - block : kDepth;
    for (int column = 0; column < n; column += kPanel) {
      const int columns = n - column < kPanel ? n - column : kPanel;
      const Real* from = b + block * row_stride + column * column_stride;
      if (column_stride == 1)
        pack_panel_across<Machine>(packed, from, row_stride, depth, columns);
      else
        pack_panel_along<Machine>(packed, from, column_stride, depth, columns);
      packed += static_cast<std::int64_t>((depth + 1) / 2) * kPanel;
    }
  }
}

// A block of the left side: room [rows, kLeftStride].
template <class Machine>
void pack_left(std::uint32_t* room, const GemmLeft& a, int rows, int depth) {
  for (int i = 0; i < rows && a.column_stride == 1; ++i) {
    const Real* from = a.data + i * a.row_stride;
    for (int p = 0; p < depth; p += 2 * kLanes)
      store_words(room + i * kLeftStride + p / 2,
                  Machine::pair_run(load_or_zero(from + p, depth - p),
                                    load_or_zero(from + p + kLanes, depth - p - kLanes)));
  }
  for (int p = 0; p < depth && a.column_stride != 1; p += 2 * kLanes)
    for (int i = 0; i < rows; i += kLanes) {
      Vec words[kLanes];
      for (int q = 0; q < kLanes; ++q)
        words[q] = read_across<Machine>(a.data + (p + 2 * q) * a.column_stride + i, a.column_stride,
                                        rows - i, depth - p - 2 * q);
      transpose_square(words);
      const int lines = rows - i < kLanes ? rows - i : kLanes;
      for (int line = 0; line < lines; ++line)
        store_words(room + (i + line) * kLeftStride + p / 2, reinterpret_cast<BitVec>(words[line]));
    }
}

// The block's rows of c from the block's share of k; the left side stands in g.room.
template <class Machine>
void multiply_rows_of(const Bf16Call& g, RowsAndDepth block, const std::uint32_t* packed) {
  const int pairs = (block.depth + 1) / 2;
  const bool begins = block.depth_begin == 0;
  for (int column = 0; column < g.n; column += kPanel)
    each_tile(block.rows, [&](int row, int rows) {
      const WordTile tile = {.c = g.c + (block.row_begin + row) * g.c_stride + column,
                             .c_stride = g.c_stride,
                             .a = {g.room + row * kLeftStride},
                             .b = packed + static_cast<std::int64_t>(column) * pairs,
                             .bias = begins && g.bias ? g.bias + column : nullptr,
                             .columns = g.n - column < kPanel ? g.n - column : kPanel,
                             .k = pairs,
                             .add = g.add || !begins,
                             .scale = g.scale};
      multiply_columns<Machine>(tile, rows);
    });
}

template <class Machine>
void multiply_words(const Bf16Call& g) {
  const std::uint32_t* packed = g.packed_b;
  int p = 0;
  // Once even for k = 0, whose sums are 0.
  do {
    const int depth = g.k - p < kDepth ? g.k - p : kDepth;
    for (int row = 0; row < g.m; row += kRowBlock) {
      const int rows = g.m - row < kRowBlock ? g.m - row : kRowBlock;
      const GemmLeft left = {g.a.data + row * g.a.row_stride + p * g.a.column_stride,
                             g.a.row_stride, g.a.column_stride};
      pack_left<Machine>(g.room, left, rows, depth);
      multiply_rows_of<Machine>(g, {row, rows, p, depth}, packed);
    }
    packed += static_cast<std::int64_t>(padded_columns(g.n)) * ((depth + 1) / 2);
    p += kDepth;
  } while (p < g.k);
}

}  // namespace

void pack_bf16(std::uint32_t* packed, const Real* b, std::int64_t row_stride,
               std::int64_t column_stride, int k, int n) {
  pack_right<Emulated>(packed, b, row_stride, column_stride, k, n);
}
void multiply_bf16(const Bf16Call& call) { multiply_words<Emulated>(call); }

#ifdef NMT_NATIVE_BF16
void pack_bf16_native(std::uint32_t* packed, const Real* b, std::int64_t row_stride,
                      std::int64_t column_stride, int k, int n) {
  pack_right<Native>(packed, b, row_stride, column_stride, k, n);
}
void multiply_bf16_native(const Bf16Call& call) { multiply_words<Native>(call); }
#endif
#endif
NMT_END_KERNELS
