// How translations are written.
#pragma once

#include <cstdint>
#include <string>

#include "decode/translation.h"

namespace nmt {

enum class OutputFormat {
  text,    // the best translation, one line for each line of input
  n_best,  // all, as Moses writes them: `0 ||| text ||| F0= -3.2 ||| -0.41`: line number, log p,
           // score
};

// The lines that answer one line of input, each with its LF.
std::string format_translation(const Translation& translation, std::int64_t line_number,
                               OutputFormat output_format);

}  // namespace nmt
