// Products of the shapes that training and decoding meet, in giga-operations a second.
//     build/release/tests/bench_gemm [--benchmark_filter=...]     (NMT_CPU= picks the kernels)
#include <benchmark/benchmark.h>

#include <vector>

#include "base/random.h"
#include "tensor/cpu.h"
#include "tensor/gemm.h"

namespace nmt {
namespace {

std::vector<Real> random_numbers(std::int64_t count) {
  Random random(1);
  std::vector<Real> numbers(static_cast<std::size_t>(count));
  for (Real& x : numbers) x = static_cast<Real>(random.normal());
  return numbers;
}

void count_operations(benchmark::State& state) {
  const double operations =
      2.0 * double(state.range(0)) * double(state.range(1)) * double(state.range(2));
  state.counters["Gop/s"] = benchmark::Counter(operations * double(state.iterations()) / 1e9,
                                               benchmark::Counter::kIsRate);
}

// y = x W, d_x = d_y W^T and d_W = x^T d_y of a layer: rows x in -> out.
template <Precision kPrecision>
void forward(benchmark::State& state) {
  const int m = int(state.range(0)), n = int(state.range(1)), k = int(state.range(2));
  std::vector<Real> a = random_numbers(m * k), b = random_numbers(k * n), c = random_numbers(m * n);
  for (auto _ : state)
    gemm({c.data(), m, n}, {a.data(), m, k}, Transpose::no, {b.data(), k, n}, Transpose::no,
         {.arithmetic = kPrecision});
  count_operations(state);
}
template <Precision kPrecision>
void backward_input(benchmark::State& state) {
  const int m = int(state.range(0)), n = int(state.range(1)), k = int(state.range(2));
  std::vector<Real> a = random_numbers(m * n), b = random_numbers(k * n), c = random_numbers(m * k);
  for (auto _ : state)
    gemm({c.data(), m, k}, {a.data(), m, n}, Transpose::no, {b.data(), k, n}, Transpose::yes,
         {.arithmetic = kPrecision});
  count_operations(state);
}
template <Precision kPrecision>
void backward_weight(benchmark::State& state) {
  const int m = int(state.range(0)), n = int(state.range(1)), k = int(state.range(2));
  std::vector<Real> a = random_numbers(m * k), b = random_numbers(m * n), c = random_numbers(k * n);
  for (auto _ : state)
    gemm({c.data(), k, n}, {a.data(), m, k}, Transpose::yes, {b.data(), m, n}, Transpose::no,
         {.arithmetic = kPrecision});
  count_operations(state);
}
// Few rows times weights packed beforehand: a step of decoding.
void prepacked(benchmark::State& state) {
  const int m = int(state.range(0)), n = int(state.range(1)), k = int(state.range(2));
  std::vector<Real> a = random_numbers(m * k), b = random_numbers(k * n), c = random_numbers(m * n);
  const PackedMatrix packed({b.data(), k, n}, Transpose::no);
  for (auto _ : state) gemm({c.data(), m, n}, {a.data(), m, k}, Transpose::no, packed);
  count_operations(state);
}

#if defined(__x86_64__)
// Multiplications and additions of registers, and nothing else: what a core could do at best.
#define NMT_EACH_REGISTER(instruction)                                                     \
  instruction("0") instruction("1") instruction("2") instruction("3") instruction("4")     \
      instruction("5") instruction("6") instruction("7") instruction("8") instruction("9") \
          instruction("10") instruction("11") instruction("12") instruction("13")          \
              instruction("14") instruction("15") instruction("16") instruction("17")      \
                  instruction("18") instruction("19") instruction("20") instruction("21")  \
                      instruction("22") instruction("23")
#define NMT_ZERO(n) "vpxord %%zmm" n ",%%zmm" n ",%%zmm" n "\n"
#define NMT_ADD_PRODUCT_F32(n) "vfmadd231ps %%zmm30,%%zmm31,%%zmm" n "\n"
#define NMT_ADD_PRODUCT_BF16(n) "vdpbf16ps %%zmm30,%%zmm31,%%zmm" n "\n"

constexpr int kRepeats = 10000, kRegisters = 24;

template <Precision kPrecision>
__attribute__((target("avx512f"))) void multiply_registers() {
  asm volatile(NMT_EACH_REGISTER(NMT_ZERO) NMT_ZERO("30") NMT_ZERO("31")::
                   : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                     "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17",
                     "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm30", "xmm31");
  for (int i = 0; i < kRepeats; ++i)
    if constexpr (kPrecision == Precision::f32)
      asm volatile(NMT_EACH_REGISTER(NMT_ADD_PRODUCT_F32)::: "memory");
    else
      asm volatile(NMT_EACH_REGISTER(NMT_ADD_PRODUCT_BF16)::: "memory");
}

template <Precision kPrecision>
void peak(benchmark::State& state) {
  constexpr bool kPairs = kPrecision == Precision::bf16;
  if (chosen_cpu() < (kPairs ? Cpu::avx512_bf16 : Cpu::avx512)) {
    state.SkipWithError("this machine lacks the instruction");
    return;
  }
  for (auto _ : state) multiply_registers<kPrecision>();
  state.counters["Gop/s"] = benchmark::Counter(
      (kPairs ? 64.0 : 32.0) * kRegisters * kRepeats * double(state.iterations()) / 1e9,
      benchmark::Counter::kIsRate);
}
BENCHMARK(peak<Precision::f32>);
BENCHMARK(peak<Precision::bf16>);
#endif

void layers(benchmark::internal::Benchmark* bench) {
  for (const auto& [in, out] : {std::pair{128, 384}, {128, 256}, {256, 1024}, {512, 2048}})
    bench->Args({2048, out, in});
}
void steps(benchmark::internal::Benchmark* bench) {
  for (const int rows : {1, 5, 8, 32})
    for (const auto& [in, out] : {std::pair{256, 1024}, {256, 8000}}) bench->Args({rows, out, in});
}

BENCHMARK(forward<Precision::f32>)->Apply(layers);
BENCHMARK(forward<Precision::bf16>)->Apply(layers);
BENCHMARK(backward_input<Precision::f32>)->Apply(layers);
BENCHMARK(backward_input<Precision::bf16>)->Apply(layers);
BENCHMARK(backward_weight<Precision::f32>)->Apply(layers);
BENCHMARK(backward_weight<Precision::bf16>)->Apply(layers);
BENCHMARK(prepacked)->Apply(steps);

}  // namespace
}  // namespace nmt

BENCHMARK_MAIN();
