// A run that diverged, went back and was killed ends with the bytes of one that diverged alike and
// was not killed.
#include <nlohmann/json.hpp>
#include <set>

#include "base/format.h"
#include "cli/survival.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// Where a kill finds a run that has gone back.
enum class Instant { before_it_is_saved, before_the_next_checkpoint, after_the_next_checkpoint };

// What the newest checkpoint says.
struct Saved {
  std::int64_t step = -1;
  int rollbacks = 0;
};

class KilledAfterRollback : public SurvivalTest, public testing::WithParamInterface<ModelShape> {
 protected:
  static constexpr int kSteps = 60;

  // Two pairs that no model can learn, whatever the learning rate: their loss overflows.
  void SetUp() override {
    SurvivalTest::SetUp();
    constexpr int kLines = 3000, kFirst = 700, kSecond = 2100;
    write_corpus(kLines);
    std::ofstream weights(path("weights"));
    for (int line = 0; line < kLines; ++line)
      weights << (line == kFirst || line == kSecond ? "3e38" : "1") << "\n";
    weights.close();
    write_config(GetParam(), kSteps, "", ", sentence_weights: " + path("weights"));
    ASSERT_EQ(run("whole"), 0) << read_text(path("whole.log"));
    ASSERT_EQ(Json::parse(read_text(path("whole/training.json")))["rollbacks"], 2);
  }

  // Goes on from where the run was killed last; `rollback` counts from 1. False where the run was
  // too fast.
  bool start_and_kill(int rollback, Instant wanted) {
    fs::remove(path("killed.log"));
    start("killed");
    Saved now;
    bool there = wait_until([&] { return has_told(); });
    if (wanted != Instant::before_it_is_saved)
      there = there && wait_until([&] { return (now = recorded()).rollbacks == rollback; });
    const std::int64_t back = now.step;
    if (wanted == Instant::after_the_next_checkpoint)
      there = there && wait_until([&] { return (now = recorded()).step > back; });
    kill_child();
    return there;
  }
  // Where the kill came: the run did not wait for it.
  Instant instant(int rollback) const {
    const Saved last = saved();
    if (last.rollbacks < rollback) return Instant::before_it_is_saved;
    const std::string back = format("back to step {} with", last.step);
    return read_text(path("killed.log")).find(back) != std::string::npos
               ? Instant::before_the_next_checkpoint
               : Instant::after_the_next_checkpoint;
  }

 private:
  bool has_told() const {
    return read_text(path("killed.log")).find("training diverged") != std::string::npos;
  }
  // As training.json tells it, which is replaced after each checkpoint.
  Saved recorded() const {
    const Json record = Json::parse(read_text(path("killed/training.json")));
    return {record.at("steps"), record.at("rollbacks")};
  }
  // As the newest checkpoint does, which a run goes on from.
  Saved saved() const {
    std::string newest;
    for (const auto& entry : fs::directory_iterator(path("killed/checkpoints"))) {
      const std::string name = entry.path().filename();
      if (is_checkpoint(name) && name.ends_with(".safetensors")) newest = std::max(newest, name);
    }
    const std::string bytes = read_text(path("killed/checkpoints/" + newest));
    std::uint64_t size = 0;
    bytes.copy(reinterpret_cast<char*>(&size), sizeof size);
    const Json header = Json::parse(bytes.substr(sizeof size, size));
    const Json state = Json::parse(header.at("__metadata__").at("state").get<std::string>());
    return {state.at("step"), state.at("rollbacks")};
  }
};

TEST_P(KilledAfterRollback, EndsWithTheBytesOfOneThatWasNot) {
  constexpr int kInstants = 3, kMostRuns = 20;
  std::set<std::pair<int, Instant>> kills;  // by rollback
  for (int i = 0; i < kMostRuns && std::ssize(kills) < 2 * kInstants; ++i) {
    fs::remove_all(path("killed"));
    for (int rollback = 1; rollback <= 2; ++rollback) {
      if (start_and_kill(rollback, Instant((i + rollback) % kInstants)))
        kills.insert({rollback, instant(rollback)});
    }
    ASSERT_EQ(run("killed"), 0) << read_text(path("killed.log"));
    expect_same("whole", "killed");
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_EQ(std::ssize(kills), 2 * kInstants);
}

INSTANTIATE_TEST_SUITE_P(Models, KilledAfterRollback, testing::Values(kTransformer, kRnn),
                         [](const auto& shape) { return shape.param.name; });

}  // namespace
}  // namespace nmt
