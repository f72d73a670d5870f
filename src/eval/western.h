// The rules of mteval-v13a for European languages, which the tokenizers 13a and zh and the
// normalization of TER are made of. Each rewrites a line of UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace nmt {

void replace_all(std::string& text, std::string_view from, std::string_view to);

// &quot; &amp; &lt; &gt; become what they stand for, in this order.
void unescape_entities(std::string& line);

// Spaces around ASCII punctuation, all but ' , - and the period.
void separate_punctuation(std::string& line);

// Spaces around period and comma unless after a digit, then around those that are not before a
// digit, then around a dash after a digit.
void separate_periods_and_dashes(std::string& line);

}  // namespace nmt
