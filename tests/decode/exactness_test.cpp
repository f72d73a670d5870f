// A line's translation and the bits of its score depend on that line only: neither on the lines
// around it nor on batches nor on threads, for every model and every precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include "base/random.h"
#include "decode/tiny_models.h"
#include "decode/translator.h"

namespace nmt {
namespace {

using Lines = std::vector<std::string>;

using ExactnessCase = std::tuple<ModelVariant, Precision>;
class Exactness : public testing::TestWithParam<ExactnessCase> {
 protected:
  Exactness()
      : variant_(std::get<0>(GetParam())),
        model_(variant_.build(7)),
        tokenizers_(tokenizers_of(variant_.vocabularies)) {
    model_->parameters().pack(std::get<1>(GetParam()));
  }
  std::vector<Translation> translate(const Lines& lines, int batch_tokens, int threads) {
    return Translator(*model_, tokenizers_,
                      {.beam_size = 3,
                       .n_best = 2,
                       .max_length = 9,
                       .max_source_length = 14,
                       .batch_tokens = batch_tokens,
                       .threads = threads})
        .translate(lines);
  }

  ModelVariant variant_;
  std::unique_ptr<Seq2Seq> model_;
  Tokenizers tokenizers_;
};

// Of 0 to 20 tokens, so that some are translated in pieces.
Lines random_lines(Random& random, int count, int vocabulary) {
  Lines lines;
  for (int i = 0; i < count; ++i) {
    std::string line;
    for (std::uint64_t n = random.below(21); n > 0; --n)
      line += "w" + std::to_string(3 + random.below(vocabulary - 2)) + (n > 1 ? " " : "");
    lines.push_back(line);
  }
  return lines;
}

void expect_same(const Translation& found, const Translation& alone, const std::string& line) {
  ASSERT_EQ(found.candidates.size(), alone.candidates.size()) << line;
  for (std::size_t n = 0; n < alone.candidates.size(); ++n) {
    EXPECT_EQ(found.candidates[n].text, alone.candidates[n].text) << line;
    EXPECT_EQ(found.candidates[n].ids, alone.candidates[n].ids) << line;
    EXPECT_EQ(found.candidates[n].log_probability, alone.candidates[n].log_probability) << line;
    EXPECT_EQ(found.candidates[n].score, alone.candidates[n].score) << line;
  }
  EXPECT_EQ(found.warnings, alone.warnings) << line;
}

TEST_P(Exactness, NeitherBatchNorNeighboursNorThreadsMatter) {
  Random random(11);
  const Lines lines = random_lines(random, 24, variant_.vocabularies.source);
  std::vector<Translation> alone;
  for (const std::string& line : lines) alone.push_back(translate({line}, 1, 1).front());
  for (const auto& [batch_tokens, threads] :
       {std::pair(1, 3), std::pair(17, 2), std::pair(60, 1), std::pair(100'000, 1)}) {
    std::vector<std::size_t> order(lines.size());
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    for (std::size_t begin = 0, end; begin < order.size(); begin = end) {
      end = std::min(order.size(), begin + 1 + random.below(order.size()));
      Lines company;
      for (std::size_t i = begin; i < end; ++i) company.push_back(lines[order[i]]);
      const auto found = translate(company, batch_tokens, threads);
      for (std::size_t i = begin; i < end; ++i)
        expect_same(found[i - begin], alone[order[i]], lines[order[i]]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Exactness,
                         testing::Combine(testing::ValuesIn(model_variants()),
                                          testing::Values(Precision::f32, Precision::bf16,
                                                          Precision::int8)),
                         [](const auto& exactness_case) {
                           return std::get<0>(exactness_case.param).name + "_" +
                                  name_of(std::get<1>(exactness_case.param));
                         });

}  // namespace
}  // namespace nmt
