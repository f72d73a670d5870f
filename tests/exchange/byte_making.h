// What the tests of this folder share: files made byte by byte, and the numbers of a tensor.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "exchange/file_bytes.h"
#include "exchange/tensor_file.h"

namespace nmt {

// Bytes that follow each other, little-endian.
class ByteMaker {
 public:
  template <class Number>
  ByteMaker& number(std::type_identity_t<Number> value) {
    all_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  ByteMaker& u8(std::uint8_t value) { return number<std::uint8_t>(value); }
  ByteMaker& u16(std::uint16_t value) { return number<std::uint16_t>(value); }
  ByteMaker& u32(std::uint32_t value) { return number<std::uint32_t>(value); }
  ByteMaker& u64(std::uint64_t value) { return number<std::uint64_t>(value); }
  ByteMaker& f32(float value) { return number<float>(value); }
  ByteMaker& text(std::string_view text) {
    all_ += text;
    return *this;
  }
  ByteMaker& zeros(std::size_t count) {
    all_.append(count, '\0');
    return *this;
  }
  template <class Number>
  ByteMaker& numbers(const std::vector<Number>& values) {
    for (const Number value : values) number<Number>(value);
    return *this;
  }
  const std::string& all() const { return all_; }

 private:
  std::string all_;
};

// A copy of its own, of exactly this size: a sanitizer sees what reads past it.
inline FileBytes bytes_in_memory(std::string_view bytes) {
  auto [file, room] = new_bytes(bytes.size());
  if (!bytes.empty()) std::memcpy(room.data(), bytes.data(), bytes.size());
  return file;
}

template <class Number>
std::span<const std::byte> bytes_of(const std::vector<Number>& numbers) {
  return std::as_bytes(std::span(numbers));
}

// A test with an empty folder of its own.
class ExchangeTest : public testing::Test {
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
