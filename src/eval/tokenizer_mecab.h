// The words of Japanese and Korean, as MeCab finds them with a dictionary.
#pragma once

#include <string>

#include "eval/tokenizers.h"

namespace nmt {

// `folder` is that of a compiled dictionary; empty is MeCab's own default. Errors: the folder holds
// none, or this program was built without MeCab.
MetricTokenizer japanese_tokenizer(const std::string& folder);

// With a mecab-ko-dic. What MeCab's Korean edition adds to it, costs of words that must not follow
// a space, is done here, so that the plain MeCab finds the same words.
MetricTokenizer korean_tokenizer(const std::string& folder);

// The version of the MeCab that this program is linked with; empty where it is built without.
std::string mecab_version();

}  // namespace nmt
