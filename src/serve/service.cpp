#include "serve/service.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <string_view>

#include "base/format.h"
#include "base/utf8.h"
#include "decode/split.h"

namespace nmt {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::int64_t characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

// The lines of a text, each with the number of pieces that it was cut into.
using Lines = std::vector<std::size_t>;

// The n-th best translation of a text: the n-th best of each of its pieces, or the last that a
// piece has.
std::string join(const Lines& lines, std::span<const SentenceWork> pieces, std::size_t n,
                 const Tokenizer& tokenizer) {
  std::string text;
  std::size_t next = 0;
  for (std::size_t line = 0; line < lines.size(); ++line) {
    if (line > 0) text += '\n';
    for (std::size_t i = 0; i < lines[line]; ++i) {
      const auto& hypotheses = pieces[next++].hypotheses;
      const std::string more = tokenizer.decode(hypotheses[std::min(n, hypotheses.size() - 1)].ids);
      if (i > 0 && !more.empty() && !text.empty() && text.back() != '\n') text += ' ';
      text += more;
    }
  }
  return text;
}

}  // namespace

Service::Service(const Seq2Seq& model, Tokenizers tokenizers, const DecodingSettings& decoding,
                 const ServeSettings& settings)
    : model_(model),
      tokenizers_(std::move(tokenizers)),
      decoding_(decoding),
      settings_(settings),
      queue_(settings.queue_length),
      workers_(model, decoding, queue_, metrics_) {}

void Service::check(const std::string& text, const std::string& name) const {
  const std::size_t bad = find_invalid_utf8(text);
  if (bad != std::string::npos)
    throw Refusal(400, format("byte {} of {} is not UTF-8", bad + 1, name));
  const std::int64_t length = characters(text);
  if (length > settings_.max_characters)
    throw Refusal(400, format("{} has {} characters; this server takes {}", name, length,
                              settings_.max_characters));
}

void Service::run(const std::shared_ptr<Job>& job) {
  const auto time = std::chrono::duration_cast<WorkQueue::Clock::duration>(
      std::chrono::duration<double>(settings_.timeout_seconds));
  switch (queue_.run(job, WorkQueue::Clock::now() + time)) {
    case WorkQueue::Outcome::done:
      break;
    case WorkQueue::Outcome::full:
      throw Refusal(503, format("the queue of {} sentences is full; try again in a moment",
                                settings_.queue_length));
    case WorkQueue::Outcome::late:
      throw Refusal(504, format("there was no answer within {} seconds; send less at once",
                                settings_.timeout_seconds));
    case WorkQueue::Outcome::closed:
      throw Refusal(503, "the server is stopping");
  }
  if (!job->failure.empty()) throw Refusal(500, job->failure);
}

TranslatedTexts Service::translate(const TranslationWish& wish) {
  const int model_limit = model_.max_length();
  const int limit = model_limit > 0 ? std::min(decoding_.max_source_length, model_limit)
                                    : decoding_.max_source_length;
  const auto job = std::make_shared<Job>();
  std::vector<Lines> texts;
  int sentences = 0;
  for (const std::string& text : wish.texts) {
    check(text, "q");
    texts.emplace_back();
    for (const std::string_view line : lines_of(text)) {
      auto pieces = split_tokens(line, *tokenizers_.source, limit);
      texts.back().push_back(pieces.size());
      sentences += pieces.empty() ? 0 : 1;
      if (sentences > settings_.max_sentences)
        throw Refusal(400, format("the request has more than {} lines to translate; send several",
                                  settings_.max_sentences));
      for (SourcePiece& piece : pieces)
        job->sentences.push_back({.kind = SentenceWork::Kind::translate,
                                  .detail = wish.detail,
                                  .n_best = wish.n_best,
                                  .source = std::move(piece.ids)});
    }
  }
  run(job);
  TranslatedTexts translated = {.texts = {}, .job = job};
  std::span<const SentenceWork> rest = job->sentences;
  for (const Lines& lines : texts) {
    std::size_t count = 0, most = 1;
    for (const std::size_t pieces : lines) count += pieces;
    TextTranslation& text = translated.texts.emplace_back();
    for (const SentenceWork& work : rest.first(count)) {
      text.sentences.push_back(&work);
      most = std::max(most, work.hypotheses.size());
    }
    for (std::size_t n = 0; n < most; ++n)
      text.candidates.push_back(join(lines, rest.first(count), n, *tokenizers_.target));
    rest = rest.subspan(count);
  }
  return translated;
}

std::vector<TokenId> Service::tokens_to_score(const std::string& text, const Tokenizer& tokenizer,
                                              const std::string& name) const {
  check(text, name);
  std::vector<TokenId> ids = tokenizer.encode(text);
  if (ids.empty()) throw Refusal(400, name + " is empty");
  ids.push_back(kEnd);
  const int model_limit = model_.max_length();
  const int most =
      model_limit > 0 ? std::min(decoding_.max_length, model_limit) : decoding_.max_length;
  if (ids.size() > static_cast<std::size_t>(most))
    throw Refusal(400,
                  format("{} has {} tokens; this model scores at most {}", name, ids.size(), most));
  return ids;
}

std::vector<ScoredPair> Service::score(
    const std::vector<std::pair<std::string, std::string>>& pairs) {
  if (pairs.size() > static_cast<std::size_t>(settings_.max_sentences))
    throw Refusal(400, format("the request has {} pairs; this server takes {}", pairs.size(),
                              settings_.max_sentences));
  const auto job = std::make_shared<Job>();
  for (const auto& [source, target] : pairs)
    job->sentences.push_back({.kind = SentenceWork::Kind::score,
                              .source = tokens_to_score(source, *tokenizers_.source, "source"),
                              .target = tokens_to_score(target, *tokenizers_.target, "target")});
  run(job);
  std::vector<ScoredPair> scored;
  for (SentenceWork& work : job->sentences)
    scored.push_back({std::move(work.target), std::move(work.score)});
  return scored;
}

}  // namespace nmt
