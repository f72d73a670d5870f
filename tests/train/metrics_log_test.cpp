#include "train/metrics_log.h"

#include "text/text_files.h"

namespace nmt {
namespace {

class MetricsLogTest : public TextFilesTest {
 protected:
  static TrainingMeasures measures() {
    return {.loss = 2.5,
            .cross_entropy = 2,
            .learning_rate = 0.001,
            .gradient_norm = 1.5,
            .tokens_per_second = 1000};
  }
  static std::string line(int step) { return "{\"step\":" + std::to_string(step) + "}\n"; }
};

TEST_F(MetricsLogTest, WritesOneObjectOnEachLine) {
  {
    MetricsLog log(path("metrics.jsonl"), {});
    log.add({.step = 100, .epoch = 0.5, .minutes = 1.25}, measures());
    log.add({.step = 200, .epoch = 1, .minutes = 2.5}, Scores{{"bleu", 30.5}});
    log.sync();
  }
  EXPECT_EQ(content(path("metrics.jsonl")),
            "{\"step\":100,\"epoch\":0.5,\"minutes\":1.25,\"loss\":2.5,\"cross_entropy\":2.0,"
            "\"learning_rate\":0.001,\"gradient_norm\":1.5,\"tokens_per_second\":1000.0}\n"
            "{\"step\":200,\"epoch\":1.0,\"minutes\":2.5,\"valid\":{\"bleu\":30.5}}\n");
}

TEST_F(MetricsLogTest, DropsWhatAKilledSessionLeftBeyondTheCheckpoint) {
  const std::string name = file("metrics.jsonl", line(1) + line(2) + line(3) + "{\"step\":4,\"lo");
  { MetricsLog log(name, {.step = 2}); }
  EXPECT_EQ(content(name), line(1) + line(2));
  {
    MetricsLog log(name, {.step = 2});
    log.add({.step = 3}, Scores{});
  }
  EXPECT_EQ(content(name),
            line(1) + line(2) + "{\"step\":3,\"epoch\":0.0,\"minutes\":0.0,\"valid\":{}}\n");
  { MetricsLog log(name, {}); }
  EXPECT_EQ(content(name), "");
}

TEST_F(MetricsLogTest, DropsAValidationThatIsStillToCome) {
  const auto valid = [](int step) {
    return "{\"step\":" + std::to_string(step) + ",\"valid\":{}}\n";
  };
  const std::string name = file("metrics.jsonl", valid(2) + line(3) + line(4) + valid(4));
  { MetricsLog log(name, {.step = 4, .validation = 4}); }
  EXPECT_EQ(content(name), valid(2) + line(3) + line(4) + valid(4));
  { MetricsLog log(name, {.step = 4, .validation = 2}); }
  EXPECT_EQ(content(name), valid(2) + line(3) + line(4));
}

// As some network file systems do, it answers that it does not know how to.
TEST_F(MetricsLogTest, AFileSystemThatCannotSyncStopsNoSave) {
  MetricsLog log("/dev/null", {});
  log.add({.step = 100, .epoch = 0.5, .minutes = 1.25}, measures());
  log.sync();
}

TEST_F(MetricsLogTest, AFolderThatIsMissingIsARuntimeError) {
  const Error::Parts parts = error_of([&] { MetricsLog log(path("missing/metrics.jsonl"), {}); });
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
  EXPECT_EQ(parts.where, path("missing/metrics.jsonl"));
  EXPECT_EQ(parts.what, "cannot write the file: No such file or directory");
}

}  // namespace
}  // namespace nmt
