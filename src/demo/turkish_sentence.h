// Turkish sentences of meanings: subject, time, place, objects by definiteness, verb.
#pragma once

#include <string>

#include "demo/meaning.h"

namespace nmt::turkish {

std::string sentence(const Meaning& meaning);

}  // namespace nmt::turkish
