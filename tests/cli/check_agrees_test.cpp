// What nmt check says of a training is what nmt train then does: both run over the same awkward data.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "base/format.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

class CheckAgrees : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = make_test_folder("check_agrees");
    std::string text, links;
    for (int i = 0; i < 40; ++i) {
      text += format("a b c w{}\nd e\nf g h i j w{}\n", i % 7, i % 5);
      links += "0-0 1-1\n0-0\n2-2\n";
    }
    write("text", text);
    write("links", links);
    write("blank", "\n \n\t\n");
    write("three", "a b\nb c\nc d\n");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << content;
  }
  // YAML in one line each; more wins over what every run has.
  void configure(const std::string& data, const std::string& more = "{}") const {
    write("base.yaml",
          "model_dir: model\ntokenizer: {type: words}\n"
          "model: {dim: 8, heads: 2, feed_forward: 8, encoder_layers: 1, "
          "decoder_layers: 1}\n"
          "training: {replicas: 1, batch_tokens: 40, warmup_steps: 1, max_epochs: 1}\n");
    write("run.yaml", "data: " + data + "\n");
    write("more.yaml", more + "\n");
  }
  ProgramResult run(const std::string& command) const {
    return run_script(
        format("nmt {} --config base.yaml --config run.yaml --config more.yaml", command), folder_);
  }
  Json check() const { return Json::parse(run("check --format json").out); }
  ProgramResult train() const { return run("train --fresh"); }

  // The pairs of one kind that check finds in a text.
  static std::int64_t found(const Json& report, const std::string& kind, bool in_valid) {
    std::int64_t count = 0;
    for (const Json& finding : report["findings"])
      if (finding["kind"] == kind && (finding.value("text", "") == "valid") == in_valid)
        count += finding["count"].get<std::int64_t>();
    return count;
  }
  static std::int64_t sum(const Json& report, const char* what) {
    std::int64_t all = 0;
    for (const auto& [name, text] : report["texts"].items())
      if (name != "valid") all += text[what].get<std::int64_t>();
    return all;
  }
  // The number that train tells; 0 where it does not.
  static double told(const std::string& log, const std::string& pattern) {
    std::smatch match;
    return std::regex_search(log, match, std::regex(pattern)) ? std::stod(match[1]) : 0;
  }

  // All that both of them say of a run that works.
  void expect_agreement() const {
    const Json report = check();
    ASSERT_FALSE(report["errors"]) << report.dump(2);
    const ProgramResult trained = train();
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
    const std::string& log = trained.err;
    EXPECT_EQ(sum(report, "pairs"), told(log, "parameters on ([0-9]+) pairs")) << log;
    EXPECT_EQ(sum(report, "source_tokens"), told(log, "\\(([0-9]+) source and"));
    EXPECT_EQ(sum(report, "target_tokens"), told(log, "source and ([0-9]+) target tokens"));
    const auto left_out = [&](bool valid, const std::string& reason) {
      return told(
          log, format("([0-9]+) pair\\(s\\) left out{}, {}",
                      valid && reason != "invalid" ? " of the losses in validation" : "", reason));
    };
    EXPECT_EQ(found(report, "empty", false), left_out(false, "one side empty")) << log;
    EXPECT_EQ(found(report, "overlong", false), left_out(false, "longer than"));
    EXPECT_EQ(found(report, "empty", true), left_out(true, "one side empty")) << log;
    EXPECT_EQ(found(report, "overlong", true), left_out(true, "longer than"));
    const bool validates = report["texts"].contains("valid");
    const Json valid_pairs = validates ? report["texts"]["valid"]["pairs"] : Json(0);
    EXPECT_EQ(valid_pairs, told(log, "validating on ([0-9]+) ")) << log;
    const Json record = Json::parse(read_text(folder_ + "/model/training.json"));
    const Json& forecast = report["forecast"];
    EXPECT_EQ(record["epochs"], 1);
    EXPECT_EQ(forecast["updates_per_epoch"].get<double>(), record["steps"].get<double>()) << log;
    EXPECT_EQ(forecast["batches_fit"].get<bool>(), log.find("computed in parts") == log.npos);
    const double megabytes = told(log, "about ([0-9]+) MB of memory");
    EXPECT_NEAR(forecast["memory_bytes"].get<double>() / 1e6, megabytes, 0.15 * megabytes);
  }

  // Both stop, for the same reason.
  void expect_the_same_error(const std::string& what) const {
    SCOPED_TRACE(what);
    const ProgramResult trained = train();
    EXPECT_NE(trained.exit_code, 0);
    EXPECT_THAT(trained.err, HasSubstr("error: " + what));
    EXPECT_THAT(trained.err, testing::Not(HasSubstr("training ended")));
    const ProgramResult checked = run("check --format json");
    EXPECT_EQ(checked.exit_code, 1);
    bool told = false;
    const Json report = Json::parse(checked.out);
    for (const Json& finding : report["findings"])
      told |=
          finding["severity"] == "error" && finding["meaning"].get<std::string>().starts_with(what);
    EXPECT_TRUE(told) << checked.out;
  }

  std::string folder_;
};

constexpr const char* kText = "{train: {source: text, target: text}}";

TEST_F(CheckAgrees, OnPairsThatAreLeftOut) {
  std::string many, lines = read_text(folder_ + "/text");
  for (int i = 0; i < 12; ++i) many += "a ";
  const std::string huge = "a" + std::string(3000, ' ') + "b";
  write("source", lines + "\na\n" + many + "\n" + huge + "\na\nb\xff\n \t\f\na\n");
  write("target", lines + "a\n\na\nb\n" + many + "\nb\na\na\n");
  write("valid.source", "a b\n\nb\n" + many + "\na\n" + huge + "\n\xff\n");
  write("valid.target", "a b\na\n \na\n" + many + "\na\na\n");
  configure(
      "{max_length: 11, invalid_utf8: skip, train: {source: source, target: target}, "
      "valid: {source: valid.source, target: valid.target}}");
  expect_agreement();
  const Json report = check();
  EXPECT_EQ(found(report, "empty", false), 3);
  EXPECT_EQ(found(report, "overlong", false), 3);
  EXPECT_EQ(found(report, "empty", true), 2);
  EXPECT_EQ(found(report, "overlong", true), 3);
  EXPECT_EQ(found(report, "invalid_utf8", true), 1);
}

TEST_F(CheckAgrees, OnWhatOnlyTheTokenizerLeavesEmpty) {
  const std::string invisible = "\xE2\x80\x8B\n";  // a zero width space
  write("source", read_text(folder_ + "/text") + invisible + "a\n");
  write("target", read_text(folder_ + "/text") + "a\n" + invisible);
  write("valid.source", "a\n" + invisible);
  write("valid.target", "a\na\n");
  configure(
      "{train: {source: source, target: target}, "
      "valid: {source: valid.source, target: valid.target}}",
      "tokenizer: {type: bpe, vocab_size: 280}");
  expect_agreement();
  EXPECT_EQ(found(check(), "empty", false), 2);
  write("valid.source", invisible + invisible);
  expect_the_same_error("no pair of data.valid can be used: 2 pair(s) left out, one side empty");
}

TEST_F(CheckAgrees, OnSeveralCorporaWithTagsAndWeights) {
  write("weights", "1\n0.5\n0\n");
  write("nothing", "\n\n");
  // With the tag, the sentences of the third corpus are too long.
  write("six", "a b c d e f\n");
  configure(
      "{max_length: 7, train: [{source: text, target: text, weight: 0.3}, "
      "{source: three, target: three, weight: 2.5, tag: <bt>, sentence_weights: weights}, "
      "{source: six, target: six, tag: <bt>}, {source: nothing, target: nothing}], "
      "valid: {source: three, target: three}}",
      "decoding: {tag: <bt>}");
  expect_agreement();
  EXPECT_EQ(found(check(), "overlong", false), 1);
}

TEST_F(CheckAgrees, OnUpdates) {
  for (const char* training :
       {"{accumulate: 1000}", "{accumulate: 3}", "{sort_window: 4, batch_tokens: 13}",
        "{batch_tokens: 100000}", "{replicas: 2}"}) {
    SCOPED_TRACE(training);
    configure(kText, format("training: {}", training));
    expect_agreement();
  }
}

// Only a sample of the larger corpus is measured on, in the proportion in which both are drawn.
TEST_F(CheckAgrees, OnCorporaOfUnlikeSizes) {
  std::string many, more, few, fewer;
  for (int i = 0; i < 30'000; ++i) {
    many += "a b\n";
    more += "a b c d\n";
  }
  for (int i = 0; i < 1000; ++i) {
    few += "a b c d e f g h i j a b c d e f g h i j a b c d e f g h i j\n";
    fewer += "a\n";
  }
  write("many.source", many);
  write("many.target", more);
  write("few.source", few);
  write("few.target", fewer);
  configure(
      "{train: [{source: many.source, target: many.target}, "
      "{source: few.source, target: few.target, weight: 0.5}]}",
      "training: {batch_tokens: 500}");
  const Json forecast = check()["forecast"];
  ASSERT_EQ(train().exit_code, 0);
  const Json record = Json::parse(read_text(folder_ + "/model/training.json"));
  const double steps = record["steps"].get<double>();
  EXPECT_NEAR(forecast["updates_per_epoch"].get<double>(), steps, 0.01 * steps);
}

// What would be wrong with a validation does not matter where there is none.
TEST_F(CheckAgrees, OnAValidationTextThatIsNotLookedAt) {
  write("long", "a a a a a a a\na a a a a a a\na a a a a a a\n");
  configure(
      "{max_length: 6, train: {source: text, target: text}, "
      "valid: {source: three, target: long}}",
      "training: {valid_every: 0}\ndecoding: {tag: <bt>}");
  EXPECT_EQ(train().exit_code, 0);
  EXPECT_EQ(run("check").exit_code, 0);
}

TEST_F(CheckAgrees, OnSegmentationsThatAreDrawn) {
  configure(
      "{train: {source: text, target: text}, sampling: {source: {dropout: 0.5}, "
      "target: {dropout: 0.5}}}",
      "tokenizer: {type: bpe, vocab_size: 280}");
  expect_agreement();
}

TEST_F(CheckAgrees, OnGuidedAlignment) {
  configure("{train: {source: text, target: text, alignment: links, tag: <bt>}}");
  expect_agreement();
}

TEST_F(CheckAgrees, OnAValidationTextThatIsOfNoUse) {
  configure("{train: {source: text, target: text}, valid: {source: blank, target: three}}");
  const ProgramResult trained = train();
  EXPECT_EQ(trained.exit_code, 2);
  EXPECT_THAT(trained.err, HasSubstr("error: no pair of data.valid can be used: one side of each "
                                     "of the 3 is blank"));
  // Before anything is made of the training text.
  EXPECT_THAT(trained.err, testing::Not(HasSubstr("tokenizer of")));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/model"));
  EXPECT_EQ(run("check").exit_code, 1);
  EXPECT_EQ(found(check(), "nothing", true), 1);

  configure(
      "{max_length: 6, train: {source: text, target: text}, "
      "valid: {source: three, target: long}}");
  write("long", "a a a a a a a\na a a a a a a\na a a a a a a\n");
  expect_the_same_error("no pair of data.valid can be used: 3 pair(s) left out, longer than");
}

TEST_F(CheckAgrees, OnErrors) {
  write("numbers", "1\nx\n1\n");
  write("two", "1\n1\n");
  write("beyond", "0-0\n0-7\n0-0\n");
  write("returns", " \r \r \r");
  write("words", "nmt words 1\na\nb\nc\nd\n");
  const std::string valid = ", valid: {source: three, target: three}}";
  const auto three = [](const std::string& more) {
    return "{train: {source: three, target: three" + more + "}}";
  };
  const std::pair<std::string, std::pair<std::string, const char*>> cases[] = {
      {three(", sentence_weights: numbers"), {"{}", "'x' is not a weight of a sentence"}},
      {three(", sentence_weights: two"),
       {"{}", "unequal numbers of lines: three has 3, two has 2"}},
      {three(", alignment: two"), {"{}", "2 line(s) of links for 3 sentence pairs"}},
      {three(", alignment: beyond"), {"{}", "the link 0-7 names a word that is not there"}},
      {three(", alignment: numbers"), {"{}", "'1' is not a link between two words"}},
      {"{train: {source: text, target: text, alignment: links}}",
       {"training: {guided_alignment_layer: 2}",
        "the model's decoder has no attention in layer 2"}},
      {"{train: {source: text, target: text}, valid: {source: returns, target: returns}}",
       {"{}", "the whole file is one line: it has 3 carriage returns (CR)"}},
      {three(", tag: <bt>"),
       {"tokenizer: {model: words}", "data.train.tag is '<bt>', which is no token"}},
      {"{train: {source: text, target: text}" + valid,
       {"decoding: {tag: <bt>}", "decoding.tag is '<bt>', which is no token"}},
      {"{train: {source: text, target: text}, sampling: {source: {alpha: 0.2}}}",
       {"{}", "data.sampling.source"}},
      {kText, {"training: {schedule: plateau}", "schedule plateau follows validation, but there"}},
      {kText, {"training: {max_epochs: 0}", "training would never end: there is no limit"}},
      {kText, {"model_dir: ''", "model_dir is not set"}},
      {kText, {"training: {memory_mb: 1}", "there is no memory for a single sentence"}},
      {"{max_length: 2, train: {source: text, target: text}}", {"{}", "no pair"}},
  };
  for (const auto& [data, rest] : cases) {
    configure(data, rest.first);
    expect_the_same_error(rest.second);
  }
}

}  // namespace
}  // namespace nmt
