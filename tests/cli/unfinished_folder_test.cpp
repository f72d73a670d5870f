#include "cli/unfinished_folder.h"

#include "own_folder.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

class UnfinishedFolderTest : public OwnFolderTest {};

TEST_F(UnfinishedFolderTest, TakesAwayWhatWasWritten) {
  {
    UnfinishedFolder folder(path("new"));
    fs::create_directories(path("new/part"));
    file("new/part/half", "a");
  }
  EXPECT_FALSE(fs::exists(path("new")));
  fs::create_directory(path("empty"));
  {
    UnfinishedFolder folder(path("empty"));
    fs::create_directory(path("empty/part"));
    file("empty/part/half", "a");
    file("empty/half", "b");
  }
  EXPECT_TRUE(fs::is_empty(path("empty")));
}

TEST_F(UnfinishedFolderTest, KeepsWhatIsFinished) {
  {
    UnfinishedFolder folder(path("new"));
    fs::create_directory(path("new"));
    folder.finish();
  }
  EXPECT_TRUE(fs::exists(path("new")));
}

// Another program may have written there after the command looked.
TEST_F(UnfinishedFolderTest, LeavesWhatOthersHaveWritten) {
  file("theirs", "a");
  { UnfinishedFolder folder(folder_); }
  EXPECT_TRUE(fs::exists(path("theirs")));
}

}  // namespace
}  // namespace nmt
