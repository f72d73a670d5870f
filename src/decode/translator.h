// Raw text in, raw text out: n lines in, n lines out, in order, whatever they hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "decode/block_translator.h"
#include "decode/lines.h"
#include "decode/settings.h"
#include "decode/stream.h"
#include "decode/translation.h"
#include "seq2seq/model_directory.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

class Translator {
 public:
  // The model must outlive the translator; its values may change between calls. Throws what
  // validate() throws.
  Translator(const Seq2Seq& model, Tokenizers tokenizers, DecodingSettings settings,
             LearnedText learned = {});
  // An ensemble of models of the same tokenizers.
  Translator(std::vector<WeightedModel> models, Tokenizers tokenizers, DecodingSettings settings,
             LearnedText learned = {});

  // One translation for each line, in order. An empty or blank line stays empty; bytes that are not
  // UTF-8 are replaced and warned about; a line that is too long is translated in pieces. The
  // result does not depend on the other lines or on the number of threads.
  std::vector<Translation> translate(std::span<const std::string> lines);
  // The same, where the translation of lines[i] begins with prefixes[i]; `first_line`: the number
  // of the first in its text, from 1, which sampling draws by.
  std::vector<Translation> translate(std::span<const std::string> lines,
                                     std::span<const std::string> prefixes,
                                     std::int64_t first_line = 1);
  // Neighbouring lines of a document, without prefixes.
  std::vector<Translation> translate(std::span<const LineToTranslate> lines);

  // Translates until the input ends or the output is closed; the same memory however long the input
  // is. Lines that arrive one by one are answered one by one. Warnings go to the log with their
  // line number. Returns the number of lines of the input that are answered.
  std::int64_t translate_stream(LineSource& input, LineSink& output,
                                const StreamOptions& options = {});
  const Tokenizers& tokenizers() const { return steps_.tokenizers(); }
  const DecodingSettings& settings() const { return steps_.settings(); }

 private:
  std::vector<Translation> translate(Block block);
  // work(thread, i) for each i in [0, count), taken by the threads as they become free.
  template <class Work>
  void share_out(std::size_t count, Work work);

  ThreadPool pool_;
  BlockTranslator steps_;
};

}  // namespace nmt
