// The example of docs/attention.md with every number on the way: one query and three source states
// in the plane, weights so round that each line can be done with a pocket calculator.
#pragma once

#include <array>
#include <limits>
#include <vector>

#include "nn/attention.h"

namespace nmt {

template <std::size_t kRows, std::size_t kCols>
using Rows = std::array<std::array<double, kCols>, kRows>;

// Each source state is a key and a value in one; the query is the decoder's state.
constexpr Rows<3, 2> kStates = {{{1, 0}, {0, 1}, {1, 1}}};
constexpr Rows<1, 2> kQuery = {{{2, 1}}};
constexpr Rows<2, 2> kIdentity = {{{1, 0}, {0, 1}}};
// q W = (2 - 1, -1) = (1, -1); W_p of local-p is the same.
constexpr Rows<2, 2> kW = {{{1, 0}, {-1, -1}}};
// k U of the three states: (1, 0), (-1, 1), (0, 1).
constexpr Rows<2, 2> kU = {{{1, 0}, {-1, 1}}};
constexpr Rows<1, 2> kV = {{{1, -1}}};
// q W of location, a score for each of four positions: (1, 2, -1, 6). The example has no fourth.
constexpr Rows<2, 4> kLocationW = {{{0, 1, 0, 3}, {1, 0, -1, 0}}};
constexpr Rows<2, 1> kCentreV = {{{0}, {1}}};

constexpr double kUnseen = std::numeric_limits<double>::quiet_NaN();

// One way to attend, with every number on the way.
struct Worked {
  const char* name;
  const char* score;
  Scope scope = Scope::global;
  int position = 0;  // of the query in the target sentence
  std::array<double, 3> scores, exponentials;
  double sum;
  std::array<double, 3> softmax, nearness = {}, weights = softmax;
  std::array<double, 2> context;
};

// Hidden layer of additive, tanh(q W + k U): tanh(2, -1) = (0.9640, -0.7616), tanh(0, 0) = (0, 0),
// tanh(1, 0) = (0.7616, 0).
constexpr double kTanh1 = 0.7616, kTanh2 = 0.9640;
// local-p: v_p . tanh(q W_p) = 0 * 0.7616 + 1 * -0.7616; sigmoid(-0.7616) = 0.3183; times 3 states.
constexpr double kSigmoid = 0.3183, kCentre = 0.9549;

inline const std::vector<Worked> kWorked = {
    // q . k: 2 + 0, 0 + 1, 2 + 1. exp, as of the highest: e^-1, e^-2, e^0. Each over their sum 1.5032.
    // Context: 0.2447 (1, 0) + 0.0900 (0, 1) + 0.6652 (1, 1).
    {.name = "dot",
     .score = "dot",
     .scores = {2, 1, 3},
     .exponentials = {0.3679, 0.1353, 1},
     .sum = 1.5032,
     .softmax = {0.2447, 0.0900, 0.6652},
     .context = {0.9100, 0.7553}},
    // The same over sqrt(2) = 1.4142. exp: e^-0.7071, e^-1.4142, e^0.
    {.name = "scaled_dot",
     .score = "scaled_dot",
     .scores = {1.4142, 0.7071, 2.1213},
     .exponentials = {0.4931, 0.2431, 1},
     .sum = 1.7362,
     .softmax = {0.2840, 0.1400, 0.5760},
     .context = {0.8600, 0.7160}},
    // q . (k U): (2, 1) . (1, 0), (2, 1) . (-1, 1), (2, 1) . (0, 1). exp: e^0, e^-3, e^-1.
    {.name = "general",
     .score = "general",
     .scores = {2, -1, 1},
     .exponentials = {1, 0.0498, 0.3679},
     .sum = 1.4177,
     .softmax = {0.7054, 0.0351, 0.2595},
     .context = {0.9649, 0.2946}},
    // (1, -1) . tanh: 0.9640 + 0.7616, 0 - 0, 0.7616 - 0. exp: e^0, e^-1.7256, e^-0.9640.
    {.name = "additive",
     .score = "additive",
     .scores = {1.7256, 0, 0.7616},
     .exponentials = {1, 0.1781, 0.3814},
     .sum = 1.5594,
     .softmax = {0.6413, 0.1142, 0.2445},
     .context = {0.8858, 0.3587}},
    // The same by its other name.
    {.name = "additive",
     .score = "concat",
     .scores = {1.7256, 0, 0.7616},
     .exponentials = {1, 0.1781, 0.3814},
     .sum = 1.5594,
     .softmax = {0.6413, 0.1142, 0.2445},
     .context = {0.8858, 0.3587}},
    // The first three of q W = (1, 2, -1, 6). exp: e^-1, e^0, e^-3.
    {.name = "location",
     .score = "location",
     .scores = {1, 2, -1},
     .exponentials = {0.3679, 1, 0.0498},
     .sum = 1.4177,
     .softmax = {0.2595, 0.7054, 0.0351},
     .context = {0.2946, 0.7405}},
    // The first target word sees positions -1 to 1, of which there are 0 and 1. exp: e^0, e^-1.
    {.name = "local-m, t = 0",
     .score = "dot",
     .scope = Scope::local_m,
     .position = 0,
     .scores = {2, 1, kUnseen},
     .exponentials = {1, 0.3679, kUnseen},
     .sum = 1.3679,
     .softmax = {0.7311, 0.2689, kUnseen},
     .context = {0.7311, 0.2689}},
    // The third sees positions 1 to 3, of which there are 1 and 2. exp: e^-2, e^0.
    {.name = "local-m, t = 2",
     .score = "dot",
     .scope = Scope::local_m,
     .position = 2,
     .scores = {kUnseen, 1, 3},
     .exponentials = {kUnseen, 0.1353, 1},
     .sum = 1.1353,
     .softmax = {kUnseen, 0.1192, 0.8808},
     .context = {0.8808, 1}},
    // p_t = 3 * 0.3183 = 0.9549 sees from -0.0451 to 1.9549: positions 0 and 1. Nearness with sigma
    // = 1/2: e^(-2 * 0.9549^2) = e^-1.8237, e^(-2 * 0.0451^2) = e^-0.0041. Weights: 0.7311 * 0.1614
    // and 0.2689 * 0.9959, 0.3859 together.
    {.name = "local-p",
     .score = "dot",
     .scope = Scope::local_p,
     .scores = {2, 1, kUnseen},
     .exponentials = {1, 0.3679, kUnseen},
     .sum = 1.3679,
     .softmax = {0.7311, 0.2689, kUnseen},
     .nearness = {0.1614, 0.9959, kUnseen},
     .weights = {0.1180, 0.2678, kUnseen},
     .context = {0.1180, 0.2678}},
};

// Two heads of one number each, scores q k / sqrt(1). The first compares 2 with 1, 0, 1; the second
// 1 with 0, 1, 1. Its context is one number: 0.4683 + 0.4683, and 0.4223 + 0.4223.
inline const std::vector<Worked> kHeads = {Worked{.name = "the first head",
                                                  .score = "scaled_dot",
                                                  .scores = {2, 0, 2},
                                                  .exponentials = {1, 0.1353, 1},
                                                  .sum = 2.1353,
                                                  .softmax = {0.4683, 0.0634, 0.4683},
                                                  .context = {0.9366, kUnseen}},
                                           Worked{.name = "the second head",
                                                  .score = "scaled_dot",
                                                  .scores = {0, 1, 1},
                                                  .exponentials = {0.3679, 1, 1},
                                                  .sum = 2.3679,
                                                  .softmax = {0.1554, 0.4223, 0.4223},
                                                  .context = {0.8446, kUnseen}}};
// W_o = U mixes the heads: (0.9366 - 0.8446, 0.8446).
constexpr std::array<double, 2> kMixed = {0.0920, 0.8446};

constexpr double kTolerance = 6e-5;  // numbers by hand have four decimals

inline std::vector<Worked> all_worked() {
  std::vector<Worked> all = kWorked;
  all.insert(all.end(), kHeads.begin(), kHeads.end());
  return all;
}

}  // namespace nmt
