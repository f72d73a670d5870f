// What the few names of Python stand for that a pickle of weights needs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "exchange/pickle.h"

namespace nmt {

// "MODULE\nNAME"
bool is_known_global(std::string_view global);

// ('storage', class, key, device, count), and before PyTorch 1.6 a view as the sixth, which is None.
// Where it is something else, `problem` says so.
PickleValue pickled_storage(const Pickle& pickle, std::uint32_t tuple, std::string& problem);

// What a function gives for a tuple of arguments: the index of a value, which may be new.
std::uint32_t pickled_call(Pickle& pickle, std::uint32_t function, std::uint32_t arguments,
                           std::string& problem);

}  // namespace nmt
