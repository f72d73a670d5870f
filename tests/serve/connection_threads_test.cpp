#include "serve/connection_threads.h"

#include <gtest/gtest.h>

#include <atomic>

#include "serve/serving.h"

namespace nmt {
namespace {

using Lane = ConnectionThreads::Lane;

TEST(ConnectionThreads, ServesUpToItsLimitAndRefusesBeyond) {
  Gate gate;
  std::atomic<int> served = 0, refused = 0;
  ConnectionThreads threads(3);
  for (int i = 0; i < 3; ++i)
    threads.add([&] {
      gate.pass();
      if (ConnectionThreads::lane() == Lane::serve) ++served;
    });
  for (int i = 0; i < 20; ++i)
    threads.add([&] {
      if (ConnectionThreads::lane() == Lane::refuse && ++refused == 20) gate.open();
    });
  threads.finish();
  EXPECT_EQ(served, 3);
  EXPECT_EQ(refused, 20);
}

TEST(ConnectionThreads, FinishesAllThatWereAdded) {
  std::atomic<int> done = 0;
  {
    ConnectionThreads threads(2);
    for (int i = 0; i < 100; ++i) threads.add([&] { ++done; });
  }
  EXPECT_EQ(done, 100);
}

}  // namespace
}  // namespace nmt
