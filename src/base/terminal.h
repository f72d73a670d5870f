// How wide the lines may be that people read.
#pragma once

namespace nmt {

// Characters of a line: $COLUMNS where it is a number, otherwise the width of the terminal that
// `descriptor` is, otherwise 80. From 40 to 100: narrower is not readable, and neither is wider.
int line_width(int descriptor);

}  // namespace nmt
