// What an op complains of.
#pragma once

#include <string>

#include "base/error.h"

namespace nmt {

template <class Run>
std::string error_of(Run run) {
  try {
    run();
  } catch (const Error& error) {
    return error.parts().what;
  }
  return "no error";
}

}  // namespace nmt
