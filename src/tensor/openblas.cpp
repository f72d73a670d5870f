#include "tensor/openblas.h"

#include <dlfcn.h>

#include <cstdlib>
#include <sstream>

#include "base/error.h"
#include "base/format.h"
#include "tensor/cpu.h"

namespace nmt {
namespace {

constexpr const char* kLibrary = "libopenblas.so.0";
// OpenBLAS ends the process when more threads call it at once than it has room for: 50 at least.
constexpr int kCallers = 48;
constexpr const char* kGemm = sizeof(Real) == sizeof(float) ? "cblas_sgemm" : "cblas_dgemm";

// Gives an environment variable another value while it lives.
class BorrowedVariable {
 public:
  BorrowedVariable(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name); old != nullptr) {
      old_ = old;
      was_set_ = true;
    }
    setenv(name, value, 1);
  }
  BorrowedVariable(const BorrowedVariable&) = delete;
  BorrowedVariable& operator=(const BorrowedVariable&) = delete;
  ~BorrowedVariable() {
    if (was_set_)
      setenv(name_, old_.c_str(), 1);
    else
      unsetenv(name_);
  }

 private:
  const char* name_;
  std::string old_;
  bool was_set_ = false;
};

[[noreturn]] void refuse(const std::string& what) {
  const bool named = openblas_library() != kLibrary;
  throw Error({.what = what,
               .fix = format("set it to own or auto, or {}",
                             named ? "correct NMT_OPENBLAS, which names the library"
                                   : "install OpenBLAS: apt-get install libopenblas0")});
}

template <class Function>
Function* function(void* loaded, const std::string& library, const char* name) {
  void* found = dlsym(loaded, name);
  if (found == nullptr) refuse(format("{} is not OpenBLAS: it has no {}", library, name));
  return reinterpret_cast<Function*>(found);
}

}  // namespace

OpenBlas load_openblas(const std::string& library) {
  // Read while it is loaded, by the variants with threads of their own and with OpenMP: it starts
  // none.
  const BorrowedVariable own("OPENBLAS_NUM_THREADS", "1"), openmp("OMP_NUM_THREADS", "1");
  void* loaded = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (loaded == nullptr) refuse(format("OpenBLAS cannot be loaded: {}", dlerror()));
  function<void(int)>(loaded, library, "openblas_set_num_threads")(1);
  const std::string build = function<char*()>(loaded, library, "openblas_get_config")();
  if (build.find("USE64BITINT") != std::string::npos)
    refuse(format("{} counts in 64 bits; nmt needs the OpenBLAS that counts in 32", library));
  std::istringstream words(build);
  std::string name, version;
  words >> name >> version;
  const std::string kernels = function<char*()>(loaded, library, "openblas_get_corename")();
  const bool threads = function<int()>(loaded, library, "openblas_get_parallel")() != 0;
  return {
      .gemm = function<OpenBlas::Gemm>(loaded, library, kGemm),
      .name = format("{} {} ({}{})", name, version, kernels, threads ? "" : ", without threads"),
      .callers = threads ? kCallers : 1};
}

std::string openblas_library() {
  const char* named = std::getenv("NMT_OPENBLAS");
  return named != nullptr && *named != '\0' ? named : kLibrary;
}

const OpenBlas& openblas() {
  static const OpenBlas loaded = load_openblas(openblas_library());
  return loaded;
}

const std::vector<std::string>& blas_choices() {
  static const std::vector<std::string> choices = {"auto", "own", "openblas"};
  return choices;
}

bool openblas_would_help() { return chosen_cpu() == Cpu::baseline; }

Blas blas_named(const std::string& choice, const std::string& key) {
  const bool required = choice == "openblas";
  if (!required && (choice == "own" || !openblas_would_help())) return Blas::own;
  try {
    openblas();
    return Blas::openblas;
  } catch (const Error& error) {
    if (!required) return Blas::own;
    Error::Parts parts = error.parts();
    parts.where.clear();
    parts.keys = {key};
    throw Error(parts);
  }
}

}  // namespace nmt
