#include "cli/translation_progress.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>

namespace nmt {
namespace {

TEST(TranslationProgress, TellsLinesAndRate) {
  EXPECT_EQ(to_text({.lines = 1234, .lines_per_second = 511.6}), "1,234 lines  512 lines/s");
  EXPECT_EQ(
      to_text({.lines = 1234, .lines_per_second = 512, .share_done = 0.42, .seconds_left = 180}),
      "[====>     ]  42%  1,234 lines  512 lines/s  3 min left");
}

TEST(TranslationProgress, KnowsTheSizeOfAFileOnly) {
  std::FILE* file = std::tmpfile();
  ASSERT_EQ(write(fileno(file), "abcdef", 6), 6);
  EXPECT_EQ(bytes_left(fileno(file)), 0);
  lseek(fileno(file), 2, SEEK_SET);
  EXPECT_EQ(bytes_left(fileno(file)), 4);
  std::fclose(file);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_EQ(bytes_left(ends[0]), 0);
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace nmt
