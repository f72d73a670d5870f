#include "train/held_out.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "text/words.h"

namespace nmt {

std::vector<TextPair> read_held_out(const DataSettings& data) {
  if (data.valid.empty()) return {};
  std::vector<TextPair> pairs = read_pairs(data.valid, data.on_invalid_utf8());
  const auto is_blank = [](const TextPair& pair) {
    return trimmed(pair.source).empty() || trimmed(pair.target).empty();
  };
  if (std::all_of(pairs.begin(), pairs.end(), is_blank))
    throw Error({.what = format("no pair of data.valid can be used: one side of each of the {} is "
                                "blank",
                                pairs.size()),
                 .where = corpus_files(data.valid).front(),
                 .fix = "check the files: line n of the target translates line n of the source"});
  return pairs;
}

CorpusStatistics measured_held_out(const DataSettings& data, const std::string& decoding_tag,
                                   const Tokenizers& tokenizers) {
  CorpusStatistics statistics;
  EncodedCorpus corpus = EncodedCorpus::validation_text(data, decoding_tag, tokenizers);
  for (auto chunk = corpus.next_chunk(); !chunk.empty(); chunk = corpus.next_chunk())
    for (const EncodedPair& pair : chunk) statistics.add(pair);
  statistics.invalid_utf8 = corpus.corpus().invalid_utf8();
  statistics.require_pairs(data.valid, data.max_length, "data.valid");
  return statistics;
}

void warn_of_left_out(const CorpusStatistics& measured, const DataSettings& data) {
  for (const std::string& message :
       measured.skip_messages(data.valid, data.max_length, " of the losses in validation"))
    log_warning(message);
}

}  // namespace nmt
