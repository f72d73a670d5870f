// Tags, comments and what else stands between < and >.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

// A tag is `<`, perhaps `/`, a letter, and all up to the next `>` outside quotation marks, without a
// `<` outside of them; further comments, CDATA sections, `<?...?>` and `<!...>`. In linear time.
std::vector<TextRange> markup_in(std::string_view text);
// The same where `behind` says from where on to look after each: not before the end of it.
std::vector<TextRange> markup_in(std::string_view text,
                                 const std::function<std::size_t(TextRange)>& behind);

// br of <br/>, a of </a>; empty where there is none. tag: one of markup_in().
std::string_view tag_name(std::string_view tag);

// Whether words on both sides of it are words of their own: <br>, <p>, <td>, not <b>.
bool separates_words(std::string_view tag);

}  // namespace nmt
