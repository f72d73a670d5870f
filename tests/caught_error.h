// The Error that a call ends with.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "base/error.h"

namespace nmt {

template <class Call>
std::optional<Error::Parts> caught_error(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.parts();
  }
  return std::nullopt;
}

// Fails the test where there is none.
template <class Call>
Error::Parts error_of(Call call) {
  const std::optional<Error::Parts> error = caught_error(call);
  if (!error) ADD_FAILURE() << "no Error was thrown";
  return error.value_or(Error::Parts{.what = ""});
}

// What it complains of.
template <class Call>
std::string complaint_of(Call call) {
  const std::optional<Error::Parts> error = caught_error(call);
  return error ? error->what : "no error";
}

// "what | where | fix"
template <class Call>
std::string error_line(Call call) {
  const std::optional<Error::Parts> error = caught_error(call);
  return error ? error->what + " | " + error->where + " | " + error->fix : "no error";
}

}  // namespace nmt
