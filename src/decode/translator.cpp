#include "decode/translator.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <numeric>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"
#include "decode/beam_search.h"
#include "decode/split.h"
#include "decode/warning_log.h"

namespace nmt {

// What the model translates at once: a line, or a piece of one.
struct Piece {
  std::span<const TokenId> source;  // with kEnd
  std::vector<Hypothesis> hypotheses;
};

namespace {

// Lines read before any is translated: enough to make batches of equal lengths and to keep the
// threads busy. The first window is small, so that an answer comes soon.
constexpr std::size_t kFirstLines = 64, kMostLines = 2048, kMostBytes = std::size_t{1} << 22;

// A line on its way to the model.
struct SourceLine {
  std::vector<std::vector<TokenId>> pieces;  // with kEnd; usually one, none for a blank line
  std::vector<std::string> warnings;
};

SourceLine read_line(const std::string& line, const Tokenizer& tokenizer, int limit) {
  SourceLine source;
  std::string_view text = line;
  std::string repaired;
  const std::size_t bad = find_invalid_utf8(line);
  if (bad != std::string::npos) {
    text = repaired = replace_invalid_utf8(line);
    source.warnings.push_back(
        format("byte {} is not UTF-8; what is wrong was replaced by U+FFFD", bad + 1));
  }
  source.pieces = split_tokens(text, tokenizer, limit);
  if (source.pieces.size() > 1)
    source.warnings.push_back(
        format("the line has more than {} tokens; it was translated in {} pieces", limit,
               source.pieces.size()));
  return source;
}

// Pieces of about equal length together, the longest first, so that no thread begins a long batch
// last.
std::vector<std::vector<int>> batches_of(const std::vector<Piece>& pieces,
                                         std::int64_t batch_tokens) {
  std::vector<int> order(pieces.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return pieces[a].source.size() > pieces[b].source.size(); });
  std::vector<std::vector<int>> batches;
  std::int64_t tokens = 0;
  for (const int piece : order) {
    const auto size = static_cast<std::int64_t>(pieces[piece].source.size());
    if (batches.empty() || tokens + size > batch_tokens) {
      batches.emplace_back();
      tokens = 0;
    }
    batches.back().push_back(piece);
    tokens += size;
  }
  return batches;
}

void add_text(std::string& text, const std::string& more) {
  if (!text.empty() && !more.empty()) text += ' ';
  text += more;
}

// The n-th best translation of a line: the n-th best of each of its pieces, or the last that a
// piece has.
Candidate join(std::span<const Piece> pieces, std::size_t n, const Tokenizer& tokenizer,
               const DecodingSettings& settings) {
  Candidate candidate;
  double coverage = 0;
  int tokens = 0;
  for (const Piece& piece : pieces) {
    const Hypothesis& hypothesis = piece.hypotheses[std::min(n, piece.hypotheses.size() - 1)];
    add_text(candidate.text, tokenizer.decode(hypothesis.ids));
    candidate.log_probability += hypothesis.log_probability;
    candidate.score = hypothesis.score;
    coverage += hypothesis.coverage;
    tokens += static_cast<int>(hypothesis.ids.size()) + (hypothesis.finished ? 1 : 0);
  }
  if (pieces.size() > 1)
    candidate.score = normalised_score(candidate.log_probability, tokens, settings) +
                      settings.coverage_penalty * coverage;
  return candidate;
}

std::vector<Candidate> candidates_of(std::span<const Piece> pieces, const Tokenizer& tokenizer,
                                     const DecodingSettings& settings) {
  if (pieces.empty()) return {Candidate{}};
  std::size_t count = 0;
  for (const Piece& piece : pieces) count = std::max(count, piece.hypotheses.size());
  std::vector<Candidate> candidates;
  for (std::size_t n = 0; n < count; ++n)
    candidates.push_back(join(pieces, n, tokenizer, settings));
  return candidates;
}

// Waits for one line, then takes those that are there.
bool read_window(LineSource& input, std::size_t most_lines, std::vector<std::string>& lines) {
  lines.clear();
  std::size_t bytes = 0;
  std::string line;
  while (lines.size() < most_lines && bytes < kMostBytes && (lines.empty() || input.ready()) &&
         input.next(line)) {
    bytes += line.size();
    lines.push_back(std::move(line));
  }
  return !lines.empty();
}

// Writes what answers the lines from `line` on. False when the reader has gone away.
bool deliver(std::ostream& output, const std::string& text, std::int64_t line) {
  errno = 0;
  output.write(text.data(), static_cast<std::streamsize>(text.size()));
  output.flush();
  if (output.good()) return true;
  const int error = errno;
  if (error == EPIPE) return false;
  throw Error({.what = "cannot write the translations" +
                       (error == 0 ? "" : ": " + std::generic_category().message(error)),
               .where = format("the output, line {}", line),
               .fix = "make room where the output goes: df -h",
               .kind = Error::Kind::runtime});
}

}  // namespace

Translator::Translator(const Seq2Seq& model, Tokenizers tokenizers, DecodingSettings settings)
    : model_(&model),
      tokenizers_(std::move(tokenizers)),
      settings_(std::move(settings)),
      pool_(settings_.threads) {
  settings_.validate();
  for (int thread = 0; thread < pool_.threads(); ++thread) tapes_.emplace_back(Tape::Mode::infer);
}

template <class Work>
void Translator::share_out(std::size_t count, Work work) {
  std::atomic<std::size_t> next = 0;
  const auto shares = std::min<std::size_t>(count, static_cast<std::size_t>(pool_.threads()));
  pool_.run(static_cast<int>(shares), [&](int thread) {
    for (std::size_t i = next++; i < count; i = next++) work(thread, i);
  });
}

int Translator::piece_limit() const {
  const int model_limit = model_->max_length();
  return model_limit > 0 ? std::min(settings_.max_source_length, model_limit)
                         : settings_.max_source_length;
}

void Translator::search(std::vector<Piece>& pieces) {
  std::int64_t tokens = 0;
  for (const Piece& piece : pieces) tokens += static_cast<std::int64_t>(piece.source.size());
  // A small window is still shared by all threads.
  const std::int64_t share = tokens / pool_.threads() + 1;
  const auto batches = batches_of(pieces, std::min<std::int64_t>(settings_.batch_tokens, share));
  share_out(batches.size(), [&](int thread, std::size_t b) {
    Batch source;
    for (const int piece : batches[b]) source.add(pieces[piece].source);
    tapes_[thread].reset();
    auto results = beam_search(*model_, tapes_[thread], source, settings_);
    for (std::size_t i = 0; i < results.size(); ++i)
      pieces[batches[b][i]].hypotheses = std::move(results[i]);
  });
}

std::vector<Translation> Translator::translate(std::span<const std::string> lines) {
  std::vector<SourceLine> sources(lines.size());
  share_out(lines.size(), [&, limit = piece_limit()](int, std::size_t i) {
    sources[i] = read_line(lines[i], *tokenizers_.source, limit);
  });
  std::vector<Piece> pieces;
  std::vector<std::size_t> first_piece = {0};
  for (const SourceLine& source : sources) {
    for (const std::vector<TokenId>& ids : source.pieces) pieces.push_back({ids, {}});
    first_piece.push_back(pieces.size());
  }
  search(pieces);
  std::vector<Translation> translations(lines.size());
  share_out(lines.size(), [&](int, std::size_t i) {
    const auto of_line =
        std::span<const Piece>(pieces).subspan(first_piece[i], first_piece[i + 1] - first_piece[i]);
    translations[i].candidates = candidates_of(of_line, *tokenizers_.target, settings_);
    translations[i].warnings = std::move(sources[i].warnings);
  });
  return translations;
}

std::int64_t Translator::translate_stream(LineSource& input, std::ostream& output,
                                          OutputFormat output_format) {
  std::int64_t count = 0;
  std::vector<std::string> lines;
  WarningLog warnings("line ");
  for (std::size_t most = kFirstLines; read_window(input, most, lines);
       most = std::min(2 * most, kMostLines)) {
    std::string text;
    const std::int64_t first = count + 1;
    for (const Translation& translation : translate(lines)) {
      text += format_translation(translation, count++, output_format);
      warnings.add(count, translation.warnings);
    }
    if (!deliver(output, text, first)) break;
  }
  return count;
}

}  // namespace nmt
