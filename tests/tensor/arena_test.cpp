#include "tensor/arena.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

namespace nmt {
namespace {

TEST(Arena, GivesAlignedRoomThatDoesNotOverlap) {
  Arena arena;
  std::vector<std::pair<char*, std::size_t>> pieces;
  for (std::size_t size : {1u, 63u, 64u, 65u, 5000000u, 10u, 3000000u}) {
    char* piece = arena.allocate<char>(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(piece) % 64, 0u);
    std::memset(piece, static_cast<int>(pieces.size()), size);
    pieces.emplace_back(piece, size);
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].first[0], static_cast<char>(i));
    EXPECT_EQ(pieces[i].first[pieces[i].second - 1], static_cast<char>(i));
  }
}

TEST(Arena, RewindGivesTheSameRoomAgain) {
  Arena arena;
  arena.allocate<int>(10);
  const Arena::Mark mark = arena.mark();
  int* first = arena.allocate<int>(1000);
  arena.allocate<int>(2000000);  // in another chunk
  arena.rewind(mark);
  EXPECT_EQ(arena.allocate<int>(1000), first);
}

TEST(Arena, HoldsStillOnceItHasGrown) {
  Arena arena;
  const auto step = [&] {
    arena.reset();
    for (int i = 0; i < 50; ++i) arena.allocate<double>(100000);
  };
  step();
  step();
  const std::size_t grown = arena.capacity();
  for (int i = 0; i < 5; ++i) step();
  EXPECT_EQ(arena.capacity(), grown);
}

}  // namespace
}  // namespace nmt
