// Descriptors 0, 1 and 2, which some launchers leave closed.
#pragma once

namespace nmt {

// Takes each of the descriptors 0, 1 and 2 that is closed, so that no file that is opened later gets
// its number: otherwise warnings would be written into that file, or its text read as the input.
// Reading from such a standard input, and writing to such an output, fails with EBADF, as before.
// To be called first in main.
void hold_standard_streams();

}  // namespace nmt
