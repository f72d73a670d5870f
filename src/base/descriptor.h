// File descriptors.
#pragma once

#include <string_view>

namespace nmt {

// Writes all of it, waiting where a descriptor that does not block takes no more. The errno of what
// went wrong, EPIPE where the reader has gone; 0 where nothing did.
int write_all(int descriptor, std::string_view bytes);

}  // namespace nmt
