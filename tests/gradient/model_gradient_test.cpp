// The gradient of the whole loss of every model variant against central differences along random
// directions, in double.
#include <gtest/gtest.h>

#include "base/random.h"
#include "model_variants.h"
#include "random_pairs.h"

namespace nmt {
namespace {

class ModelGradient : public testing::TestWithParam<ModelVariant> {};

TEST_P(ModelGradient, MatchesFiniteDifferencesAlongRandomDirections) {
  const auto model = GetParam().build();
  ParameterSet& parameters = model->parameters();
  const PairBatch batch = random_pairs(GetParam().vocabularies, 4, 7, 11);
  std::vector<Real> gradients(static_cast<std::size_t>(parameters.size()));
  Tape tape(Tape::Mode::train, gradients);
  const auto loss = [&] {
    tape.reset(3);
    const Encoded encoded = model->encode(tape, batch.source);
    const Var hidden = model->teacher_force(tape, encoded, batch.target);
    return model->output().loss(tape, hidden, batch.target.ids, Real(0.1),
                                Real(1) / batch.target.tokens(), nullptr);
  };
  tape.backward(loss());
  const std::vector<Real> gradient = gradients;

  const std::vector<Real> saved(parameters.values().begin(), parameters.values().end());
  Random random(5);
  constexpr double kStep = 1e-6;  // short, so that it meets no kink of maxout and relu
  const auto check = [&](const std::string& name, const std::vector<double>& direction) {
    double expected = 0;
    for (std::size_t i = 0; i < saved.size(); ++i) expected += direction[i] * gradient[i];
    double values[2];
    for (int side = 0; side < 2; ++side) {
      for (std::size_t i = 0; i < saved.size(); ++i)
        parameters.values()[i] = saved[i] + (side == 0 ? kStep : -kStep) * direction[i];
      values[side] = *loss().value().data;
    }
    std::copy(saved.begin(), saved.end(), parameters.values().begin());
    EXPECT_NEAR(expected, (values[0] - values[1]) / (2 * kStep), 1e-6) << name;
  };
  // One direction for each parameter, so that a wrong one is named.
  for (const Parameter& p : parameters.parameters()) {
    std::vector<double> direction(saved.size());
    for (std::int64_t i = 0; i < p.size(); ++i) direction[p.offset + i] = random.normal();
    check(p.name, direction);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, ModelGradient, testing::ValuesIn(model_variants()),
                         [](const auto& row) { return row.param.name; });
INSTANTIATE_TEST_SUITE_P(Dropout, ModelGradient, testing::ValuesIn(dropout_variants()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace nmt
