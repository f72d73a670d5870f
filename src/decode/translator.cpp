#include "decode/translator.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace nmt {

Translator::Translator(const Seq2Seq& model, Tokenizers tokenizers, DecodingSettings settings,
                       LearnedText learned)
    : Translator({{.model = &model}}, std::move(tokenizers), std::move(settings),
                 std::move(learned)) {}

Translator::Translator(std::vector<WeightedModel> models, Tokenizers tokenizers,
                       DecodingSettings settings, LearnedText learned)
    : pool_(settings.threads),
      steps_(std::move(models), std::move(tokenizers), std::move(settings), std::move(learned),
             pool_.threads()) {}

template <class Work>
void Translator::share_out(std::size_t count, Work work) {
  std::atomic<std::size_t> next = 0;
  const auto shares = std::min<std::size_t>(count, static_cast<std::size_t>(pool_.threads()));
  pool_.run(static_cast<int>(shares), [&](int thread) {
    for (std::size_t i = next++; i < count; i = next++) work(thread, i);
  });
}

std::vector<Translation> Translator::translate(std::span<const std::string> lines) {
  return translate(lines, std::span<const std::string>());
}

std::vector<Translation> Translator::translate(std::span<const std::string> lines,
                                               std::span<const std::string> prefixes,
                                               std::int64_t first_line) {
  Block block = BlockTranslator::block_of({lines.begin(), lines.end()});
  block.prefixes.assign(prefixes.begin(), prefixes.end());
  block.first_line = first_line;
  return translate(std::move(block));
}

std::vector<Translation> Translator::translate(std::span<const LineToTranslate> lines) {
  std::vector<std::string> texts;
  for (const LineToTranslate& line : lines) texts.emplace_back(line.text);
  Block block = BlockTranslator::block_of(std::move(texts));
  for (const LineToTranslate& line : lines) block.tags.push_back(line.tags);
  if (!lines.empty()) block.first_line = lines.front().number;
  return translate(std::move(block));
}

std::vector<Translation> Translator::translate(Block block) {
  const std::size_t lines = block.texts.size();
  share_out(lines, [&](int, std::size_t line) { steps_.read_line(block, line); });
  steps_.make_batches(block);
  share_out(block.batches.size(),
            [&](int thread, std::size_t batch) { steps_.search(block, batch, thread); });
  share_out(lines, [&](int, std::size_t line) { steps_.write_line(block, line); });
  std::vector<Translation> translations;
  for (TranslatedLine& line : block.lines) translations.push_back(std::move(line.translation));
  return translations;
}

std::int64_t Translator::translate_stream(LineSource& input, LineSink& output,
                                          const StreamOptions& options) {
  Stream stream(steps_, input, output, options);
  pool_.run(pool_.threads(), [&](int thread) { stream.work(thread); });
  return stream.finish();
}

}  // namespace nmt
