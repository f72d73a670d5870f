// Any exception as the Error that a user reads.
#pragma once

#include <exception>

#include "base/error.h"

namespace nmt {

// What to tell of an exception: an Error stays what it is; the file system, memory and the rest
// become one.
Error as_error(const std::exception_ptr& exception);

// 1 for a failure while running, 2 for the user's mistake.
int exit_code_of(const Error& error);

}  // namespace nmt
