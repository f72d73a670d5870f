// Files with random damage: an Error, or a model whose numbers lie in the file; nothing else.
// NMT_MUTATIONS=1000000 damages each kind of file so often.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "base/descriptor.h"
#include "base/random.h"
#include "exchange/marian_shortlist.h"
#include "exchange/npy.h"
#include "exchange/pickle_making.h"
#include "exchange/readers.h"
#include "exchange/sample_files.h"

namespace nmt {
namespace {

std::int64_t mutations() {
  const char* count = std::getenv("NMT_MUTATIONS");
  return count == nullptr ? 5000 : std::atoll(count);
}

std::string random_bytes(Random& random, std::size_t count) {
  constexpr std::uint8_t kLikely[] = {0, 1, 2, 4, 8, 0x28, 0x52, 0x7f, 0x80, 0xff};
  std::string bytes(count, '\0');
  const bool all_alike = random.below(2) == 0;
  const std::uint8_t likely = kLikely[random.below(std::size(kLikely))];
  for (char& byte : bytes)
    byte = static_cast<char>(all_alike ? likely : static_cast<std::uint8_t>(random.below(256)));
  return bytes;
}

// One change: a bit, a number of 1 to 8 bytes, bytes gone, come or copied, the end cut off.
void change(std::string& bytes, Random& random) {
  if (bytes.empty()) return;
  const std::size_t at = random.below(bytes.size()), size = std::size_t{1} << random.below(4);
  switch (random.below(6)) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
      break;
    case 1:
      bytes.replace(at, std::min(size, bytes.size() - at),
                    random_bytes(random, std::min(size, bytes.size() - at)));
      break;
    case 2:
      bytes.erase(at, size);
      break;
    case 3:
      bytes.insert(at, random_bytes(random, size));
      break;
    case 4:
      bytes.insert(at, bytes.substr(random.below(bytes.size()), random.below(40)));
      break;
    default:
      bytes.resize(at);
  }
}

std::string changed(std::string bytes, Random& random) {
  for (std::uint64_t n = 1 + random.below(3); n > 0; --n) change(bytes, random);
  return bytes;
}

// Everything of a model can be looked at, and is not larger than what it was read from.
void use(const TensorFile& model, std::size_t file_bytes) {
  for (const ForeignTensor& tensor : model.tensors()) {
    const auto count = static_cast<std::size_t>(tensor.count());
    ASSERT_LE(count * size_of(tensor.type), file_bytes) << tensor.name;
    EXPECT_EQ(to_floats(tensor).size(), count);
    if (tensor.type == NumberType::i8) {
      EXPECT_EQ(to_int8(tensor).size(), count);
    }
    EXPECT_NE(model.find(tensor.name), nullptr);
  }
  for (const auto& [alias, name] : model.aliases()) EXPECT_EQ(&model.at(alias), &model.at(name));
}

using Read = std::function<void(const std::string& bytes)>;

void damage(const std::string& sample, const Read& read, std::int64_t count = mutations()) {
  read(sample);
  std::int64_t models = 0, errors = 0;
  const auto attempt = [&](const std::string& bytes) {
    try {
      read(bytes);
      ++models;
    } catch (const Error& error) {
      ++errors;
      ASSERT_FALSE(error.parts().what.empty());
      ASSERT_FALSE(error.parts().where.empty());
      ASSERT_FALSE(error.parts().fix.empty());
    }
  };
  for (std::size_t at = 0; at < sample.size(); ++at)
    for (const int with : {0x00, 0x01, 0x7f, 0x80, 0xff, -1, -2}) {
      std::string bytes = sample;
      bytes[at] = static_cast<char>(with >= 0 ? with : bytes[at] + (with == -1 ? 1 : -1));
      attempt(bytes);
    }
  for (std::int64_t n = 0; n < count; ++n) {
    Random random(derive_key(1, static_cast<std::uint64_t>(n)));
    attempt(changed(sample, random));
    if (testing::Test::HasFailure()) FAIL() << "mutation " << n;
  }
  EXPECT_GT(models, 0);
  EXPECT_GT(errors, 0);
}

TEST(Mutation, MarianBin) {
  damage(sample_marian_bin(), [](const std::string& bytes) {
    use(read_marian_bin("f", bytes_in_memory(bytes)), bytes.size());
  });
}

TEST(Mutation, ZipArchive) {
  damage(sample_npz(), [](const std::string& bytes) {
    use(read_npz("f", bytes_in_memory(bytes)), bytes.size());
  });
}

TEST(Mutation, Npy) {
  damage(sample_npy(), [](const std::string& bytes) {
    const std::string zip = zip_of({{"b.npy", bytes}});
    use(read_npz("f", bytes_in_memory(zip)), zip.size());
  });
}

TEST(Mutation, Ctranslate2) {
  damage(sample_ctranslate2(), [](const std::string& bytes) {
    use(read_ctranslate2("f", bytes_in_memory(bytes)), bytes.size());
  });
}

TEST(Mutation, PickleOfPytorch) {
  damage(sample_pickle(), [](const std::string& bytes) {
    const std::string zip = pytorch_zip(bytes);
    use(read_pytorch("f", bytes_in_memory(zip)), zip.size());
  });
}

TEST(Mutation, OldPytorch) {
  damage(pytorch_old(sample_pickle(true)), [](const std::string& bytes) {
    use(read_pytorch("f", bytes_in_memory(bytes)), bytes.size());
  });
}

TEST(Mutation, ShortlistWithItsChecksum) {
  damage(sample_shortlist().substr(16), [](const std::string& bytes) {
    const MarianShortlist list =
        read_marian_shortlist("f", bytes_in_memory(shortlist_with_checksum(bytes)));
    for (std::size_t s = 0; s < list.source_size(); ++s)
      ASSERT_LE(list.offsets[s], list.offsets[s + 1]);
    ASSERT_EQ(list.offsets.back(), list.entries.size());
  });
}

// A file in memory, for the readers that take only a path.
class FileInMemory {
 public:
  FileInMemory() : file_(memfd_create("nmt", 0)) {}
  std::string holding(const std::string& bytes) const {
    EXPECT_EQ(ftruncate(file_.number(), static_cast<off_t>(bytes.size())), 0);
    EXPECT_EQ(pwrite(file_.number(), bytes.data(), bytes.size(), 0),
              static_cast<ssize_t>(bytes.size()));
    return "/proc/self/fd/" + std::to_string(file_.number());
  }

 private:
  Descriptor file_;
};

TEST(Mutation, Safetensors) {
  const FileInMemory file;
  damage(sample_safetensors(), [&](const std::string& bytes) {
    use(read_huggingface_safetensors(file.holding(bytes)), bytes.size());
  });
}

class MutationOfFiles : public OwnFolderTest {};

TEST_F(MutationOfFiles, Index) {
  file("1.safetensors", sample_safetensors());
  constexpr std::int64_t kSlower = 50;
  damage(R"({"weight_map":{"a":"1.safetensors","b":"1.safetensors"}})",
         [&](const std::string& bytes) {
           use(read_huggingface_safetensors(file("m.index.json", bytes)), 1000);
         },
         mutations() / kSlower);
}

}  // namespace
}  // namespace nmt
