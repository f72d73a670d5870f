// nmt --version: the version, and what a report of a fault should say of the build and the machine.

#include "base/error.h"
#include "base/format.h"
#include "cli/commands.h"
#include "cli/standard_output.h"
#include "document/language_id.h"
#include "document/markdown_parser.h"
#include "eval/tokenizer_mecab.h"
#include "serve/tls.h"
#include "tensor/cpu.h"
#include "tensor/openblas.h"
#include "text/unpacker.h"

namespace nmt {
namespace {

std::string kernels() {
  std::string names;
  for (const Cpu cpu : built_cpus())
    names += (names.empty() ? "" : ", ") + std::string(name_of(cpu));
  return format("{}; on this machine: {}", names, name_of(chosen_cpu()));
}

// "NAME VERSION", or "without NAME" where `version` is empty.
std::string optional_library(const std::string& name, const std::string& version) {
  return version.empty() ? "without " + name : name + " " + version;
}

// Its name as it is found when it is needed: the program is not linked with it.
std::string openblas_here() {
  try {
    return openblas().name;
  } catch (const Error&) {
    return "without OpenBLAS";
  }
}

std::string cld2() {
  const std::string detector = language_detector();
  return detector.empty() ? "without CLD2" : detector;
}

std::string unpackers() {
  const std::string names = readable_packings();
  return names.empty() ? "without zstd, xz and bzip2" : names;
}

}  // namespace

CommandLine version_line() {
  return {.command = "version",
          .usage = {"[--help]"},
          .purpose =
              "Tells the version of nmt, how it was built, the kernels that it has for "
              "processors and the ones that it uses on this machine, and the libraries.",
          .examples = {{"nmt version", "What to write into a report of a fault:"}}};
}

int run_version(const Arguments& arguments) {
  if (!parse_or_help(version_line(), arguments)) return 0;
  const std::string kernels_here = kernels();  // throws before anything is told
  print(format("nmt {}\n", NMT_VERSION) +
        format("build:     {}, {}, {}\n", NMT_BUILD_TYPE, NMT_COMPILER, NMT_SYSTEM) +
        format("kernels:   {}\n", kernels_here) + format("libraries: {}\n", NMT_LIBRARIES) +
        format("optional:  {}, {}, {}, {}, {}, {}, {}\n", openblas_here(), unpackers(), cld2(),
               optional_library("MD4C", markdown_library_version()),
               optional_library("OpenSSL", Tls::library()),
               optional_library("MeCab", mecab_version()),
               optional_library("MPI", NMT_MPI_VERSION)));
  return 0;
}

}  // namespace nmt
