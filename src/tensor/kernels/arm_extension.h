// Instructions of an extension of Arm, written by name in code that is compiled for any Arm, because
// they are used only where the machine has them. GCC's assembler takes one after a directive, clang's
// in a function that may use it, which then is not inlined into others.
#pragma once

#ifdef __clang__
#define NMT_USES(extension) __attribute__((target(extension)))
#define NMT_INSTRUCTION(extension, text) text
#else
#define NMT_USES(extension)
#define NMT_INSTRUCTION(extension, text) ".arch armv8.2-a+" extension "\n\t" text
#endif
