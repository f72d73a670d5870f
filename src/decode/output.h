// How translations are written. Whatever a translation holds, one record is one line: in plain text
// a control character or a line separator (U+0000-001F, U+007F-009F, U+2028, U+2029) becomes a
// space, JSON escapes it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/n_best.h"
#include "decode/translation.h"
#include "document/text_range.h"
#include "text/tokenizer.h"

namespace nmt {

enum class OutputFormat {
  text,    // the best translation, one line for each line of input, with ` ||| ` and the alignment
           // where one was asked for, as in the other formats
  n_best,  // all, as Moses writes them: `0 ||| text ||| F0= -3.2 ||| -0.41`: line number from 0,
           // log p, score; see NBestEntry
  json,    // one object for each line of input: line, source, memory where all of it is remembered,
           // translation, score, log_probability, tokens, sentences where there are several, and,
           // where more than one was asked for, n_best
  tsv,     // all: line number from 1, score, log p, text
};

// A line of input and what became of it.
struct AnsweredLine {
  std::int64_t number = 0;  // from 1
  std::string_view source;
  const Translation& translation;
  int n_best = 1;  // translations that were asked for
};

// The lines that answer one line of input, each with its LF.
std::string format_translation(const AnsweredLine& line, OutputFormat output_format,
                               const Tokenizer& target);

// What an n-best list says of a translation of line `number`, from 1.
NBestEntry n_best_entry(std::int64_t number, const Candidate& candidate);

// The number of the input line, from 1, that a line in this format answers; 0 where the format does
// not say it or the line is of another format.
std::int64_t answered_number(std::string_view output_line, OutputFormat output_format);

// Ranges of a text, in order, counted in characters (code points) instead of bytes.
std::vector<TextRange> in_characters(std::string_view text, std::span<const TextRange> ranges);

// The text with a space for each character that may end a line or that a terminal would obey.
std::string on_one_line(std::string_view text);

}  // namespace nmt
