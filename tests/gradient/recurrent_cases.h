// The rows of the gradient table for ops of loops over time.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "autograd/ops.h"
#include "gradient/op_case.h"

namespace nmt {

// Four sentences in an order that is not that of their lengths.
inline const std::vector<int> kLengths = {0, 2, 5, 6, 8};  // offsets of 2, 3, 1 and 2 tokens
inline const TimeSteps* time_for(Tape& tape, Direction direction) {
  return make_time_steps(tape, kLengths, direction);
}

// What the rows of one cell need. Inputs of its cases: 0 input products, then the weights, then
// what the case says.
struct GruCases {
  static constexpr int kSums = 3, kStates = 1;  // in dims
  static std::vector<std::pair<int, int>> weights(int d) { return {{d, 2 * d}, {d, d}}; }
  static GruLoop loop(Tape& tape, const std::vector<Var>& in, int rows) {
    return {LoopWeight::make(tape, in[1], Var(), rows), LoopWeight::make(tape, in[2], Var(), rows)};
  }
  static Var step(Tape& tape, Var inputs, Var state, const GruLoop& loop) {
    return gru_step(tape, inputs, state, loop);
  }
  static Var whole(Tape& tape, Var inputs, const GruLoop& loop, const TimeSteps* time, Var first) {
    return gru(tape, inputs, loop, time, first);
  }
};

struct LstmCases {
  static constexpr int kSums = 4, kStates = 2;
  static std::vector<std::pair<int, int>> weights(int d) { return {{d, 4 * d}}; }
  static LstmLoop loop(Tape& tape, const std::vector<Var>& in, int rows) {
    return {LoopWeight::make(tape, in[1], Var(), rows)};
  }
  static Var step(Tape& tape, Var inputs, Var state, const LstmLoop& loop) {
    return lstm_step(tape, inputs, state, loop);
  }
  static Var whole(Tape& tape, Var inputs, const LstmLoop& loop, const TimeSteps* time, Var first) {
    return lstm(tape, inputs, loop, time, first);
  }
};

enum class Masked { no, yes };

template <class Cell>
auto loop_for(Tape& tape, const std::vector<Var>& in, Masked masked, int rows) {
  auto loop = Cell::loop(tape, in, rows);
  if (masked == Masked::yes) loop.mask = dropout_mask(tape, 5, loop.gates->in(), Real(0.4));
  return loop;
}

// The same weights at three steps over ever fewer rows, every state used twice.
template <class Cell>
Var steps_in_a_loop(Tape& tape, const std::vector<Var>& in, Masked masked) {
  const auto loop = loop_for<Cell>(tape, in, masked, 8);
  std::vector<Var> states;
  Var state = in.back();
  for (const RowRange& rows : time_for(tape, Direction::forward)->steps) {
    state = Cell::step(tape, tape.rows(in[0], rows.begin, rows.count),
                       tape.rows(state, 0, rows.count), loop);
    states.push_back(state);
  }
  return stack_rows(tape, states);
}

// One layer reading backward, and the same weights forward over it and what it read.
template <class Cell>
Var twice_in_a_row(Tape& tape, const std::vector<Var>& in) {
  const auto read = [&](Var inputs, Direction direction) {
    return Cell::whole(tape, inputs, Cell::loop(tape, in, 8), time_for(tape, direction), Var());
  };
  const Var below = read(in[0], Direction::backward);
  const Var inputs = add(tape, in[0], linear(tape, below, in.back(), Var()));
  return add(tape, below, read(inputs, Direction::forward));
}

template <class Cell>
std::vector<OpCase> cell_cases(const std::string& name) {
  using Inputs = std::vector<std::pair<int, int>>;
  const auto inputs = [](int rows, int dim, const Inputs& more) {
    Inputs all = {{rows, Cell::kSums * dim}};
    for (const auto& shape : Cell::weights(dim)) all.push_back(shape);
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  constexpr int kWidth = Cell::kStates * 3;
  std::vector<OpCase> cases;
  for (const Masked masked : {Masked::no, Masked::yes}) {
    const std::string with = masked == Masked::yes ? "_masked" : "";
    cases.push_back({name + "_step", name + "_step" + with, inputs(5, 9, {{5, Cell::kStates * 9}}),
                     [masked](Tape& t, auto& in) {
                       return Cell::step(t, in[0], in.back(), loop_for<Cell>(t, in, masked, 5));
                     }});
    cases.push_back({name + "_step", name + "_steps_in_a_loop" + with, inputs(8, 3, {{4, kWidth}}),
                     [masked](Tape& t, auto& in) { return steps_in_a_loop<Cell>(t, in, masked); }});
    cases.push_back({name, name + "_from_first_states" + with, inputs(8, 3, {{4, kWidth}}),
                     [masked](Tape& t, auto& in) {
                       return Cell::whole(t, in[0], loop_for<Cell>(t, in, masked, 8),
                                          time_for(t, Direction::forward), in.back());
                     }});
    cases.push_back(
        {name, name + "_backward" + with, inputs(8, 3, {}), [masked](Tape& t, auto& in) {
           return Cell::whole(t, in[0], loop_for<Cell>(t, in, masked, 8),
                              time_for(t, Direction::backward), Var());
         }});
  }
  cases.push_back({name, name + "_of_inputs_used_twice", inputs(8, 3, {}), [](Tape& t, auto& in) {
                     const auto read = [&](Direction direction) {
                       return Cell::whole(t, in[0], Cell::loop(t, in, 8), time_for(t, direction),
                                          Var());
                     };
                     return add(t, read(Direction::forward), read(Direction::backward));
                   }});
  cases.push_back({name, name + "_twice_in_a_row", inputs(8, 3, {{kWidth, Cell::kSums * 3}}),
                   [](Tape& t, auto& in) { return twice_in_a_row<Cell>(t, in); }});
  return cases;
}

inline Var linear_loop_case(Tape& tape, const std::vector<Var>& in) {
  LoopWeight* loop = LoopWeight::make(tape, in[1], in[2], 20);
  std::vector<Var> parts = {in[0]};
  for (int t = 0; t < 3; ++t)
    parts.push_back(linear(tape, tape.rows(parts.back(), 0, 4 - t), loop));
  linear(tape, in[0], loop);  // never used
  return stack_rows(tape, parts);
}

inline Var mask_case(Tape& tape, Var x) {
  const std::vector<int> rows = {1, 0, 2, 1, 1};
  return mask_rows(tape, x, dropout_mask(tape, 3, x.cols(), Real(0.4)), rows);
}

// Without products: from nothing, from first states, and from inputs that something else reads too.
inline std::vector<OpCase> cases_without_products() {
  return {
      {"ssru",
       "ssru",
       {{8, 18}, {1, 9}},
       [](Tape& t, auto& in) { return ssru(t, in[0], in[1], kLengths); }},
      {"ssru",
       "ssru_from_first_states",
       {{8, 6}, {1, 3}, {4, 3}},
       [](Tape& t, auto& in) { return ssru(t, in[0], in[1], kLengths, in[2]); }},
      {"ssru",
       "ssru_of_columns_used_twice",
       {{8, 8}, {1, 3}},
       [](Tape& t, auto& in) {
         const Var sums = t.columns(in[0], 2, 6);
         const Var cells = ssru(t, sums, in[1], kLengths);
         return add(t, cells, ssru(t, sums, in[1], kLengths, t.rows(cells, 1, 4)));
       }},
      {"running_mean",
       "running_mean",
       {{8, 9}},
       [](Tape& t, auto& in) { return running_mean(t, in[0], kLengths); }},
      {"running_mean",
       "running_mean_from_first_states",
       {{8, 3}, {4, 3}},
       [](Tape& t, auto& in) { return running_mean(t, in[0], kLengths, in[1], 3); }},
      {"running_mean",
       "running_mean_of_columns_used_twice",
       {{8, 5}},
       [](Tape& t, auto& in) {
         const Var x = t.columns(in[0], 1, 4);
         const Var mean = running_mean(t, x, kLengths);
         return add(t, mean, running_mean(t, x, kLengths, t.rows(mean, 2, 4), 2));
       }},
  };
}

inline std::vector<OpCase> recurrent_cases() {
  std::vector<OpCase> cases = cell_cases<GruCases>("gru");
  for (OpCase& one : cell_cases<LstmCases>("lstm")) cases.push_back(std::move(one));
  for (OpCase& one : cases_without_products()) cases.push_back(std::move(one));
  cases.push_back({"linear", "linear_in_a_loop", {{5, 4}, {4, 4}, {1, 4}}, [](Tape& t, auto& in) {
                     return linear_loop_case(t, in);
                   }});
  cases.push_back(
      {"mask_rows", "mask_rows", {{5, 9}}, [](Tape& t, auto& in) { return mask_case(t, in[0]); }});
  cases.push_back(
      {"mask_rows", "mask_rows_of_columns_used_twice", {{5, 13}}, [](Tape& t, auto& in) {
         const Var x = t.columns(in[0], 2, 11);
         return add(t, mask_case(t, x), mask_case(t, x));
       }});
  return cases;
}

}  // namespace nmt
