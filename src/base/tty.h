// What the terminal behind a file descriptor can show.
#pragma once

namespace nmt {

// The cells of a line; 0 where `fd` is no terminal, or one that does not say.
int tty_width(int fd);

// Whether `fd` is a terminal that shows colours, and its user does not refuse them (NO_COLOR).
bool tty_has_colours(int fd);

}  // namespace nmt
