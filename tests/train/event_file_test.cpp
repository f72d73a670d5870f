#include "train/event_file.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>
#include <cstring>

#include "base/log.h"
#include "text/text_files.h"

namespace nmt {
namespace {

class EventFileTest : public TextFilesTest {
 protected:
  // The bytes of the records of a file, their checksums compared.
  static std::vector<std::string> records(const std::string& bytes) {
    std::vector<std::string> found;
    for (std::size_t at = 0; at < bytes.size();) {
      std::uint64_t size = 0;
      std::uint32_t of_size = 0, of_bytes = 0;
      std::memcpy(&size, bytes.data() + at, sizeof size);
      std::memcpy(&of_size, bytes.data() + at + 8, sizeof of_size);
      found.push_back(bytes.substr(at + 12, size));
      std::memcpy(&of_bytes, bytes.data() + at + 12 + size, sizeof of_bytes);
      EXPECT_EQ(of_size, masked_crc32c(bytes.substr(at, 8)));
      EXPECT_EQ(of_bytes, masked_crc32c(found.back()));
      at += 12 + size + 4;
    }
    return found;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path("tensorboard")))
      names.push_back(entry.path().string());
    return names;
  }
};

// RFC 3720, appendix B.4: 32 zeros have CRC-32C 0x8A9136AA; masked as TFRecord says.
TEST_F(EventFileTest, ChecksumsAreThoseOfTheStandard) {
  const std::uint32_t crc = 0x8A9136AA;
  EXPECT_EQ(masked_crc32c(std::string(32, '\0')), ((crc >> 15) | (crc << 17)) + 0xA282EAD8);
}

TEST_F(EventFileTest, WritesVersionStartAndScalars) {
  { EventFile(path("tensorboard"), 301).add(300, {{"train/loss", 2.5}, {"valid/bleu", 30}}); }
  ASSERT_EQ(files().size(), 1u);
  EXPECT_THAT(files()[0],
              testing::MatchesRegex(".*/events\\.out\\.tfevents\\.[0-9]+\\.[0-9]+\\.nmt"));
  const std::vector<std::string> events = records(content(files()[0]));
  ASSERT_EQ(events.size(), 3u);
  // Each begins with the time (field 1, eight bytes), then the step (field 2).
  EXPECT_EQ(events[0].substr(9), std::string("\x10\0\x1a\x0d", 4) + "brain.Event:2");
  EXPECT_EQ(events[1].substr(9), "\x10\xad\x02\x3a\x02\x08\x01");
  EXPECT_EQ(events[2].substr(9, 3), "\x10\xac\x02");
  EXPECT_THAT(events[2], testing::HasSubstr(std::string("\x0a\x0atrain/loss\x15\0\0\x20\x40", 17)));
  EXPECT_THAT(events[2], testing::HasSubstr(std::string("\x0a\x0avalid/bleu\x15\0\0\xf0\x41", 17)));
}

TEST_F(EventFileTest, AFolderThatCannotBeMadeIsWarnedAboutOnly) {
  file("tensorboard", "a file where the folder should be");
  testing::internal::CaptureStderr();
  { EventFile(path("tensorboard"), 1).add(1, {{"train/loss", 1}}); }
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::HasSubstr("no curves for TensorBoard"));
}

// /proc takes no new files, even of root.
TEST_F(EventFileTest, AFileThatCannotBeMadeIsWarnedAboutOnly) {
  std::filesystem::create_directory_symlink("/proc/self", path("tensorboard"));
  testing::internal::CaptureStderr();
  EventFile events(path("tensorboard"), 1);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::HasSubstr("no more curves for TensorBoard in this session"));
  testing::internal::CaptureStderr();
  events.add(1, {{"train/loss", 1}});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(EventFileTest, AFullDiskIsWarnedAboutOnceAndLeavesWholeRecords) {
  EventFile events(path("tensorboard"), 1);
  constexpr int kSteps = 200;  // a file in which the warning, too, has room
  for (int step = 1; step <= kSteps; ++step) events.add(step, {{"train/loss", 1}});
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  testing::internal::CaptureStderr();
  const rlimit full = {std::filesystem::file_size(files().at(0)), before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &full);
  for (int step = 1; step <= 3; ++step) events.add(step, {{"train/loss", 1}});
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, ignored);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::MatchesRegex("[0-9:]+ warning [^\n]* cannot be written [^\n]*\n"));
  EXPECT_EQ(records(content(files()[0])).size(), 2u + kSteps);
}

}  // namespace
}  // namespace nmt
