#include "cli/translation_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <filesystem>
#include <memory>

#include "base/error.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

// A socket is there, but cannot be opened as a file.
TEST(TranslationFile, SaysAtOnceThatASpecialOutputCannotBeOpened) {
  const std::string path = make_test_folder("socket") + "/s";
  const Descriptor made(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  ASSERT_EQ(bind(made.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  try {
    TranslationFile(path, OutputFormat::text, TranslationFile::Start::fresh, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "the output cannot be opened: No such device or address");
    EXPECT_EQ(error.parts().where, "--output " + path);
  }
}

// A folder that came into being meanwhile has its name.
TEST(TranslationFile, LosesNothingWhereItCannotTakeItsName) {
  const std::string path = make_test_folder("name_taken") + "/out";
  const auto begin = [&](TranslationFile::Start start) {
    return std::make_unique<TranslationFile>(path, OutputFormat::text, start,
                                             SettingTexts{{"key", "value"}});
  };
  {
    const auto file = begin(TranslationFile::Start::fresh);
    EXPECT_TRUE(file->sink().write("a\nb\n"));
    std::filesystem::create_directories(path + "/inside");
    try {
      file->commit();
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.parts().what, "the translations cannot be kept: Is a directory");
      EXPECT_EQ(error.parts().where, path);
      EXPECT_EQ(error.parts().fix, "make room on its disk (df -h), then continue with --resume");
      EXPECT_EQ(error.parts().kind, Error::Kind::runtime);
    }
  }
  std::filesystem::remove_all(path);
  const auto resumed = begin(TranslationFile::Start::resume);
  EXPECT_EQ(resumed->lines(), 2);
  EXPECT_TRUE(resumed->sink().write("c\n"));
  resumed->commit();
  EXPECT_EQ(read_text(path), "a\nb\nc\n");
  EXPECT_FALSE(std::filesystem::exists(path + ".partial"));
}

}  // namespace
}  // namespace nmt
