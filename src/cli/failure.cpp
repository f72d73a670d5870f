#include "cli/failure.h"

#include <filesystem>
#include <new>

namespace nmt {

Error as_error(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const Error& error) {
    return error;
  } catch (const std::filesystem::filesystem_error& error) {
    return Error({.what = "the file system answers: " + error.code().message(),
                  .where = error.path1().string(),
                  .fix = "check what lies there, its permissions and the disk: ls -la, df -h",
                  .kind = Error::Kind::runtime});
  } catch (const std::bad_alloc&) {
    return Error({.what = "there is not enough memory",
                  .fix =
                      "use a smaller batch (--training.batch_tokens, --decoding.batch_tokens) or "
                      "model",
                  .kind = Error::Kind::runtime});
  } catch (const std::exception& error) {
    return Error({.what = error.what(), .kind = Error::Kind::runtime});
  }
}

int exit_code_of(const Error& error) { return error.parts().kind == Error::Kind::runtime ? 1 : 2; }

}  // namespace nmt
