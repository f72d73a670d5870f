// Runs the cases of tests/cli/golden with the built program, and compares exit code, stdout and
// stderr with what each file says. NMT_UPDATE_GOLDEN=1 writes what was seen into the files instead.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "base/format.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(NMT_SOURCE_DIR) / "tests/cli/golden";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// A case: what it shows, a script, and what must come of it.
struct Case {
  std::string title, script, out, err;
  int exit_code = 0;
};

// The text between the line that starts with `mark` and the next such line.
std::string part(const std::string& text, const std::string& mark) {
  const std::size_t start = text.find("\n--- " + mark);
  if (start == std::string::npos) return "";
  const std::size_t begin = text.find('\n', start + 1) + 1;
  const std::size_t end = text.find("\n--- ", begin - 1);
  return text.substr(begin, end == std::string::npos ? end : end + 1 - begin);
}

Case read_case(const fs::path& path) {
  const std::string text = read_text(path);
  const std::size_t exit = text.find("\n--- exit ");
  return {.title = text.substr(0, text.find("\n--- run")),
          .script = part(text, "run"),
          .out = part(text, "stdout"),
          .err = part(text, "stderr"),
          .exit_code = exit == std::string::npos ? 0 : std::atoi(text.c_str() + exit + 10)};
}

void write_case(const fs::path& path, const Case& seen) {
  std::ofstream file(path);
  file << seen.title << "\n--- run\n" << seen.script << "--- exit " << seen.exit_code << "\n";
  if (!seen.out.empty()) file << "--- stdout\n" << seen.out;
  if (!seen.err.empty()) file << "--- stderr\n" << seen.err;
}

// What differs from run to run: the folder, the time of day, hashes.
std::string without_accidents(std::string text, const std::string& folder) {
  for (std::size_t at = 0; (at = text.find(folder)) != std::string::npos;) {
    text.replace(at, folder.size(), "FOLDER");
  }
  const std::string program = fs::path(NMT_PROGRAM).parent_path().parent_path().string();
  for (std::size_t at = 0; (at = text.find(program)) != std::string::npos;) {
    text.replace(at, program.size(), "PREFIX");
  }
  text = std::regex_replace(text, std::regex("[0-9]{2}:[0-9]{2}:[0-9]{2} "), "TIME ");
  text =
      std::regex_replace(text, std::regex("about [0-9.]+ [MG]B of memory"), "about SIZE of memory");
  return std::regex_replace(text, std::regex("[0-9a-f]{32}"), "HASH");
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, AnswersAsExpected) {
  const fs::path path = kCases / (GetParam() + ".txt");
  const Case expected = read_case(path);
  ASSERT_NE(expected.script, "") << path;
  if (kSanitized && expected.script.find("ulimit") != std::string::npos) {
    GTEST_SKIP() << "sanitizers need more memory than the case allows";
  }
  const std::string folder = make_test_folder("golden_" + GetParam());
  ProgramResult seen = run_script("set -e\n" + expected.script, folder);
  seen.out = without_accidents(seen.out, folder);
  seen.err = without_accidents(seen.err, folder);
  fs::remove_all(folder);
  if (std::getenv("NMT_UPDATE_GOLDEN") != nullptr) {
    write_case(path, {expected.title, expected.script, seen.out, seen.err, seen.exit_code});
    return;
  }
  EXPECT_EQ(seen.exit_code, expected.exit_code) << path;
  EXPECT_EQ(seen.out, expected.out) << path;
  EXPECT_EQ(seen.err, expected.err) << path;
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kCases)) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden, testing::ValuesIn(case_names()),
                         [](const auto& test_case) { return test_case.param; });

}  // namespace
}  // namespace nmt
