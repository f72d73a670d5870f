// Reads every #include of src: folders include only those below them (docs/architecture.md), and
// each package is included in one place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "base/format.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

// What each folder may include, beside itself.
const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"base", {}},
    {"tensor", {"base"}},
    {"cluster", {"base"}},
    {"text", {"base"}},
    {"document", {"text", "base"}},
    {"align", {"text", "base"}},
    {"eval", {"text", "base"}},
    {"demo", {"base"}},
    {"config", {"base"}},
    {"autograd", {"tensor", "base"}},
    {"nn", {"autograd", "tensor", "base"}},
    {"seq2seq", {"nn", "autograd", "tensor", "text", "base"}},
    {"decode", {"cluster", "seq2seq", "nn", "autograd", "tensor", "document", "text", "base"}},
    {"serve", {"decode", "document", "seq2seq", "nn", "autograd", "tensor", "text", "base"}},
    {"train",
     {"cluster", "decode", "document", "seq2seq", "nn", "autograd", "tensor", "text", "eval",
      "base"}},
    {"attend", {"decode", "document", "seq2seq", "nn", "autograd", "tensor", "text", "base"}},
    {"exchange", {"config", "seq2seq", "nn", "autograd", "tensor", "text", "base"}},
    {"cli",
     {"exchange", "cluster", "serve", "train", "attend", "align", "decode", "document", "eval",
      "seq2seq", "nn", "autograd", "tensor", "text", "config", "demo", "base"}},
};

// The files that may include a package's headers, as regular expressions.
const std::vector<std::pair<std::string, std::string>> kPackages = {
    {"fmt/.*", "base/format\\.h"},
    {"spdlog/.*", "base/log\\.cpp"},
    {"xxhash\\.h", "base/hash\\.cpp"},
    {"sentencepiece.*", "text/tokenizer.*\\.cpp"},
    {"mecab\\.h", "eval/tokenizer_mecab\\.cpp"},
    {"zlib\\.h", "text/(line_reader|text_writer|deflate)\\.cpp"},
    {"(zstd|lzma|bzlib)\\.h", "text/unpacker\\.cpp"},
    {"yaml-cpp/.*", "config/yaml.*\\.cpp"},
    {"CLI/.*", "config/flags\\.cpp"},
    {"re2/.*", "document/pattern\\.cpp"},
    {"unicode/.*", "document/(letters|sentences|language_signs)\\.cpp"},
    {"cld2/.*", "document/language_id\\.cpp"},
    {"md4c\\.h", "document/markdown_parser\\.cpp"},
    {"arpa/inet\\.h", "serve/access\\.cpp"},  // of the system
    {"libxml/.*", "document/(xml_check|html_characters)\\.cpp"},
    {"zip\\.h", "document/zip_archive\\.cpp"},
    {"nlohmann/.*", ".*\\.cpp"},
    {"dlfcn\\.h", "cluster/join\\.cpp|tensor/openblas\\.cpp"},  // MPI and OpenBLAS are loaded
    {"mpi\\.h", "cluster/mpi/mpi_transport\\.cpp"},
    {"httplib\\.h", "serve/http_server\\.h"},
    {"openssl/.*", "serve/tls\\.cpp"},
};

// What writes to stdout past cli/standard_output.h, which sees a reader that has gone.
const std::regex kUncheckedOutput(R"(std::(cout|printf|puts|putchar)\b|\bstdout\))");

struct Include {
  std::string file, header;  // the file relative to src
  int line = 0;
  bool angled = false;
  std::string place() const { return format("src/{}:{}: {}", file, line, header); }
};

std::vector<Include> read_includes() {
  const fs::path root = fs::path(NMT_SOURCE_DIR) / "src";
  const std::regex pattern(R"(\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
  std::vector<Include> includes;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string ending = entry.path().extension().string();
    if (ending != ".h" && ending != ".cpp") continue;
    std::ifstream in(entry.path());
    std::string text;
    for (int line = 1; std::getline(in, text); ++line) {
      std::smatch match;
      if (!std::regex_match(text, match, pattern)) continue;
      includes.push_back({entry.path().lexically_relative(root).generic_string(), match[2].str(),
                          line, match[1].str() == "<"});
    }
  }
  return includes;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.find('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

TEST(Layers, ReadsTheSources) { EXPECT_GT(read_includes().size(), 100u); }

TEST(Layers, FoldersIncludeOnlyThoseBelowThem) {
  for (const Include& include : read_includes()) {
    const std::string from = folder_of(include.file), to = folder_of(include.header);
    if (include.angled || from.empty()) continue;  // main.cpp is above all
    ASSERT_TRUE(kMayInclude.contains(from)) << "src/" << from << " has no row in this test";
    EXPECT_TRUE(from == to || kMayInclude.at(from).contains(to)) << include.place();
  }
}

TEST(Layers, NoFolderReachesBackToItself) {
  for (const auto& [from, below] : kMayInclude) {
    for (const std::string& to : below) {
      EXPECT_FALSE(kMayInclude.at(to).contains(from)) << from << " <-> " << to;
    }
  }
}

TEST(Layers, EachPackageIsIncludedInOnePlace) {
  for (const Include& include : read_includes()) {
    if (!include.angled) continue;
    bool known = false;
    for (const auto& [header, files] : kPackages) {
      if (!std::regex_match(include.header, std::regex(header))) continue;
      known = true;
      EXPECT_TRUE(std::regex_match(include.file, std::regex(files))) << include.place();
    }
    // Headers of the system are plain words, or lie in sys/.
    const bool system =
        include.header.find('/') == std::string::npos || include.header.starts_with("sys/");
    EXPECT_TRUE(known || system) << "a package without a row in this test: " << include.place();
  }
}

TEST(Layers, StdoutIsWrittenInOnePlace) {
  const fs::path root = fs::path(NMT_SOURCE_DIR) / "src";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path());
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      EXPECT_FALSE(std::regex_search(line, kUncheckedOutput))
          << entry.path().string() << ":" << number << ": print() of cli/standard_output.h";
    }
  }
}

// Two types of one name in two headers make two programs of one when a file includes both, or when
// the linker keeps the first of their inline functions.
TEST(Layers, EachTypeOfAHeaderHasItsOwnName) {
  const fs::path root = fs::path(NMT_SOURCE_DIR) / "src";
  const std::regex pattern(R"((?:class|struct|enum class|enum) (\w+)(?: [:{].*)?)");
  std::map<std::string, std::string> headers;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".h") continue;
    const std::string header = entry.path().lexically_relative(root).generic_string();
    if (header.starts_with("tensor/kernels/")) continue;  // in the namespace of an instruction set
    std::ifstream in(entry.path());
    std::smatch match;
    for (std::string line; std::getline(in, line);) {
      if (!std::regex_match(line, match, pattern)) continue;
      const auto [first, is_new] = headers.emplace(match[1].str(), header);
      EXPECT_TRUE(is_new) << match[1].str() << " of src/" << header << " is in src/"
                          << first->second << " too";
    }
  }
  EXPECT_GT(headers.size(), 100u);
}

}  // namespace
}  // namespace nmt
