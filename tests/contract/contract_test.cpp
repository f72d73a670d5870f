// What every model type and variant must keep, so that trainer, search and files need not know
// which it is.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/random.h"
#include "decode/beam_search.h"
#include "model_variants.h"
#include "random_pairs.h"
#include "seq2seq/model_directory.h"
#include "text/tokenizer_words.h"
#include "train/optimizer.h"

namespace nmt {
namespace {

std::vector<Real> copy_of(const Tensor& t) {
  std::vector<Real> numbers;
  for (int r = 0; r < t.rows; ++r) numbers.insert(numbers.end(), t.row(r), t.row(r) + t.cols);
  return numbers;
}

// The bits, so that -0, rounding and order of summation all count.
void expect_same_bits(std::span<const Real> a, std::span<const Real> b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(std::memcmp(&a[i], &b[i], sizeof(Real)), 0)
        << "number " << i << ": " << a[i] << " and " << b[i];
    if (std::memcmp(&a[i], &b[i], sizeof(Real)) != 0) return;
  }
}

std::vector<Real> forced_log_probabilities(const Seq2Seq& model, const Batch& source,
                                           const Batch& target) {
  Tape tape(Tape::Mode::infer);
  const Encoded encoded = model.encode(tape, source);
  const Var hidden = model.teacher_force(tape, encoded, target);
  return copy_of(model.output().log_probabilities(tape, hidden.value()));
}

// Not packed, and packed in each precision.
constexpr std::optional<Precision> kPackings[] = {std::nullopt, Precision::f32, Precision::bf16,
                                                  Precision::int8};

class Contract : public testing::TestWithParam<ModelVariant> {
 protected:
  const Vocabularies& vocabularies() const { return GetParam().vocabularies; }
  // Of this process, as the suite runs on several instruction sets at once.
  std::string weights_path() const {
    return testing::TempDir() + "contract_" + GetParam().name + "_" + std::to_string(getpid()) +
           ".safetensors";
  }
};

// Row r of the stepwise search follows target sentence r; the longest sentence decides how many
// steps.
TEST_P(Contract, StepwiseEqualsTeacherForcingBitForBit) {
  for (const auto& packed : kPackings) {
    const auto model = GetParam().build();
    if (packed) model->parameters().pack(*packed);
    const PairBatch batch = random_pairs(vocabularies(), 5, 40, 2);
    const std::vector<Real> forced = forced_log_probabilities(*model, batch.source, batch.target);

    Tape tape(Tape::Mode::infer);
    const Encoded encoded = model->encode(tape, batch.source);
    const auto state = model->start(tape, encoded);
    std::vector<int> alive = {0, 1, 2, 3, 4};
    const int vocabulary = vocabularies().target;
    for (int position = 0; !alive.empty(); ++position) {
      std::vector<TokenId> last;
      for (const int s : alive)
        last.push_back(position == 0 ? kBegin : batch.target.sentence(s)[position - 1]);
      const Tensor hidden = model->step(tape, *state, last);
      const Tensor stepwise = model->output().log_probabilities(tape, hidden);
      std::vector<int> kept, still;
      for (int r = 0; r < static_cast<int>(alive.size()); ++r) {
        const std::size_t at =
            static_cast<std::size_t>(batch.target.offsets[alive[r]] + position) * vocabulary;
        expect_same_bits({stepwise.row(r), std::size_t(vocabulary)},
                         {forced.data() + at, std::size_t(vocabulary)});
        if (HasFatalFailure()) return;
        // The attention of a row is over its own sentence.
        Real total = 0;
        for (int s = 0; s < state->attention().cols; ++s) total += state->attention()(r, s);
        EXPECT_GE(total, GetParam().least_attention - 1e-5);
        EXPECT_LE(total, GetParam().most_attention + 1e-5);
        for (int s = batch.source.length(alive[r]); s < state->attention().cols; ++s)
          EXPECT_EQ(state->attention()(r, s), 0);
        if (position + 1 < batch.target.length(alive[r])) {
          kept.push_back(r);
          still.push_back(alive[r]);
        }
      }
      alive = still;
      state->keep_rows(kept);
    }
  }
}

void expect_neighbours_change_nothing(const Seq2Seq& model, const Vocabularies& vocabularies) {
  const PairBatch batch = random_pairs(vocabularies, 7, 30, 3);
  const std::vector<Real> together = forced_log_probabilities(model, batch.source, batch.target);
  const auto vocabulary = static_cast<std::size_t>(vocabularies.target);
  for (const int first : {6, 2, 0}) {
    PairBatch some;  // one sentence with none, one or two neighbours behind or before it
    for (int s = first; s < 7; s += 3) {
      some.source.add(batch.source.sentence(s));
      some.target.add(batch.target.sentence(s));
    }
    const std::vector<Real> apart = forced_log_probabilities(model, some.source, some.target);
    const std::size_t count = std::size_t(batch.target.length(first)) * vocabulary;
    expect_same_bits({apart.data(), count},
                     {together.data() + batch.target.offsets[first] * vocabulary, count});
  }
}

TEST_P(Contract, NeighboursAndOrderChangeNothing) {
  for (const auto& packed : kPackings) {
    const auto model = GetParam().build();
    if (packed) model->parameters().pack(*packed);
    expect_neighbours_change_nothing(*model, vocabularies());
  }
}

// Rows that are repeated, moved and dropped go on as if each had been searched alone.
TEST_P(Contract, KeepRowsCarriesEverything) {
  const auto model = GetParam().build();
  const PairBatch batch = random_pairs(vocabularies(), 3, 10, 4);
  const auto run = [&](const Batch& source, const std::vector<std::vector<int>>& keeps,
                       const std::vector<std::vector<TokenId>>& last) {
    Tape tape(Tape::Mode::infer);
    const Encoded encoded = model->encode(tape, source);
    const auto state = model->start(tape, encoded);
    Tensor hidden;
    for (std::size_t i = 0; i < last.size(); ++i) {
      if (!keeps[i].empty()) state->keep_rows(keeps[i]);
      hidden = model->step(tape, *state, last[i]);
    }
    return copy_of(hidden);
  };
  // Beams of two, then sentence 1 leaves, then the survivors change places.
  const std::vector<Real> searched =
      run(batch.source, {{0, 0, 1, 1, 2, 2}, {1, 0, 4, 5}, {2, 2, 0}},
          {{kBegin, kBegin, kBegin, kBegin, kBegin, kBegin}, {5, 6, 7, 8}, {9, 10, 11}});
  Batch third, first;
  third.add(batch.source.sentence(2));
  first.add(batch.source.sentence(0));
  const std::size_t width = searched.size() / 3;
  expect_same_bits({searched.data(), width}, run(third, {{}, {}, {}}, {{kBegin}, {7}, {9}}));
  expect_same_bits({searched.data() + width, width},
                   run(third, {{}, {}, {}}, {{kBegin}, {7}, {10}}));
  expect_same_bits({searched.data() + 2 * width, width},
                   run(first, {{}, {}, {}}, {{kBegin}, {5}, {11}}));
}

TEST_P(Contract, BeamOfOneEqualsGreedy) {
  const auto model = GetParam().build();
  const PairBatch batch = random_pairs(vocabularies(), 4, 12, 5);
  Tape tape(Tape::Mode::infer);
  const auto found = beam_search(*model, tape, batch.source, {.beam_size = 1, .max_length = 20});
  for (int s = 0; s < batch.source.sentences(); ++s) {
    Batch one;
    one.add(batch.source.sentence(s));
    tape.reset();
    const Encoded encoded = model->encode(tape, one);
    const auto state = model->start(tape, encoded);
    std::vector<TokenId> ids;
    for (TokenId last = kBegin; ids.size() < found[s][0].ids.size();) {
      const Tensor p =
          model->output().log_probabilities(tape, model->step(tape, *state, {&last, 1}));
      TokenId best = kUnknown;
      for (TokenId id = 0; id < p.cols; ++id)
        if (id != kBegin && (best == kBegin || p(0, id) > p(0, best))) best = id;
      ASSERT_NE(best, kEnd) << "greedy search ends earlier";
      ids.push_back(last = best);
    }
    EXPECT_EQ(found[s][0].ids, ids);
  }
}

// Settings under which every rule of the search has something to do.
std::vector<DecodingSettings> feature_settings(bool attends) {
  std::vector<DecodingSettings> all(4);
  all[0] = {.beam_size = 4,
            .length_penalty_type = "wu",
            .n_best = 4,
            .min_length_ratio = 0.5,
            .max_length = 12,
            .no_repeat_ngram = 2};
  all[1] = {.beam_size = 6, .n_best = 6, .max_length = 12, .diverse_groups = 3};
  all[2] = {.beam_size = 1,
            .max_length = 12,
            .sampling = true,
            .temperature = 0.8,
            .top_k = 9,
            .top_p = 0.9};
  all[3] = {.beam_size = 3, .coverage_penalty = attends ? 0.2 : 0, .n_best = 3, .max_length = 12};
  return all;
}

// Shortlist, ensemble, prefix and random numbers too: the same text and score bits alone and among
// others.
TEST_P(Contract, WithEveryFeatureNeighboursChangeNothing) {
  const auto a = GetParam().build(1), b = GetParam().build(2);
  a->parameters().pack();
  const int size = vocabularies().target;
  const Shortlist shortlist(
      {.source = vocabularies().source, .target = size, .source_hash = "a", .target_hash = "b"},
      {5, 6}, std::vector<std::vector<TokenId>>{{}, {}, {}, {7, 8, 9}, {10}});
  const Batch source = random_pairs(vocabularies(), 5, 12, 8).source;
  const std::vector<std::vector<TokenId>> prefixes = {{}, {4}, {7, 3, 4}, {}, {11}};
  const std::vector<std::uint64_t> streams = {5, 6, 7, 8, 9};
  Tape tape(Tape::Mode::infer);
  for (const DecodingSettings& settings : feature_settings(a->attends()))
    for (const SearchModels& models : {SearchModels{.models = {{a.get()}}, .shortlist = &shortlist},
                                       SearchModels{.models = {{a.get(), 2}, {b.get(), 1}}}}) {
      const auto together = beam_search(
          models, tape, {.source = source, .prefixes = prefixes, .streams = streams}, settings);
      for (int s = 0; s < source.sentences(); ++s) {
        Batch one;
        one.add(source.sentence(s));
        const auto at = static_cast<std::size_t>(s);
        const auto alone = beam_search(models, tape,
                                       {.source = one,
                                        .prefixes = std::span(prefixes).subspan(at, 1),
                                        .streams = std::span(streams).subspan(at, 1)},
                                       settings);
        ASSERT_EQ(alone[0].size(), together[at].size());
        for (std::size_t i = 0; i < alone[0].size(); ++i) {
          EXPECT_EQ(alone[0][i].ids, together[at][i].ids);
          EXPECT_EQ(alone[0][i].score, together[at][i].score);
          EXPECT_EQ(alone[0][i].coverage, together[at][i].coverage);
        }
      }
    }
}

TEST_P(Contract, CoverageWithoutAttentionIsRefused) {
  const auto model = GetParam().build();
  if (model->attends()) return;
  Tape tape(Tape::Mode::infer);
  const Batch source = random_pairs(vocabularies(), 1, 5, 8).source;
  try {
    beam_search(*model, tape, source, {.coverage_penalty = 0.2});
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "coverage_penalty 0.2 needs attention, and this model has none");
    EXPECT_EQ(error.parts().where, "decoding.coverage_penalty");
    EXPECT_EQ(error.parts().fix, "set coverage_penalty to 0, or use a model with attention");
  }
}

TEST_P(Contract, OverfitsTenSentences) {
  const auto model = GetParam().build();
  ParameterSet& parameters = model->parameters();
  const PairBatch batch = random_pairs(vocabularies(), 10, 6, 6);
  std::vector<Real> gradients(static_cast<std::size_t>(parameters.size()));
  Optimizer optimizer(TrainingSettings{}, parameters.values());
  Tape tape(Tape::Mode::train, gradients);
  double loss = 0;
  constexpr int kSteps = 300;
  for (int step = 1; step <= kSteps; ++step) {
    std::fill(gradients.begin(), gradients.end(), Real(0));
    tape.reset();
    loss = 0;
    const Encoded encoded = model->encode(tape, batch.source);
    const Var hidden = model->teacher_force(tape, encoded, batch.target);
    tape.backward(model->output().loss(tape, hidden, batch.target.ids, 0,
                                       Real(1) / batch.target.tokens(), &loss));
    loss /= batch.target.tokens();
    if (loss < 0.02) break;
    optimizer.apply({.step = step, .learning_rate = 0.01}, {0, gradients.size()},
                    parameters.values(), gradients);
  }
  EXPECT_LT(loss, 0.1);
  // And says them again on its own.
  tape.reset();
  Tape search(Tape::Mode::infer);
  const auto found = beam_search(*model, search, batch.source, {.beam_size = 2, .max_length = 20});
  for (int s = 0; s < 10; ++s) {
    const auto target = batch.target.sentence(s);
    EXPECT_EQ(found[s][0].ids, std::vector<TokenId>(target.begin(), target.end() - 1))
        << "sentence " << s;
  }
}

TEST_P(Contract, SavedAndLoadedGivesTheSameBits) {
  const auto saved = GetParam().build(1), loaded = GetParam().build(2);
  const auto words = words_tokenizer(std::string(kWordsHeader) + "one\ntwo\n", "the test");
  const Tokenizers tokenizers{.source = words, .target = words, .shared = true};
  const std::string path = weights_path();
  save_weights(path, saved->parameters(), saved->parameters().values(),
               weights_info(tokenizers, 7));
  EXPECT_EQ(load_weights(path, loaded->parameters(), tokenizers).step, 7);
  std::filesystem::remove(path);
  expect_same_bits(saved->parameters().values(), loaded->parameters().values());
}

// Mapped, in full or quantised, is as good as packed in memory.
TEST_P(Contract, MappedWeightsGiveTheSameBits) {
  const auto words = words_tokenizer(std::string(kWordsHeader) + "one\ntwo\n", "the test");
  const Tokenizers tokenizers{.source = words, .target = words, .shared = true};
  const std::string path = weights_path();
  const PairBatch batch = random_pairs(vocabularies(), 3, 12, 7);
  for (const Precision precision : {Precision::f32, Precision::bf16, Precision::int8}) {
    const auto kept = GetParam().build(1), mapped = GetParam().build(2);
    WeightsInfo info = weights_info(tokenizers, 7);
    info.precision = precision;
    kept->parameters().pack(precision);
    if (precision == Precision::f32)
      save_weights(path, kept->parameters(), kept->parameters().values(), info);
    else
      save_quantised_weights(path, kept->parameters(), info);
    EXPECT_EQ(map_weights(path, mapped->parameters(), tokenizers).precision, precision);
    mapped->parameters().pack(precision);
    expect_same_bits(forced_log_probabilities(*mapped, batch.source, batch.target),
                     forced_log_probabilities(*kept, batch.source, batch.target));
    std::filesystem::remove(path);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Contract, testing::ValuesIn(model_variants()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace nmt
