#include "cluster/cluster.h"

#include <gmock/gmock.h>

#include "cluster/bytes.h"
#include "cluster/join.h"
#include "cluster/threads_transport.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Runs work on 1 to 9 ranks; nothing may be thrown.
void on_ranks(const std::function<void(Cluster&)>& work) {
  for (int size = 1; size <= 9; ++size) {
    ThreadsNetwork network(size);
    for (const std::exception_ptr& failure : network.run(work)) EXPECT_EQ(failure, nullptr);
  }
}

TEST(Cluster, OneProcessLeadsItself) {
  Cluster cluster;
  EXPECT_TRUE(cluster.alone());
  EXPECT_TRUE(cluster.leads());
  EXPECT_EQ(cluster.broadcast("bytes"), "bytes");
  EXPECT_THAT(cluster.gather("bytes"), ElementsAre("bytes"));
  cluster.order("nothing");
  cluster.end(0);
}

TEST(Cluster, BroadcastsBytesToEveryRank) {
  on_ranks([](Cluster& cluster) {
    EXPECT_EQ(cluster.broadcast(cluster.leads() ? "one" : ""), "one");
    EXPECT_EQ(cluster.broadcast(cluster.leads() ? "" : "ignored"), "");
  });
}

TEST(Cluster, BroadcastsNumbersToEveryRank) {
  on_ranks([](Cluster& cluster) {
    std::vector<float> values(1000, cluster.leads() ? 2.5f : 0.0f);
    cluster.broadcast(values);
    EXPECT_EQ(values, std::vector<float>(1000, 2.5f));
    cluster.broadcast(std::span<float>());
  });
}

TEST(Cluster, GathersByRankAtTheLeader) {
  on_ranks([](Cluster& cluster) {
    const std::vector<std::string> all = cluster.gather(std::to_string(cluster.rank()));
    ASSERT_EQ(all.size(), static_cast<std::size_t>(cluster.leads() ? cluster.size() : 0));
    for (std::size_t rank = 0; rank < all.size(); ++rank)
      EXPECT_EQ(all[rank], std::to_string(rank));
  });
}

TEST(Cluster, FollowersObeyUntilTheEndAndTakeItsExitCode) {
  ThreadsNetwork network(5);
  network.run([](Cluster& cluster) {
    if (cluster.leads()) {
      cluster.order("first");
      cluster.order("");
      return cluster.end(130);
    }
    EXPECT_EQ(cluster.next_order(), "first");
    EXPECT_EQ(cluster.next_order(), "");
    EXPECT_EQ(cluster.next_order(), std::nullopt);
    EXPECT_EQ(cluster.exit_code(), 130);
  });
}

TEST(Cluster, TheLeaderThrowsWhatAFollowerReports) {
  ThreadsNetwork network(3);
  const auto failures = network.run([](Cluster& cluster) {
    if (cluster.rank() == 2)
      return cluster.report_failure(
          {.what = "no memory", .fix = "buy some", .kind = Error::Kind::runtime});
    if (cluster.leads()) cluster.receive(1);  // which never comes
  });
  try {
    std::rethrow_exception(failures[0]);
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "error: no memory\n  at:  rank 2 of 3, on memory\n  fix: buy some");
    EXPECT_EQ(error.parts().kind, Error::Kind::runtime);
  }
}

TEST(Cluster, AMessageThatIsCutOffIsAnError) {
  const std::string bytes = ByteWriter().number(7).text("text").take();
  ByteReader whole(bytes);
  EXPECT_EQ(whole.number<int>(), 7);
  EXPECT_EQ(whole.text(), "text");
  EXPECT_TRUE(whole.at_end());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    ByteReader cut(std::string_view(bytes).substr(0, length));
    const auto read = [&] { (void)cut.number<int>(), (void)cut.text(); };
    EXPECT_THROW(read(), Error) << length;
  }
}

class JoinTest : public testing::Test {
 protected:
  void SetUp() override { forget(); }
  void TearDown() override { forget(); }
  static void forget() {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"}) unsetenv(name);
  }
};

TEST_F(JoinTest, WhoWasStartedAloneIsAlone) {
  EXPECT_TRUE(join_cluster()->alone());
  setenv("OMPI_COMM_WORLD_SIZE", "1", 1);
  EXPECT_TRUE(join_cluster()->alone());
}

TEST_F(JoinTest, SaysThatTheModuleIsMissing) {
  setenv("PMI_SIZE", "4", 1);
  try {
    join_cluster();
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("built without MPI"));
    EXPECT_THAT(error.what(), HasSubstr("at:  PMI_SIZE=4"));
  }
}

}  // namespace
}  // namespace nmt
