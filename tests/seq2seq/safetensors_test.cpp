#include "seq2seq/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"

namespace nmt {
namespace {

using testing::HasSubstr;

class Safetensors : public testing::Test {
 protected:
  ~Safetensors() override { std::filesystem::remove(path_); }

  void write_raw(const std::string& header, const std::string& numbers) const {
    const std::uint64_t size = header.size();
    std::string bytes(sizeof size, '\0');
    std::memcpy(bytes.data(), &size, sizeof size);
    write_file_atomically(path_, bytes + header + numbers);
  }
  // The words of the refusal of a file with this header and these numbers.
  Error::Parts refusal(const std::string& header, const std::string& numbers) const {
    write_raw(header, numbers);
    return refusal_of_file();
  }
  Error::Parts refusal_of_file() const {
    try {
      const SafetensorsFile file(path_);
    } catch (const Error& error) {
      return error.parts();
    }
    ADD_FAILURE() << "the file was accepted";
    return {};
  }

  std::string path_ =
      testing::TempDir() + "nmt_safetensors_" + std::to_string(getpid()) + ".safetensors";
};

TEST_F(Safetensors, ReadsWhatItWrote) {
  const std::vector<Real> a = {1, 2, 3, 4, 5, 6}, b = {Real(-0.5)};
  const NamedMatrix matrices[] = {
      {"encoder.0.weight", 2, 3, a}, {"bias", 1, 1, b}, {"none", 0, 7, {}}};
  write_safetensors(path_, {{"step", "12"}, {"text", "zwei \"W\xc3\xb6rter\"\n"}}, matrices);

  const SafetensorsFile file(path_);
  EXPECT_EQ(file.metadata(),
            (SafetensorsMetadata{{"step", "12"}, {"text", "zwei \"W\xc3\xb6rter\"\n"}}));
  ASSERT_EQ(file.entries().size(), 3u);
  EXPECT_EQ(file.entries()[0].name, "encoder.0.weight");
  EXPECT_EQ(file.entries()[0].type, "F32");
  EXPECT_EQ(file.entries()[0].shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(file.find("missing"), nullptr);
  std::vector<Real> numbers(6);
  file.read(*file.find("encoder.0.weight"), numbers);
  EXPECT_EQ(numbers, a);
  numbers.resize(1);
  file.read(*file.find("bias"), numbers);
  EXPECT_EQ(numbers, b);
}

TEST_F(Safetensors, IsTheStandardFormatToTheByte) {
  const std::vector<Real> a = {1, 2};
  write_safetensors(path_, {{"k", "v"}}, std::vector<NamedMatrix>{{"a", 1, 2, a}});
  const std::string bytes = read_file(path_);
  std::string header =
      R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}})";
  header.resize(120, ' ');  // with its length, two cache lines
  EXPECT_EQ(bytes[0], static_cast<char>(header.size()));
  EXPECT_EQ(bytes.substr(1, 7), std::string(7, '\0'));
  EXPECT_EQ(bytes.substr(8), header + std::string("\0\0\x80\x3f\0\0\0\x40", 8));
}

TEST_F(Safetensors, ReadsFilesOfOthers) {
  write_raw(R"({"b":{"shape":[2],"dtype":"F32","data_offsets":[2,10]},
               "a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]}}    )",
            std::string("\x80\x3f\0\0\x80\x3f\0\0\0\x40", 10));
  const SafetensorsFile file(path_);
  EXPECT_TRUE(file.metadata().empty());
  EXPECT_EQ(file.entries()[0].name, "a");
  EXPECT_EQ(file.entries()[1].shape, std::vector<std::int64_t>{2});
  std::vector<Real> numbers(2);
  file.read(file.entries()[1], numbers);
  EXPECT_EQ(numbers, (std::vector<Real>{1, 2}));
  try {
    file.read(file.entries()[0], std::span(numbers).first(1));
    ADD_FAILURE() << "BF16 was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "the numbers are BF16; only F32 can be read");
    EXPECT_EQ(error.parts().where, path_ + ", tensor a");
    EXPECT_THAT(error.parts().fix, HasSubstr("copy or save the file again"));
  }
  try {
    file.read(file.entries()[1], std::span(numbers).first(1));
    ADD_FAILURE() << "a wrong size was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "the shape is [2]; 1 numbers are wanted");
  }
}

TEST_F(Safetensors, RefusesWhatIsNotAFile) {
  auto parts = refusal_of_file();
  EXPECT_EQ(parts.what, "cannot read the file: No such file or directory");
  EXPECT_EQ(parts.where, path_);
  EXPECT_EQ(parts.fix, "check the path and its permissions");
  try {
    const SafetensorsFile folder(testing::TempDir());
    ADD_FAILURE() << "a folder was accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.parts().what, HasSubstr("it is not a regular file"));
  }
}

TEST_F(Safetensors, RefusesDamagedHeaders) {
  write_file_atomically(path_, "short");
  EXPECT_EQ(refusal_of_file().what, "not a safetensors file: it has only 5 bytes");
  write_file_atomically(path_, "a text file that is long enough\n");
  EXPECT_THAT(refusal_of_file().what, HasSubstr("its header would have 7359009851570397281 bytes"));
  EXPECT_EQ(refusal("[1, 2]", "").what, "not a safetensors file: its header is not JSON");
  EXPECT_EQ(refusal(R"({"a": )", "").what, "not a safetensors file: its header is not JSON");
  EXPECT_EQ(refusal(std::string(100'000, '['), "").what,
            "not a safetensors file: its header is not JSON");
  EXPECT_EQ(refusal(R"({"__metadata__": 1})", "").what,
            "not a safetensors file: its metadata is not a mapping");
  EXPECT_EQ(refusal(R"({"__metadata__": {"step": 1}})", "").what,
            "not a safetensors file: its metadata 'step' is not a text");
  EXPECT_EQ(refusal("{}", "abcd").what,
            "not a safetensors file: its tensors have 0 bytes, the file has 4 for them");
}

TEST_F(Safetensors, RefusesDamagedTensors) {
  const std::string four(4, '\0'), eight(8, '\0');
  for (const char* entry : {"1", "{}", R"({"dtype":1,"shape":[1],"data_offsets":[0,4]})",
                            R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})",
                            R"({"dtype":"F32","shape":1,"data_offsets":[0,4]})",
                            R"({"dtype":"F32","shape":[1.5],"data_offsets":[0,4]})",
                            R"({"dtype":"F32","shape":[1],"data_offsets":[0]})",
                            R"({"dtype":"F32","shape":[1],"data_offsets":[0,"4"]})"}) {
    const auto parts = refusal(std::string(R"({"a":)") + entry + "}", four);
    EXPECT_EQ(parts.what, "the entry has no dtype, shape and data_offsets of the right form")
        << entry;
    EXPECT_EQ(parts.where, path_ + ", tensor a");
  }
  EXPECT_EQ(refusal(R"({"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}})", four).what,
            "the type F33 is not known");
  EXPECT_EQ(refusal(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", four).what,
            "the shape [2] of F32 does not fit the bytes 0 to 4");
  EXPECT_EQ(refusal(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", four).what,
            "the shape [1] of F32 does not fit the bytes 4 to 0");
  EXPECT_EQ(
      refusal(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", "")
          .what,
      "the shape [4294967296, 4294967296] is too large");
  EXPECT_EQ(refusal(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", eight).what,
            "its bytes begin at 4, those before end at 0");
  const auto overlap = refusal(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
                                   "b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                               eight);
  EXPECT_EQ(overlap.what, "its bytes begin at 4, those before end at 8");
  EXPECT_EQ(overlap.where, path_ + ", tensor b");
  EXPECT_EQ(refusal(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", four).what,
            "not a safetensors file: its tensors have 8 bytes, the file has 4 for them");
}

// Headers of others may have any length; numbers are mapped only where a processor reads them.
TEST_F(Safetensors, MapsNumbersThatBeginAtAWholeNumber) {
  const std::string header = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  const std::string numbers("\0\0\x80\x3f\0\0\0\x40", 8);
  const std::vector<std::int64_t> two = {2}, three = {3};
  for (std::size_t blanks = 0; blanks < 4; ++blanks) {
    write_raw(header + std::string(blanks, ' '), numbers);
    const SafetensorsFile file(path_);
    const std::shared_ptr<const MappedFile> mapped = file.map();
    const auto bytes = [&](const std::string& type, const std::vector<std::int64_t>& shape) {
      try {
        const std::byte* at = file.mapped(*mapped, file.entries()[0], type, shape);
        return std::string(reinterpret_cast<const char*>(at), 8);
      } catch (const Error& error) {
        return error.parts().what;
      }
    };
    const bool whole = (header.size() + blanks) % sizeof(float) == 0;
    EXPECT_EQ(bytes("F32", two), whole ? numbers : "its bytes do not begin at a whole number");
    EXPECT_EQ(bytes("I8", two), "the numbers are F32; I8 is wanted");
    EXPECT_EQ(bytes("F32", three), "the shape is [2]; [3] is wanted");
  }
}

TEST_F(Safetensors, NoticesAFileThatShrinksWhileItIsRead) {
  const std::vector<Real> a = {1, 2, 3};
  write_safetensors(path_, {}, std::vector<NamedMatrix>{{"a", 1, 3, a}});
  const SafetensorsFile file(path_);
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - 1);
  std::vector<Real> numbers(3);
  try {
    file.read(file.entries()[0], numbers);
    ADD_FAILURE() << "numbers that are not there were read";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what,
              "not a safetensors file: it has become shorter while it was read");
    EXPECT_EQ(error.parts().where, path_);
  }
  EXPECT_THROW(file.map(), Error);
}

TEST_F(Safetensors, EveryTruncationIsRefused) {
  const std::vector<Real> a = {1, 2, 3};
  write_safetensors(path_, {{"k", "v"}}, std::vector<NamedMatrix>{{"a", 1, 3, a}});
  const std::string bytes = read_file(path_);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    write_file_atomically(path_, std::string_view(bytes).substr(0, size));
    EXPECT_EQ(refusal_of_file().where, path_) << size;
  }
}

}  // namespace
}  // namespace nmt
