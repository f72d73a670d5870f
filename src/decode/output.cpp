#include "decode/output.h"

#include "base/format.h"

namespace nmt {

std::string format_translation(const Translation& translation, std::int64_t line_number,
                               OutputFormat output_format) {
  if (output_format == OutputFormat::text) return translation.text() + "\n";
  std::string lines;
  for (const Candidate& candidate : translation.candidates)
    lines += format("{} ||| {} ||| F0= {:.6g} ||| {:.6g}\n", line_number, candidate.text,
                    candidate.log_probability, candidate.score);
  return lines;
}

}  // namespace nmt
