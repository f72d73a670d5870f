// Where the parts of an installed nmt lie. They are found from the program itself, so that an
// installed tree can be moved.
#pragma once

#include <filesystem>

namespace nmt {

// The folder that the running program lies in; empty where the system does not tell.
std::filesystem::path program_folder();

// PREFIX/share/nmt: configurations and models. PREFIX/lib/nmt: what the program loads. Whether they
// are there is not checked: they are not, where nmt runs from the folder that it was built in.
std::filesystem::path installed_data();
std::filesystem::path installed_modules();

}  // namespace nmt
