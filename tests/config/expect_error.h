// Catches the Error that a statement must throw.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"

namespace nmt {

// The message without its leading "error: ", on one line: "what | where | fix".
template <class Statement>
std::string error_of(Statement statement) {
  try {
    statement();
  } catch (const Error& error) {
    const auto& parts = error.parts();
    return parts.what + " | " + parts.where + " | " + parts.fix;
  }
  return "no error";
}

}  // namespace nmt
