// The error that a call ends with.
#pragma once

#include <gtest/gtest.h>

#include "base/error.h"

namespace nmt {

// Fails the test where there is none.
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
