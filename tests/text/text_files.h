// What the text tests share: files in a folder of their own, and the error that a call ends with.
#pragma once

#include <unistd.h>

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/error.h"
#include "text/settings.h"

namespace nmt {

// A test with an empty folder of its own.
class TextFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = testing::TempDir() + "/nmt_" + test->test_suite_name() + "." + test->name() + "_" +
              std::to_string(getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string file(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }
  std::string gz_file(const std::string& name, const std::string& content) const {
    const gzFile gz = gzopen(path(name).c_str(), "wb");
    gzwrite(gz, content.data(), static_cast<unsigned>(content.size()));
    gzclose(gz);
    return path(name);
  }
  static std::string content(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }
  CorpusSettings corpus(const std::string& source, const std::string& target) const {
    return {.source = {file("train.source", source)}, .target = {file("train.target", target)}};
  }

  std::string folder_;
};

template <class Call>
Error::Parts error_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.parts();
  }
  ADD_FAILURE() << "no error";
  return {.what = ""};
}

}  // namespace nmt
