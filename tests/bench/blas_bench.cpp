// The own kernels beside OpenBLAS, both on one thread: a table of products that training and
// decoding meet, in giga-operations a second. The two take turns, and the middle one of their times
// counts.
//     build/release/tests/bench_blas [training|decoding]
// NMT_CPU= picks the kernels, NMT_OPENBLAS= the library.
#include <algorithm>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "base/random.h"
#include "tensor/cpu.h"
#include "tensor/gemm.h"
#include "tensor/openblas.h"

namespace nmt {
namespace {

constexpr Arithmetic kOwn, kOpenBlas{Precision::f32, Blas::openblas};
constexpr int kTurns = 9;

std::vector<Real> random_numbers(std::int64_t count) {
  Random random(1);
  std::vector<Real> numbers(static_cast<std::size_t>(count));
  for (Real& x : numbers) x = static_cast<Real>(random.normal());
  return numbers;
}

// Of this thread on a processor, so that other programs disturb little.
double seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work>
double seconds_of(const Work& work) {
  const double start = seconds();
  work();
  return seconds() - start;
}

// multiply(arithmetic) is one product of `operations`.
template <class Multiply>
std::string speeds(double operations, const Multiply& multiply) {
  const int repeats = std::max(1, static_cast<int>(1e9 / operations));
  std::vector<double> own, other;
  for (int turn = 0; turn < kTurns; ++turn)
    for (auto* times : {&own, &other}) {
      const auto run = [&] {
        for (int i = 0; i < repeats; ++i) multiply(times == &own ? kOwn : kOpenBlas);
      };
      times->push_back(seconds_of(run));
    }
  const auto speed = [&](std::vector<double>& times) {
    std::nth_element(times.begin(), times.begin() + kTurns / 2, times.end());
    return operations * repeats / times[kTurns / 2] / 1e9;
  };
  const double a = speed(own), b = speed(other);
  return format("{:.0f} | {:.0f} | {:.2f}", a, b, a / b);
}

struct Layer {
  const char* name;
  int rows, in, out;
};

// y = x W, d_x = d_y W^T and d_W = x^T d_y
void train(const Layer& l) {
  std::vector<Real> numbers_x = random_numbers(std::int64_t(l.rows) * l.in),
                    numbers_w = random_numbers(std::int64_t(l.in) * l.out),
                    numbers_y = random_numbers(std::int64_t(l.rows) * l.out);
  const Tensor x{numbers_x.data(), l.rows, l.in}, w{numbers_w.data(), l.in, l.out},
      y{numbers_y.data(), l.rows, l.out};
  const double operations = 2.0 * l.rows * l.in * l.out;
  const auto line = [&](const char* product, const auto& multiply) {
    std::cout << format("| {}, {} | {} x {} x {} | {} |\n", l.name, product, l.rows, l.out, l.in,
                        speeds(operations, multiply))
              << std::flush;
  };
  line("forward", [&](Arithmetic arithmetic) {
    gemm(y, x, Transpose::no, w, Transpose::no, {.arithmetic = arithmetic});
  });
  line("gradient of the input", [&](Arithmetic arithmetic) {
    gemm(x, y, Transpose::no, w, Transpose::yes, {.arithmetic = arithmetic});
  });
  line("gradient of the weights", [&](Arithmetic arithmetic) {
    gemm(w, x, Transpose::yes, y, Transpose::no, {.arithmetic = arithmetic});
  });
}

// Few rows times weights that the own kernels have prepacked.
void decode(const Layer& l) {
  std::vector<Real> numbers_x = random_numbers(std::int64_t(l.rows) * l.in),
                    numbers_w = random_numbers(std::int64_t(l.in) * l.out),
                    numbers_y(std::size_t(l.rows) * std::size_t(l.out));
  const Tensor x{numbers_x.data(), l.rows, l.in}, w{numbers_w.data(), l.in, l.out},
      y{numbers_y.data(), l.rows, l.out};
  const PackedMatrix own(w, Transpose::no, kOwn), other(w, Transpose::no, kOpenBlas);
  std::cout << format("| {} | {} x {} x {} | {} |\n", l.name, l.rows, l.out, l.in,
                      speeds(2.0 * l.rows * l.in * l.out,
                             [&](Arithmetic arithmetic) {
                               gemm(y, x, Transpose::no, arithmetic.by_openblas() ? other : own);
                             }))
            << std::flush;
}

void print_head(const char* what) {
  std::cout << format("| {} | rows x out x in | nmt | OpenBLAS | nmt / OpenBLAS |\n", what)
            << "|---|---|---|---|---|\n";
}

void print_training() {
  print_head("training");
  for (const Layer& layer : {Layer{"queries, keys, values", 2048, 256, 768},
                             {"attention output", 2048, 256, 256},
                             {"feed-forward in", 2048, 256, 1024},
                             {"feed-forward out", 2048, 1024, 256},
                             {"vocabulary of 8000", 240, 256, 8000},
                             {"vocabulary of 32000", 720, 512, 32000},
                             {"one time step", 64, 512, 1536}})
    train(layer);
}

void print_decoding() {
  print_head("decoding");
  for (const int rows : {1, 5, 16, 64, 256})
    for (const Layer& layer : {Layer{"attention output", rows, 256, 256},
                               {"feed-forward in", rows, 256, 1024},
                               {"vocabulary of 8000", rows, 256, 8000}})
      decode(layer);
}

void print_tables(const std::string& which) {
  std::cout << format("{} kernels of nmt | {}, one thread; Gop/s\n\n", name_of(chosen_cpu()),
                      openblas().name);
  if (which != "decoding") print_training();
  if (which.empty()) std::cout << "\n";
  if (which != "training") print_decoding();
}

}  // namespace
}  // namespace nmt

int main(int count, char** words) {
  try {
    nmt::print_tables(count > 1 ? words[1] : "");
  } catch (const nmt::Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
