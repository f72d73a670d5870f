// A stream over ranks that are threads has the bytes of one translator.
#include "decode/cluster_stream.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/random.h"
#include "cluster/threads_transport.h"
#include "decode/tiny_models.h"

namespace nmt {
namespace {

class Given : public LineSource {
 public:
  explicit Given(const std::vector<std::string>& lines) : lines_(lines) {}
  bool next(std::string& line) override {
    if (next_ == fails_at) throw Error({.what = "the disk is gone", .kind = Error::Kind::runtime});
    if (next_ == lines_.size()) return false;
    line = lines_[next_++];
    return true;
  }
  // Now and then nothing is there yet.
  bool ready() override { return next_ % 97 != 5; }
  std::size_t fails_at = static_cast<std::size_t>(-1);

 private:
  const std::vector<std::string>& lines_;
  std::size_t next_ = 0;
};

class Taken : public LineSink {
 public:
  bool write(std::string_view lines) override {
    text += lines;
    return text.size() < most;
  }
  std::string text;
  std::size_t most = static_cast<std::size_t>(-1);
};

class ClusterStreamTest : public testing::Test {
 protected:
  void SetUp() override {
    Random random(3);
    for (int i = 0; i < 1500; ++i) {
      std::string line;
      for (std::uint64_t word = random.below(8); word > 0; --word)
        line += "w" + std::to_string(random.below(20)) + (word > 1 ? " " : "");
      lines_.push_back(i % 50 == 7 ? line + "\xff" : line);
    }
  }
  Translator translator(const Seq2Seq& model) const {
    DecodingSettings settings;
    settings.beam_size = settings.n_best = 2;
    settings.max_length = 6;
    settings.threads = 1;
    return Translator(model, tokenizers_of(model_variants().front().vocabularies), settings);
  }
  static std::unique_ptr<Seq2Seq> model() { return model_variants().front().build(5); }
  std::string alone(const StreamOptions& options) const {
    const auto built = model();
    Translator one = translator(*built);
    Given input(lines_);
    Taken output;
    one.translate_stream(input, output, options);
    return output.text;
  }
  // What the leader wrote, and the number of answered lines.
  std::pair<std::string, std::int64_t> on_ranks(int size, Given& input, Taken& output,
                                                const StreamOptions& options) {
    std::int64_t answered = -1;
    ThreadsNetwork network(size);
    failures_ = network.run([&](Cluster& cluster) {
      const auto built = model();
      Translator own = translator(*built);
      if (!cluster.leads()) return follow_stream(cluster, own);
      answered = lead_stream(cluster, own, input, output, options);
    });
    return {output.text, answered};
  }

  std::vector<std::string> lines_;
  std::vector<std::exception_ptr> failures_;
};

TEST_F(ClusterStreamTest, HasTheBytesOfOneProcessInEveryFormat) {
  for (const OutputFormat format : {OutputFormat::text, OutputFormat::n_best, OutputFormat::json}) {
    const std::string expected = alone({.format = format});
    for (int size : {2, 5}) {
      Given input(lines_);
      Taken output;
      std::int64_t progress = 0;
      const auto [text, answered] =
          on_ranks(size, input, output,
                   {.format = format, .on_progress = [&](std::int64_t lines, std::int64_t) {
                      EXPECT_GT(lines, progress);
                      progress = lines;
                    }});
      EXPECT_EQ(text, expected);
      EXPECT_EQ(answered, 1500);
      EXPECT_EQ(progress, 1500);
    }
  }
}

TEST_F(ClusterStreamTest, ReadsOverWhatIsAnswered) {
  Given input(lines_);
  Taken output;
  const std::string whole = alone({.format = OutputFormat::json});
  const auto [text, answered] =
      on_ranks(2, input, output, {.format = OutputFormat::json, .skip_lines = 1000});
  EXPECT_EQ(answered, 1500);
  EXPECT_TRUE(whole.ends_with(text));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 500);
}

TEST_F(ClusterStreamTest, AnswersWhatCameBeforeTheInputFailed) {
  Given input(lines_);
  input.fails_at = 700;
  Taken output;
  const std::string whole = alone({});
  const std::string text = on_ranks(3, input, output, {}).first;
  EXPECT_TRUE(whole.starts_with(text));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 700);
  EXPECT_NE(failures_[0], nullptr);
  EXPECT_EQ(failures_[1], nullptr);
}

TEST_F(ClusterStreamTest, EndsWhereTheReaderHasGone) {
  Given input(lines_);
  Taken output;
  output.most = 2000;
  on_ranks(3, input, output, {});
  for (const std::exception_ptr& failure : failures_) EXPECT_EQ(failure, nullptr);
  EXPECT_LT(std::count(output.text.begin(), output.text.end(), '\n'), 1500);
}

}  // namespace
}  // namespace nmt
