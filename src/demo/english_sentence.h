// English sentences of meanings: subject, verb, object, then companion, place, manner and time.
#pragma once

#include <string>

#include "demo/meaning.h"

namespace nmt::english {

std::string sentence(const Meaning& meaning);

}  // namespace nmt::english
