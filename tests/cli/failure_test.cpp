#include "cli/failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <new>
#include <stdexcept>

namespace nmt {
namespace {

template <class Exception>
Error error_of(const Exception& exception) {
  return as_error(std::make_exception_ptr(exception));
}

TEST(Failure, AnErrorStaysWhatItIs) {
  const Error mistake =
      error_of(Error({.what = "w", .where = "p", .keys = {"k"}, .fix = "f", .limit = 3}));
  EXPECT_STREQ(mistake.what(), "error: w\n  at:  p\n  fix: f");
  EXPECT_EQ(mistake.parts().keys, std::vector<std::string>{"k"});
  EXPECT_EQ(mistake.parts().limit, 3);
  EXPECT_EQ(exit_code_of(mistake), 2);
  EXPECT_EQ(exit_code_of(error_of(Error({.what = "w", .kind = Error::Kind::runtime}))), 1);
}

TEST(Failure, WhatTheSystemRefusesIsAFailureWhileRunning) {
  const Error file = error_of(std::filesystem::filesystem_error(
      "remove", "folder/file", std::make_error_code(std::errc::directory_not_empty)));
  EXPECT_STREQ(file.what(),
               "error: the file system answers: Directory not empty\n  at:  folder/file\n"
               "  fix: check what lies there, its permissions and the disk: ls -la, df -h");
  EXPECT_EQ(exit_code_of(file), 1);
  const Error memory = error_of(std::bad_alloc());
  EXPECT_STREQ(memory.what(),
               "error: there is not enough memory\n  fix: use a smaller batch "
               "(--training.batch_tokens, --decoding.batch_tokens) or model");
  EXPECT_EQ(exit_code_of(memory), 1);
  const Error other = error_of(std::out_of_range("no such place"));
  EXPECT_STREQ(other.what(), "error: no such place");
  EXPECT_EQ(exit_code_of(other), 1);
}

}  // namespace
}  // namespace nmt
