// The tokenizers of the metrics, equal to sacreBLEU's: they only put spaces between words.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

struct MetricTokenizer {
  std::string signature;  // as sacreBLEU names it behind tok:
  // Rewrites `line` (valid UTF-8) so that its words are what stands between white space. Threads
  // may share it.
  std::function<void(std::string& line)> tokenize;
};

// 13a, intl, zh, char, none; ja-mecab and ko-mecab, where FOLDER of a dictionary may follow
// (ja-mecab:FOLDER); spm:FILE for any SentencePiece model, and flores101, flores200, spBLEU-1K:FILE
// where the model is sacreBLEU's of that name. Another name is an Error.
MetricTokenizer metric_tokenizer(const std::string& name);

// The names that metric_tokenizer() takes, as in spm:FILE.
std::vector<std::string> metric_tokenizer_names();

// Appends the words of a tokenized line to `words`, as views into `line`.
void split_words(std::string_view line, std::vector<std::string_view>& words);

}  // namespace nmt
