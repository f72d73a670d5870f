// nmt export of model directories that are damaged, and onto a disk that is full: an answer, and nothing
// written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/format.h"
#include "cli/run_program.h"
#include "cli/tiny_program_model.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class ExportDamaged : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = make_test_folder("export_damaged");
    make_tiny_models(folder_);
    const ProgramResult listed = run_script(
        "nmt shortlist --model model --source source.txt --target target.txt --output list --quiet",
        folder_);
    ASSERT_EQ(listed.exit_code, 0) << listed.err;
  }
  static void TearDownTestSuite() { fs::remove_all(folder_); }

  // What becomes of a model directory, one file of which is this text.
  static ProgramResult exported(const std::string& name, const std::string& text,
                                const std::string& format) {
    fs::remove_all(folder_ + "/damaged");
    fs::copy(folder_ + "/model", folder_ + "/damaged", fs::copy_options::recursive);
    write_file_atomically(folder_ + "/damaged/" + name, text);
    return run_script(
        nmt::format("nmt export damaged --format {} --output out --decoding.shortlist list",
                    format),
        folder_);
  }

  static void expect_answer(const ProgramResult& result, const std::string& context) {
    if (result.exit_code != 0) {
      EXPECT_TRUE(result.exit_code == 1 || result.exit_code == 2)
          << context << ": " << result.exit_code;
      EXPECT_THAT(result.err, StartsWith("error: ")) << context;
      EXPECT_FALSE(fs::exists(folder_ + "/out")) << context;
    }
    fs::remove_all(folder_ + "/out");
  }

  static std::vector<std::string> files() {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_ + "/model"))
      if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
    return names;
  }

  static std::string folder_;
};

std::string ExportDamaged::folder_;

TEST_F(ExportDamaged, IsWhatItWasWithoutDamage) {
  const ProgramResult result =
      exported("config.yaml", read_file(folder_ + "/model/config.yaml"), "onnx");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(fs::exists(folder_ + "/out"));
  fs::remove_all(folder_ + "/out");
}

TEST_F(ExportDamaged, FilesThatEndEarlyAreAnswered) {
  for (const std::string& name : files()) {
    const std::string whole = read_file(folder_ + "/model/" + name);
    for (const std::size_t length : {std::size_t{0}, whole.size() / 2, whole.size() - 1}) {
      const ProgramResult result = exported(name, whole.substr(0, length), "onnx");
      expect_answer(result, nmt::format("{} bytes of {}", length, name));
      if (name == "weights.safetensors") {
        EXPECT_NE(result.exit_code, 0) << length;
      }
    }
  }
}

TEST_F(ExportDamaged, ChangedBytesAreAnsweredOrHarmless) {
  for (const std::string& name : files()) {
    const std::string whole = read_file(folder_ + "/model/" + name);
    constexpr std::size_t kPlaces = 8;
    for (std::size_t place = 0; place < kPlaces; ++place) {
      std::string changed = whole;
      changed[whole.size() * place / kPlaces] ^= '\x41';
      expect_answer(exported(name, changed, place % 2 == 0 ? "onnx" : "ctranslate2"),
                    nmt::format("byte {} of {}", whole.size() * place / kPlaces, name));
    }
  }
}

// A list that belongs to other vocabularies, and one that is none.
TEST_F(ExportDamaged, ShortlistsThatDoNotBelongAreAnswered) {
  const std::string list = read_file(folder_ + "/list");
  for (const std::string& text :
       {std::string(), std::string("nonsense"), list.substr(0, list.size() / 2)}) {
    write_file_atomically(folder_ + "/list", text);
    const ProgramResult result = run_script(
        "nmt export model --format ctranslate2 --output out --decoding.shortlist list", folder_);
    EXPECT_NE(result.exit_code, 0) << text;
    expect_answer(result, "a list of " + std::to_string(text.size()) + " bytes");
  }
  write_file_atomically(folder_ + "/list", list);
}

TEST_F(ExportDamaged, AFolderThatCannotBeMadeIsAnswered) {
  const ProgramResult result =
      run_script("echo text > file; nmt export model --format marian --output file/out", folder_);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, StartsWith("error: "));
}

// What cannot be written whole leaves nothing, and the same command succeeds afterwards.
TEST_F(ExportDamaged, AFullDiskLeavesNothing) {
  for (const std::string folder : {"new", "empty"})
    for (const std::string command :
         {"export model --format ctranslate2", "quantize --model model", "import foreign"}) {
      const std::string line = nmt::format("nmt {} --output {}", command, folder);
      if (folder == "empty") fs::create_directory(folder_ + "/empty");
      const ProgramResult full = run_script("ulimit -f 4; " + line, folder_);
      EXPECT_EQ(full.exit_code, 1) << line;
      EXPECT_THAT(full.err, HasSubstr("File too large")) << line;
      EXPECT_EQ(fs::exists(folder_ + "/" + folder), folder == "empty") << line;
      const ProgramResult again = run_script(line, folder_);
      EXPECT_EQ(again.exit_code, 0) << line << "\n" << again.err;
      fs::remove_all(folder_ + "/" + folder);
    }
}

}  // namespace
}  // namespace nmt
