#include "train/disk_room.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "text/text_files.h"

namespace nmt {
namespace {

class DiskRoomTest : public TextFilesTest {};

TEST_F(DiskRoomTest, CountsEveryFileThatARunKeeps) {
  TrainingSettings settings{.valid_every = {0, Interval::Unit::steps}, .keep_checkpoints = 2};
  EXPECT_EQ(bytes_of_run(settings, 10), (4 * 3 + 1) * 40u);
  settings.ema = 0.1;
  EXPECT_EQ(bytes_of_run(settings, 10), (4 * 4 + 1) * 40u);
  settings.valid_every.count = 1;
  EXPECT_EQ(bytes_of_run(settings, 10), (4 * 4 + 1 + 3) * 40u);
  settings.average_checkpoints = 5;
  EXPECT_EQ(bytes_of_run(settings, 10), (4 * 4 + 1 + 3 + 5 + 3) * 40u);
}

TEST_F(DiskRoomTest, WhatIsThereAlreadyNeedsNoRoom) {
  const TrainingSettings settings{.valid_every = {0, Interval::Unit::steps}, .keep_checkpoints = 1};
  const auto free = static_cast<std::int64_t>(free_disk_bytes(path("")));
  const std::int64_t parameters = free / static_cast<std::int64_t>(sizeof(float)) / 9;  // of 10
  const auto check = [&] { require_disk_room_for_run(path(""), settings, parameters); };
  const Error::Parts parts = error_of(check);
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
  EXPECT_THAT(parts.what, testing::HasSubstr("MB are needed on the disk"));
  // A file that is all hole takes no room but has its size.
  make_folder(path("checkpoints"));
  std::filesystem::resize_file(file("checkpoints/step-00000001.safetensors", ""),
                               static_cast<std::uintmax_t>(free) / 2);
  EXPECT_NO_THROW(check());
}

}  // namespace
}  // namespace nmt
