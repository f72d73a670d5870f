#include "cli/translation_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

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

}  // namespace
}  // namespace nmt
