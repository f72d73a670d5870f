// What the terminal behind a file descriptor can show, and how wide lines for people may be.
#pragma once

namespace nmt {

// The cells of a line; 0 where `descriptor` is no terminal, or one that does not say.
int terminal_width(int descriptor);

// Characters of a line: $COLUMNS where it is a number, otherwise the width of the terminal that
// `descriptor` is, otherwise 80. From 40 to 100: narrower is not readable, and neither is wider.
int line_width(int descriptor);

// Whether `descriptor` is a terminal that shows colours, and its user does not refuse them
// (NO_COLOR).
bool has_colours(int descriptor);

}  // namespace nmt
