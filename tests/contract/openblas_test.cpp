// What is left of the contract where OpenBLAS multiplies: the numbers of the own kernels to within
// rounding, in every model and variant. (The bits of a row are promised for the own kernels alone.)
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "decode/beam_search.h"
#include "model_variants.h"
#include "random_pairs.h"
#include "train/optimizer.h"
#include "train/settings.h"
#include "with_openblas.h"

namespace nmt {
namespace {

constexpr Arithmetic kOwn, kOpenBlas{Precision::f32, Blas::openblas};

class OpenBlasContract : public testing::TestWithParam<ModelVariant> {
 protected:
  void SetUp() override { NMT_NEEDS_OPENBLAS(); }
  const Vocabularies& vocabularies() const { return GetParam().vocabularies; }
};

struct Learned {
  double loss = 0;
  std::vector<Real> gradient;
};

Learned learn(const Seq2Seq& model, const PairBatch& batch, Arithmetic arithmetic,
              Real smoothing = 0) {
  Learned learned{.gradient = std::vector<Real>(model.parameters().values().size())};
  Tape tape(Tape::Mode::train, learned.gradient);
  tape.multiply_in(arithmetic);
  const Var hidden = model.teacher_force(tape, model.encode(tape, batch.source), batch.target);
  tape.backward(model.output().loss(tape, hidden, batch.target.ids, smoothing,
                                    Real(1) / static_cast<Real>(batch.target.tokens()),
                                    &learned.loss));
  learned.loss /= batch.target.tokens();
  return learned;
}

// [target tokens, vocabulary], as a search would read them.
std::vector<Real> forced_log_probabilities(Seq2Seq& model, const PairBatch& batch,
                                           Arithmetic arithmetic) {
  model.parameters().pack(arithmetic);
  Tape tape(Tape::Mode::infer);
  const Var hidden = model.teacher_force(tape, model.encode(tape, batch.source), batch.target);
  const Tensor all = model.output().log_probabilities(tape, hidden.value());
  return {all.data, all.data + all.size()};
}

double length_of(std::span<const Real> numbers) {
  double square = 0;
  for (const Real x : numbers) square += double(x) * double(x);
  return std::sqrt(square);
}

TEST_P(OpenBlasContract, LossAndGradientsAreThoseOfTheOwnKernels) {
  const auto model = GetParam().build();
  // So many tokens that the sums of the weights' gradients cannot round alike in both.
  const PairBatch batch = random_pairs(vocabularies(), 120, 40, 2);
  ASSERT_GT(batch.target.tokens(), 1500);
  const Real smoothing = Real(0.1);
  const Learned own = learn(*model, batch, kOwn, smoothing),
                other = learn(*model, batch, kOpenBlas, smoothing);
  EXPECT_NEAR(own.loss, other.loss, 1e-5);
  std::vector<Real> difference(own.gradient.size());
  for (std::size_t i = 0; i < difference.size(); ++i)
    difference[i] = own.gradient[i] - other.gradient[i];
  EXPECT_GT(length_of(difference), 0) << "OpenBLAS was not asked";
  EXPECT_LT(length_of(difference), 2e-5 * length_of(own.gradient));
}

TEST_P(OpenBlasContract, LogProbabilitiesAreThoseOfTheOwnKernelsAndOfASearchByStep) {
  const auto model = GetParam().build();
  const PairBatch batch = random_pairs(vocabularies(), 5, 40, 2);
  const std::vector<Real> own = forced_log_probabilities(*model, batch, kOwn),
                          forced = forced_log_probabilities(*model, batch, kOpenBlas);
  for (std::size_t i = 0; i < own.size(); ++i) ASSERT_NEAR(own[i], forced[i], 2e-5);

  Tape tape(Tape::Mode::infer);
  const Encoded encoded = model->encode(tape, batch.source);
  const auto state = model->start(tape, encoded);
  const auto vocabulary = static_cast<std::size_t>(vocabularies().target);
  // All rows go on to the end of the shortest sentence.
  int shortest = batch.target.length(0);
  for (int s = 0; s < 5; ++s) shortest = std::min(shortest, batch.target.length(s));
  for (int position = 0; position < shortest; ++position) {
    std::vector<TokenId> last;
    for (int s = 0; s < 5; ++s)
      last.push_back(position == 0 ? kBegin : batch.target.sentence(s)[position - 1]);
    const Tensor stepwise =
        model->output().log_probabilities(tape, model->step(tape, *state, last));
    for (int s = 0; s < 5; ++s)
      for (std::size_t token = 0; token < vocabulary; ++token) {
        const auto row = static_cast<std::size_t>(batch.target.offsets[s] + position);
        ASSERT_NEAR(stepwise(s, static_cast<int>(token)), forced[row * vocabulary + token], 2e-5)
            << "sentence " << s << ", position " << position;
      }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, OpenBlasContract, testing::ValuesIn(model_variants()),
                         [](const auto& row) { return row.param.name; });

// Learns ten sentences with one multiplier; what it has learnt, both say.
class OpenBlasLearns : public testing::TestWithParam<ModelVariant> {
 protected:
  void SetUp() override { NMT_NEEDS_OPENBLAS(); }
};

TEST_P(OpenBlasLearns, TenSentencesThatEitherMultiplierTranslates) {
  const auto model = GetParam().build();
  ParameterSet& parameters = model->parameters();
  const PairBatch batch = random_pairs(GetParam().vocabularies, 10, 6, 6);
  Optimizer optimizer(TrainingSettings{}, parameters.values());
  double loss = 1;
  for (int step = 1; step <= 300 && loss > 0.02; ++step) {
    const Learned learned = learn(*model, batch, kOpenBlas);
    loss = learned.loss;
    optimizer.apply({.step = step, .learning_rate = 0.01}, {0, learned.gradient.size()},
                    parameters.values(), learned.gradient);
  }
  EXPECT_LT(loss, 0.1);
  for (const Arithmetic arithmetic : {kOwn, kOpenBlas}) {
    parameters.pack(arithmetic);
    Tape tape(Tape::Mode::infer);
    const auto found = beam_search(*model, tape, batch.source, {.beam_size = 1, .max_length = 20});
    for (int s = 0; s < 10; ++s) {
      const auto target = batch.target.sentence(s);
      EXPECT_EQ(found[s][0].ids, std::vector<TokenId>(target.begin(), target.end() - 1))
          << "sentence " << s;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, OpenBlasLearns,
                         testing::Values(transformer_variant("small", [](TransformerSettings&) {}),
                                         rnn_variant("small", [](RnnSettings&) {})),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace nmt
