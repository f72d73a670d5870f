#include "serve/service.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <string_view>

#include "base/format.h"
#include "decode/document_lines.h"
#include "decode/output.h"
#include "decode/scorer.h"

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

// Where a text stands among all: [2], or nothing where it is alone.
std::string place_in(std::size_t count, std::size_t i) {
  return count > 1 ? format("[{}]", i) : "";
}

// The n-th best translation of a text: the n-th best of each of its lines, or the last that a line
// has.
std::vector<std::string> candidates_of(const std::vector<TranslatedLine>& lines) {
  std::size_t most = 1;
  for (const TranslatedLine& line : lines)
    most = std::max(most, line.translation.candidates.size());
  std::vector<std::string> texts(most);
  for (std::size_t n = 0; n < most; ++n)
    for (const TranslatedLine& line : lines) {
      const auto& candidates = line.translation.candidates;
      if (&line != &lines.front()) texts[n] += '\n';
      texts[n] += on_one_line(candidates[std::min(n, candidates.size() - 1)].text);
    }
  return texts;
}

}  // namespace

void check_length(const std::string& text, const std::string& name, const ServeSettings& settings) {
  const std::int64_t length = characters(text);
  if (length > settings.max_characters)
    throw Refusal(400, format("{} has {} characters; this server takes {}", name, length,
                              settings.max_characters));
}

Service::Service(const Seq2Seq& model, Tokenizers tokenizers, const DecodingSettings& decoding,
                 const ServeSettings& settings, const Shared& shared, std::string name,
                 LearnedText learned)
    : model_(model),
      translator_({{.model = &model}}, std::move(tokenizers), decoding, std::move(learned)),
      settings_(settings),
      cache_(shared.cache),
      name_(std::move(name)),
      queue_(settings.queue_length),
      workers_(translator_, model, queue_, shared.metrics) {}

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

// The lines, not translated yet. `room`: the lines with anything to translate that the request may
// still have.
TextTranslation Service::read(const std::string& text, int& room) const {
  TextTranslation read;
  for (const std::string_view line : lines_of(text)) {
    const auto number = static_cast<std::int64_t>(read.lines.size()) + 1;
    read.sources.emplace_back(line);
    read.lines.push_back(translator_.read({.text = line, .number = number}));
    if (!read.lines.back().pieces.empty() && --room < 0)
      throw Refusal(400, format("the request has more than {} lines to translate; send several",
                                settings_.max_sentences));
  }
  return read;
}

std::vector<TextTranslation> Service::translate(const TranslationWish& wish) {
  std::vector<TextTranslation> texts;
  int room = wish.is_limited ? settings_.max_sentences : std::numeric_limits<int>::max();
  for (std::size_t i = 0; i < wish.texts.size(); ++i) {
    if (wish.is_limited)
      check_length(wish.texts[i], "q" + place_in(wish.texts.size(), i), settings_);
    texts.push_back(read(wish.texts[i], room));
  }
  std::vector<TranslatedLine*> lines;
  for (TextTranslation& text : texts)
    for (TranslatedLine& line : text.lines) lines.push_back(&line);
  translate_lines(lines, wish.n_best, wish.detail);
  for (TextTranslation& text : texts) text.candidates = candidates_of(text.lines);
  return texts;
}

// By blocks, so that other requests come in between.
DocumentTranslation Service::translate(const Document& document) {
  DocumentTranslation result;
  DocumentLines lines(document);
  const auto block = static_cast<std::size_t>(settings_.max_sentences);
  for (std::size_t begin = 0; begin < lines.count(); begin += block) {
    const std::size_t end = std::min(begin + block, lines.count());
    std::vector<TranslatedLine> read;
    for (std::size_t i = begin; i < end; ++i) read.push_back(translator_.read(lines.line(i)));
    std::vector<TranslatedLine*> pointers;
    for (TranslatedLine& line : read) pointers.push_back(&line);
    translate_lines(pointers, 1, SentenceWork::Detail::text);
    for (std::size_t i = begin; i < end; ++i) {
      const Translation& translation = read[i - begin].translation;
      lines.take(translation);
      for (const std::string& warning : translation.warnings)
        result.warnings.push_back(format("{}: {}", lines.place(i), warning));
    }
  }
  result.texts = std::move(lines).texts();
  return result;
}

void Service::translate_lines(std::span<TranslatedLine* const> lines, int n_best,
                              SentenceWork::Detail detail) {
  std::vector<LinePiece*> pieces;
  for (TranslatedLine* line : lines)
    for (LinePiece* piece : line->unsearched()) pieces.push_back(piece);
  search(pieces, n_best, detail);
  for (TranslatedLine* line : lines) translator_.write(*line);
}

// What is not in the cache goes to the workers, who may go on after this call has given up; so the
// job owns what they fill.
void Service::search(const std::vector<LinePiece*>& pieces, int n_best,
                     SentenceWork::Detail detail) {
  const auto job = std::make_shared<Job>();
  std::vector<std::pair<std::string, LinePiece*>> searched;
  for (LinePiece* piece : pieces) {
    if (detail != SentenceWork::Detail::text) piece->is_observed = true;
    std::string key = cache_key(name_, *piece, n_best, decoding());
    if (cache_.find(key, *piece)) continue;
    searched.emplace_back(std::move(key), piece);
    job->sentences.push_back(
        {.kind = SentenceWork::Kind::translate, .n_best = n_best, .piece = std::move(*piece)});
  }
  run(job);
  for (std::size_t i = 0; i < searched.size(); ++i) {
    auto& [key, piece] = searched[i];
    *piece = std::move(job->sentences[i].piece);
    cache_.add(key, *piece);
  }
}

std::vector<TokenId> Service::tokens_to_score(const std::string& text, const char* side,
                                              const std::string& place, const Tokenizer& tokenizer,
                                              std::vector<std::string>& warnings) const {
  const std::string name = side + place;
  check_length(text, name, settings_);
  std::vector<TokenId> ids = encode_side(text, side, tokenizer, warnings);
  if (ids.size() == 1) throw Refusal(400, name + " is empty");
  const int model_limit = model_.max_length();
  const int most =
      model_limit > 0 ? std::min(decoding().max_length, model_limit) : decoding().max_length;
  if (ids.size() > static_cast<std::size_t>(most))
    throw Refusal(400,
                  format("{} has {} tokens; this model scores at most {}", name, ids.size(), most));
  return ids;
}

SentenceWork Service::work_to_score(const PairToScore& pair, const std::string& place,
                                    std::vector<std::string>& warnings) const {
  const Tokenizers& by = tokenizers();
  return {.kind = SentenceWork::Kind::score,
          .source = tokens_to_score(pair.source, "source", place, *by.source, warnings),
          .target = tokens_to_score(pair.target, "target", place, *by.target, warnings)};
}

std::vector<ScoredPair> Service::score(const std::vector<PairToScore>& pairs) {
  if (pairs.size() > static_cast<std::size_t>(settings_.max_sentences))
    throw Refusal(400, format("the request has {} pairs; this server takes {}", pairs.size(),
                              settings_.max_sentences));
  const auto job = std::make_shared<Job>();
  std::vector<ScoredPair> scored(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i)
    job->sentences.push_back(
        work_to_score(pairs[i], place_in(pairs.size(), i), scored[i].warnings));
  run(job);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    scored[i].target = std::move(job->sentences[i].target);
    scored[i].score = std::move(job->sentences[i].score);
  }
  return scored;
}

}  // namespace nmt
