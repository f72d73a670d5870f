// Whatever nmt translate writes, nmt score reads, and says of it what nmt translate said.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "base/format.h"
#include "cli/run_config.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  Lines lines;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
    lines.push_back(text.substr(at, end - at));
  return lines;
}

// How the number that nmt score gives compares with that of nmt translate. It is `less` where the
// latter counts no end mark, because the search was cut off, or is normalised over a shortlist; and
// another where the text was changed behind the search or was cut into pieces before it.
enum class Number { same, less, other };

struct Trial {
  std::string flags, of_score = "";
  Number number = Number::same;
  std::string lines = "01234567";  // for which that holds; it is the same for the others
  int most = 3;                    // translations of a line
};

// Every setting of the section has its trials here.
const std::map<std::string, std::vector<Trial>>& trials() {
  using enum Number;
  static const std::map<std::string, std::vector<Trial>> table = {
      {"beam_size", {{"--beam_size 4"}}},
      {"n_best", {{""}}},
      {"length_penalty", {{"--length_penalty 0", "--length_penalty 0"}}},
      {"length_penalty_type", {{"--length_penalty_type wu"}}},
      {"coverage_penalty", {{"--coverage_penalty 1"}}},
      {"min_length", {{"--min_length 7"}}},
      {"min_length_ratio", {{"--min_length_ratio 2"}}},
      {"max_length", {{"--max_length 2", "", less}}},
      {"max_length_ratio", {{"--max_length_ratio 3"}}},
      {"no_repeat_ngram", {{"--no_repeat_ngram 1"}}},
      {"suppress", {{"--suppress a --alignment hard"}}},
      {"diverse_groups", {{"--diverse_groups 3"}}},
      {"diversity", {{"--diverse_groups 3 --diversity 9"}}},
      {"sampling", {{"--beam_size 1 --sampling --alignment hard", "", same, "", 1}}},
      {"temperature", {{"--beam_size 1 --sampling --temperature 3", "", same, "", 1}}},
      {"top_k", {{"--beam_size 1 --sampling --top_k 3", "", same, "", 1}}},
      {"top_p", {{"--beam_size 1 --sampling --top_p 0.7", "", same, "", 1}}},
      {"sampling_seed", {{"--beam_size 1 --sampling --sampling_seed 9", "", same, "", 1}}},
      {"shortlist", {{"--shortlist shortlist.bin", "", less}}},
      {"glossary", {{"--glossary terms.tsv"}}},
      {"glossary_mode", {{"--glossary terms.tsv --glossary_mode prefer"}}},
      {"glossary_weight",
       {{"--glossary terms.tsv --glossary_mode prefer --glossary_weight 9 --alignment hard"}}},
      {"memory", {{"--memory memory.tsv --alignment hard", "", other, "0"}}},
      {"alignment", {{"--alignment hard"}, {"--alignment soft"}}},
      {"alignment_level",
       {{"--alignment hard --alignment_level piece"},
        {"--alignment soft --alignment_level piece"}}},
      {"confidence", {{"--confidence"}, {"--confidence --alignment soft --prefix prefixes"}}},
      {"keep", {{"--keep url --keep email --keep tag --alignment hard", "", other, "6"}}},
      {"copy_unknown", {{"--copy_unknown --alignment soft", "", other, "67"}}},
      {"split", {{"--split lines --alignment hard"}, {"--split sentences"}}},
      {"capitals", {{"--capitals restore"}}},
      {"max_source_length", {{"--max_source_length 8 --alignment hard", "", other, "6"}}},
      {"tag", {{"--tag '<t>' --alignment hard", "--tag '<t>'"}}},
      {"precision", {{"--precision int8", "--precision int8"}}},
      {"batch_tokens", {{"--batch_tokens 1"}}},
      {"threads", {{"--threads 2 --prefix prefixes"}}},
      {"blas", {{"--blas own", "--blas own"}}},
  };
  return table;
}

class ScoreReadsTranslations : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = make_test_folder("score_reads_translations");
    const ProgramResult made = run_script(R"(set -e
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  echo 'a b c d'; echo 'e ||| f 0-0'; echo '<t> &#124; | || &amp;#124;'; echo '&amp;amp;#124; &#124;&#124;&#124; ||||'
done > text
nmt train --quiet --model_dir model --data.train.source text --data.train.target text \
  --tokenizer.type words --model.dim 16 --model.heads 2 --model.feed_forward 16 --model.encoder_layers 1 \
  --model.decoder_layers 1 --training.max_steps 150 --training.learning_rate 0.02 \
  --training.warmup_steps 5 --training.replicas 1
nmt shortlist --model model --source text --target text --output shortlist.bin --quiet --frequent 0 --best 1
printf 'a\tf\n' > terms.tsv
printf 'a b\tc d\n' > memory.tsv
printf 'a b\n\ne ||| f 0-0\n \n||| 0-0 f e |||\n&#124; | || &amp;#124;\n' > source
printf '&amp;amp;#124; &#124;&#124;&#124; |||| a zzz <b>b</b> c https://example.org/ d\na \377 b\n' >> source
printf 'a b\n\n|||\n\n\n\n\n\n' > prefixes
)",
                                          folder_);
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  static std::string run(const std::string& script) {
    const ProgramResult result = run_script("set -e\n" + script, folder_);
    EXPECT_EQ(result.exit_code, 0) << script << result.err;
    return result.out;
  }
  static std::string translate(const Trial& trial, const std::string& format, int n_best) {
    const char* beam = trial.flags.find("--beam_size") == std::string::npos ? "--beam_size 3" : "";
    run("nmt translate --quiet --model model " + trial.flags + " " + beam + " --n_best " +
        std::to_string(n_best) + " --format " + format + " < source > translations 2> warnings");
    return read_text(folder_ + "/translations");
  }
  static std::string score(const Trial& trial, const std::string& flags) {
    return run("nmt score --quiet --model model --source source --rewrite_score " + flags + " " +
               trial.of_score + " 2> warnings");
  }
  static void expect_numbers(const Trial& trial, const std::string& scored);

  static std::string folder_;
};
std::string ScoreReadsTranslations::folder_;

// nmt translate writes six digits, nmt score all that a float has.
constexpr double kSixDigits = 6e-6;

// Of a line of the source, counted from 0.
void expect_number(const Trial& trial, int line, double found, double said) {
  const double near = kSixDigits * std::abs(said);
  const bool as_told = trial.lines.find(std::to_string(line)) != std::string::npos;
  const Number number = as_told ? trial.number : Number::same;
  SCOPED_TRACE(format("line {}", line));
  if (number != Number::other) {
    EXPECT_LE(found, said + near);
  }
  if (number == Number::same) {
    EXPECT_GE(found, said - near);
  }
}

// F0 is what nmt translate said, NMT what nmt score says; the last number follows from it.
void ScoreReadsTranslations::expect_numbers(const Trial& trial, const std::string& scored) {
  static const std::regex kLine(
      R"((\d+) \|\|\| .* \|\|\| F0= (\S+) NMT= (\S+) \|\|\| (\S+)( \|\|\| [^|]*)?)");
  const bool aligned = trial.flags.find("--alignment") != std::string::npos;
  for (const std::string& line : lines_of(scored)) {
    std::smatch fields;
    ASSERT_TRUE(std::regex_match(line, fields, kLine)) << line;
    EXPECT_EQ(fields[5].matched, aligned) << line;
    expect_number(trial, std::stoi(fields[1]), std::stod(fields[3]), std::stod(fields[2]));
  }
}

TEST_F(ScoreReadsTranslations, EverySettingIsTried) {
  Lines described, tried;
  for (const SettingInfo& setting : decoding_settings())
    if (setting.path != "decoding") described.push_back(setting.path);
  for (const auto& [key, each] : trials()) tried.push_back("decoding." + key);
  std::sort(described.begin(), described.end());
  EXPECT_EQ(described, tried) << "a setting of decoding needs a trial in this file";
}

// Numbered formats: all three are read as the same lists.
TEST_F(ScoreReadsTranslations, WithTheirNumbers) {
  for (const auto& [key, each] : trials())
    for (const Trial& trial : each)
      for (int n_best = 1; n_best <= trial.most; n_best += 2) {
        SCOPED_TRACE(format("{} --n_best {}", trial.flags, n_best));
        std::string expected;
        for (const char* as : {"json", "tsv", "text"}) {
          if (n_best == 1 && as == std::string("text")) continue;
          const std::string written = translate(trial, as, n_best);
          const std::string scored = score(trial, "--n_best translations");
          if (expected.empty()) expected = scored;
          EXPECT_EQ(scored, expected) << as;
          EXPECT_GE(lines_of(scored).size(), 8u);
          expect_numbers(trial, scored);
          // An n-best list comes back as it was, but for its numbers.
          if (as == std::string("text")) {
            const std::regex numbers(" NMT= \\S+ \\|\\|\\| \\S+"),
                last("( F0= \\S+) \\|\\|\\| \\S+");
            EXPECT_EQ(std::regex_replace(scored, numbers, ""),
                      std::regex_replace(written, last, "$1"));
          }
        }
      }
}

// The format text, line by line.
TEST_F(ScoreReadsTranslations, LineByLine) {
  for (const auto& [key, each] : trials())
    for (const Trial& trial : each) {
      SCOPED_TRACE(trial.flags);
      const Lines table = lines_of(translate(trial, "tsv", 1));
      translate(trial, "text", 1);
      const Lines scored =
          lines_of(run("nmt score --quiet --model model --source source --target translations " +
                       std::regex_replace(trial.of_score, std::regex("--length_penalty 0"), "") +
                       " 2> warnings"));
      ASSERT_EQ(scored.size(), 8u);
      ASSERT_EQ(table.size(), 8u);
      for (std::size_t i = 0; i < scored.size(); ++i) {
        const std::size_t tab = table[i].find('\t', table[i].find('\t') + 1);
        expect_number(trial, static_cast<int>(i), std::stod(scored[i]),
                      std::stod(table[i].substr(tab + 1)));
      }
    }
}

}  // namespace
}  // namespace nmt
