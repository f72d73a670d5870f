// What attention costs by the length of the sentence: every source position (global) against a window
// of 2 D + 1 = 21 of them (local-m, local-p), forward and backward, in microseconds a target word.
//     build/release/tests/bench_attention     (NMT_CPU= picks the kernels)
#include <benchmark/benchmark.h>

#include <numeric>
#include <vector>

#include "nn/attention.h"
#include "nn/position.h"

namespace nmt {
namespace {

constexpr int kDim = 512, kWindow = 10;

// How the queries come: all words of the target at once (no input feeding), or one word of each
// sentence at a time.
enum class Order { at_once, step_by_step };

class Sentences {
 public:
  Sentences(const std::string& score, Scope scope, int words)
      : words_(words),
        attention_(parameters_, "attention",
                   {.score = score,
                    .scope = scope,
                    .window = kWindow,
                    .query = kDim,
                    .key = kDim,
                    .dim = kDim,
                    .max_length = words}) {
    for (int s = 0; s <= kSentences; ++s) offsets_.push_back(s * words);
    parameters_.declare("queries", kSentences * words, kDim, Init::normal(0.1));
    parameters_.declare("states", kSentences * words, kDim, Init::normal(0.1));
    parameters_.initialise(1);
    gradients_.resize(static_cast<std::size_t>(parameters_.size()));
  }

  void run(Order order) {
    Tape tape(Tape::Mode::train, gradients_);
    const Var queries = tape.parameter(*parameters_.find("queries"));
    const KeysAndValues memory =
        attention_.remember(tape, tape.parameter(*parameters_.find("states")));
    const Attention::Loop loop = attention_.loop(tape, queries.rows());
    const Var contexts = order == Order::at_once ? at_once(tape, queries, memory, loop)
                                                 : by_step(tape, queries, memory, loop);
    tape.backward(contexts, contexts.value());
    benchmark::DoNotOptimize(gradients_.data());
  }
  int target_words() const { return kSentences * words_; }

 private:
  static constexpr int kSentences = 16;

  RowRange source(int s) const { return {s * words_, words_}; }

  Var at_once(Tape& tape, Var queries, const KeysAndValues& memory, const Attention::Loop& loop) {
    std::vector<RowRange> rows;
    for (int s = 0; s < kSentences; ++s) rows.push_back(source(s));
    const Looks looks{rows, rows, positions_in_sentences(tape, offsets_)};
    return attention_(tape, queries, loop, memory, looks).context;
  }
  // Row order of time: the words t of all sentences are neighbours.
  Var by_step(Tape& tape, Var queries, const KeysAndValues& memory, const Attention::Loop& loop) {
    std::vector<RowRange> rows, sources;
    for (int s = 0; s < kSentences; ++s) rows.push_back({s, 1}), sources.push_back(source(s));
    std::vector<Var> contexts;
    for (int t = 0; t < words_; ++t) {
      const std::vector<int> positions(kSentences, t);
      contexts.push_back(attention_(tape, tape.rows(queries, t * kSentences, kSentences), loop,
                                    memory, {rows, sources, positions})
                             .context);
    }
    return stack_rows(tape, contexts);
  }

  int words_;
  ParameterSet parameters_;
  Attention attention_;
  std::vector<int> offsets_;
  std::vector<Real> gradients_;
};

void cost(benchmark::State& state, const char* score, Scope scope, Order order) {
  Sentences sentences(score, scope, int(state.range(0)));
  for (auto _ : state) sentences.run(order);
  state.counters["a_million_words"] =
      benchmark::Counter(double(sentences.target_words()) * double(state.iterations()) / 1e6,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void lengths(benchmark::internal::Benchmark* bench) {
  for (const int words : {10, 25, 50, 100, 200, 400}) bench->Arg(words);
  bench->Unit(benchmark::kMillisecond);
}

#define NMT_CURVES(score)                                                                         \
  BENCHMARK_CAPTURE(cost, score##_global, #score, Scope::global, Order::at_once)->Apply(lengths); \
  BENCHMARK_CAPTURE(cost, score##_local_m, #score, Scope::local_m, Order::at_once)                \
      ->Apply(lengths);                                                                           \
  BENCHMARK_CAPTURE(cost, score##_local_p, #score, Scope::local_p, Order::at_once)                \
      ->Apply(lengths);                                                                           \
  BENCHMARK_CAPTURE(cost, score##_global_by_step, #score, Scope::global, Order::step_by_step)     \
      ->Apply(lengths);                                                                           \
  BENCHMARK_CAPTURE(cost, score##_local_m_by_step, #score, Scope::local_m, Order::step_by_step)   \
      ->Apply(lengths);                                                                           \
  BENCHMARK_CAPTURE(cost, score##_local_p_by_step, #score, Scope::local_p, Order::step_by_step)   \
      ->Apply(lengths)

NMT_CURVES(dot);
NMT_CURVES(general);
NMT_CURVES(concat);

}  // namespace
}  // namespace nmt

BENCHMARK_MAIN();
