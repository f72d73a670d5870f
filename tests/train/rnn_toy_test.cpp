// Every kind of recurrent model learns to copy or to reverse random sequences, and does it on
// sequences that it has not seen: in seconds, the difference between a model that looks at the source
// and one that only has the right shapes.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/random.h"
#include "decode/beam_search.h"
#include "seq2seq/rnn.h"
#include "train/optimizer.h"

namespace nmt {
namespace {

constexpr int kSymbols = 8, kVocabulary = 3 + kSymbols;

enum class Task { copy, reverse };

struct Lengths {
  int shortest, longest;
};

PairBatch random_pairs(Task task, Lengths lengths, int pairs, Random& random) {
  PairBatch batch;
  const auto choices = static_cast<std::uint64_t>(lengths.longest - lengths.shortest + 1);
  for (int i = 0; i < pairs; ++i) {
    std::vector<TokenId> source(static_cast<std::size_t>(lengths.shortest) + random.below(choices));
    for (TokenId& id : source) id = 3 + static_cast<TokenId>(random.below(kSymbols));
    std::vector<TokenId> target = source;
    if (task == Task::reverse) std::reverse(target.begin(), target.end());
    source.push_back(kEnd);
    target.push_back(kEnd);
    batch.source.add(source);
    batch.target.add(target);
  }
  return batch;
}

struct Toy {
  std::string name;
  Task task;
  std::function<void(RnnSettings&)> change;
  Lengths lengths = {3, 7};
};

void PrintTo(const Toy& toy, std::ostream* out) { *out << toy.name; }

std::unique_ptr<Seq2Seq> build(const Toy& toy) {
  RnnSettings settings;
  settings.embedding = settings.readout = 16;
  settings.dim = settings.attention.dim = 32;
  settings.dropout = 0;
  toy.change(settings);
  const Vocabularies vocabularies{.source = kVocabulary, .target = kVocabulary, .shared = true};
  settings.validate(vocabularies);
  auto model = settings.build(vocabularies);
  model->parameters().initialise(1);
  return model;
}

// Updates on fresh pairs, with a rate that rises over 20 of them and falls to 0 in the second half.
void train(Seq2Seq& model, const Toy& toy, int updates) {
  ParameterSet& parameters = model.parameters();
  std::vector<Real> gradients(static_cast<std::size_t>(parameters.size()));
  Optimizer optimizer(TrainingSettings{}, parameters.values());
  Tape tape(Tape::Mode::train, gradients);
  Random random(100);
  for (int update = 1; update <= updates; ++update) {
    const PairBatch batch = random_pairs(toy.task, toy.lengths, 32, random);
    std::fill(gradients.begin(), gradients.end(), Real(0));
    tape.reset();
    double loss = 0;
    const Encoded encoded = model.encode(tape, batch.source);
    const Var hidden = model.teacher_force(tape, encoded, batch.target);
    tape.backward(model.output().loss(tape, hidden, batch.target.ids, 0,
                                      Real(1) / batch.target.tokens(), &loss));
    const double rise = std::min(1.0, update / 20.0),
                 fall = std::min(1.0, 2.0 * (updates - update + 1) / updates);
    optimizer.apply({.step = update, .learning_rate = 0.01 * rise * fall}, {0, gradients.size()},
                    parameters.values(), gradients);
  }
}

// The share of symbols that the search puts where they belong; of the longer side, so that saying too
// much counts too.
double accuracy(const Seq2Seq& model, const Toy& toy) {
  Random random(99);
  const PairBatch batch = random_pairs(toy.task, toy.lengths, 60, random);
  Tape tape(Tape::Mode::infer);
  const auto found = beam_search(model, tape, batch.source, {.beam_size = 2, .max_length = 20});
  int right = 0, all = 0;
  for (int s = 0; s < batch.target.sentences(); ++s) {
    const std::vector<TokenId>& said = found[static_cast<std::size_t>(s)][0].ids;
    const auto target = batch.target.sentence(s).first(std::size_t(batch.target.length(s)) - 1);
    all += static_cast<int>(std::max(said.size(), target.size()));
    for (std::size_t i = 0; i < std::min(said.size(), target.size()); ++i)
      right += said[i] == target[i];
  }
  return double(right) / all;
}

class RnnToy : public testing::TestWithParam<Toy> {};

TEST_P(RnnToy, IsMasteredOnNewSequences) {
  const auto model = build(GetParam());
  train(*model, GetParam(), 600);
  EXPECT_GE(accuracy(*model, GetParam()), 0.95);
}

std::function<void(RnnSettings&)> luong(std::function<void(RnnSettings&)> change) {
  return [change = std::move(change)](RnnSettings& settings) {
    settings.attention.type = "luong";
    change(settings);
  };
}

std::function<void(RnnSettings&)> monotonic(const char* score) {
  return luong([score](RnnSettings& s) {
    s.attention.scope = "local-m", s.attention.window = 1, s.attention.score = score;
  });
}

std::vector<Toy> toys() {
  using S = RnnSettings;
  // What sees the whole source, or says itself where to look, can walk through it in any order: by
  // content, or by position, for the first state knows how long the source is.
  const std::vector<std::pair<std::string, std::function<void(S&)>>> free = {
      {"conditional", [](S&) {}},
      {"single", [](S& s) { s.decoder = "single"; }},
      {"conditional_lstm", [](S& s) { s.cell = "lstm"; }},
      {"dot", luong([](S& s) { s.attention.score = "dot"; })},
      {"general", luong([](S& s) { s.attention.score = "general"; })},
      {"concat", luong([](S& s) { s.attention.score = "concat"; })},
      {"location", luong([](S& s) { s.attention.score = "location", s.max_length = 10; })},
      {"no_feeding", luong([](S& s) { s.attention.input_feeding = false; })},
      {"lstm", luong([](S& s) { s.cell = "lstm"; })},
      {"local_p", luong([](S& s) { s.attention.scope = "local-p", s.attention.window = 2; })},
  };
  std::vector<Toy> all;
  for (const auto& [name, change] : free) {
    all.push_back({name + "_copies", Task::copy, change});
    all.push_back({name + "_reverses", Task::reverse, change});
  }
  // A window that moves with the target never shows it the other end of the source.
  all.push_back({"local_m_copies", Task::copy, monotonic("dot")});
  all.push_back({"local_m_concat_copies", Task::copy, monotonic("concat")});
  // All must fit into one state, which short sequences do.
  all.push_back(
      {"none_reverses_short", Task::reverse, [](S& s) { s.attention.type = "none"; }, {1, 3}});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Models, RnnToy, testing::ValuesIn(toys()),
                         [](const auto& row) { return row.param.name; });

// Bahdanau 2014, section 1: longer sentences are what one state for all of them is too small for.
TEST(RnnWithoutAttention, MissesItOnLongerSequences) {
  const auto accuracy_soon = [](const char* attention) {
    const Toy toy{"", Task::reverse, [&](RnnSettings& s) { s.attention.type = attention; }};
    const auto model = build(toy);
    train(*model, toy, 250);
    return accuracy(*model, toy);
  };
  EXPECT_GE(accuracy_soon("bahdanau"), 0.95);
  EXPECT_LE(accuracy_soon("none"), 0.85);
}

}  // namespace
}  // namespace nmt
