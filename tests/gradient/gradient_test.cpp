// Checks every op's backward against central differences, in double. loss = dot(output, random): a
// plain sum has zero gradient through a softmax and would hide a backward that does nothing.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>

#include "base/random.h"
#include "gradient/op_cases.h"

namespace nmt {
namespace {

static_assert(sizeof(Real) == sizeof(double), "gradients are checked in double");

std::vector<Real> random_numbers(std::size_t count, Random& random) {
  std::vector<Real> numbers(count);
  for (Real& x : numbers) x = random.normal();
  return numbers;
}

class Gradient : public testing::TestWithParam<OpCase> {};

TEST_P(Gradient, MatchesFiniteDifferences) {
  const OpCase& op = GetParam();
  Random random(7);
  std::vector<std::vector<Real>> inputs;
  for (auto [rows, cols] : op.inputs)
    inputs.push_back(random_numbers(std::size_t(rows) * cols, random));
  std::vector<Real> probe;
  Tape tape(Tape::Mode::train);

  const auto loss = [&](std::vector<Var>& leaves, Var& out) {
    tape.reset(5);  // the same dropout every time
    leaves.clear();
    for (std::size_t k = 0; k < inputs.size(); ++k)
      leaves.push_back(tape.leaf({inputs[k].data(), op.inputs[k].first, op.inputs[k].second}));
    out = op.run(tape, leaves);
    if (probe.empty()) probe = random_numbers(static_cast<std::size_t>(out.value().size()), random);
    Real total = 0;
    for (int r = 0; r < out.rows(); ++r)
      for (int c = 0; c < out.cols(); ++c)
        total += probe[std::size_t(r) * out.cols() + c] * out.value()(r, c);
    return total;
  };

  std::vector<Var> leaves;
  Var out;
  loss(leaves, out);
  std::vector<Real> d_out = probe;
  tape.backward(out, {d_out.data(), out.rows(), out.cols()});
  std::vector<std::vector<Real>> gradients;
  for (const Var& leaf : leaves) {
    const Tensor d = tape.gradient_to_add(leaf);
    gradients.emplace_back(d.data, d.data + d.size());
  }

  const double step = 1e-5;
  double largest = 0;
  for (std::size_t k = 0; k < inputs.size(); ++k)
    for (std::size_t i = 0; i < inputs[k].size(); ++i) {
      const Real saved = inputs[k][i];
      inputs[k][i] = saved + step;
      const double above = loss(leaves, out);
      inputs[k][i] = saved - step;
      const double below = loss(leaves, out);
      inputs[k][i] = saved;
      EXPECT_NEAR(gradients[k][i], (above - below) / (2 * step), 1e-7)
          << op.name << ", input " << k << ", element " << i;
      largest = std::max(largest, std::abs(gradients[k][i]));
    }
  EXPECT_GT(largest, 1e-3) << "nothing was checked";
}

INSTANTIATE_TEST_SUITE_P(Ops, Gradient, testing::ValuesIn(op_cases()),
                         [](const auto& row) { return row.param.name; });

TEST(GradientTable, HasARowForEveryOp) {
  std::set<std::string> rows;
  for (const OpCase& c : op_cases()) rows.insert(c.op);
  std::ifstream header(NMT_SOURCE_DIR "/src/autograd/ops.h");
  ASSERT_TRUE(header);
  const std::regex declaration(R"(^Var (\w+)\(Tape&)");
  std::size_t declared = 0;
  for (std::string line; std::getline(header, line);) {
    std::smatch match;
    if (!std::regex_search(line, match, declaration)) continue;
    ++declared;
    EXPECT_TRUE(rows.contains(match[1])) << match[1] << " has no row in op_cases()";
  }
  EXPECT_GE(declared, 10u);
}

}  // namespace
}  // namespace nmt
