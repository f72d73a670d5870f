#include "train/run_folder.h"

#include <gmock/gmock.h>

#include <optional>

#include "base/file.h"
#include "text/text_files.h"

namespace nmt {
namespace {

using testing::HasSubstr;

class RunFolderTest : public TextFilesTest {
 protected:
  Error::Parts refusal() {
    return error_of([&] { RunFolder folder(path("model"), "mine\n"); });
  }
};

TEST_F(RunFolderTest, IsMadeAndHeldByOneRunAtATime) {
  std::optional<RunFolder> first;
  first.emplace(path("model/below"), "");
  const Error::Parts parts = error_of([&] { RunFolder second(path("model/below"), ""); });
  EXPECT_EQ(parts.what, "another nmt train is writing this folder");
  EXPECT_EQ(parts.where, path("model/below"));
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
  EXPECT_THAT(parts.fix, HasSubstr("wait until it has ended"));
  const RunFolder elsewhere(path("other"), "");
  first.reset();
  const RunFolder again(path("model/below"), "");
}

TEST_F(RunFolderTest, AConfigurationThatNoTrainingHasWrittenIsNotOverwritten) {
  make_folder(path("model"));
  const std::string config = file("model/config.yaml", "yours\n");
  const Error::Parts parts = refusal();
  EXPECT_THAT(parts.what, HasSubstr("would overwrite this config.yaml"));
  EXPECT_EQ(parts.where, config);
  EXPECT_THAT(parts.fix, HasSubstr("--model_dir " + path("model") + "/model"));
  EXPECT_EQ(content(config), "yours\n");
  EXPECT_FALSE(std::filesystem::exists(path("model/.lock")));
}

TEST_F(RunFolderTest, AConfigurationOfATrainingIsTaken) {
  make_folder(path("model"));
  file("model/config.yaml", "mine\n");
  { const RunFolder the_same_text(path("model"), "mine\n"); }
  file("model/config.yaml", "of an earlier run\n");
  const std::string weights = file("model/weights.safetensors", "");
  { const RunFolder trained(path("model"), "mine\n"); }
  std::filesystem::remove(weights);
  refusal();
  make_folder(path("model/checkpoints"));
  { const RunFolder begun(path("model"), "mine\n"); }
}

TEST_F(RunFolderTest, AFolderThatCannotBeWrittenIsAnError) {
  file("model", "a file in its place");
  EXPECT_THAT(refusal().what, HasSubstr("cannot make the folder"));
  std::filesystem::remove(path("model"));
  make_folder(path("model/.lock"));
  const Error::Parts parts = refusal();
  EXPECT_EQ(parts.what, "cannot write: Is a directory");
  EXPECT_EQ(parts.where, path("model/.lock"));
}

}  // namespace
}  // namespace nmt
