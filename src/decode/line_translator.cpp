#include "decode/line_translator.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/random.h"
#include "base/utf8.h"
#include "decode/annotate.h"
#include "decode/doubts.h"
#include "decode/rendering.h"
#include "decode/suppressed.h"
#include "decode/term_search.h"

namespace nmt {
namespace {

// A mask that the line itself has is kept, so that it is not taken for one of nmt's.
KeptScanner scanner_of(DecodingSettings settings, const Masks& masks) {
  KeptScanner kept = settings.kept();
  if (kept.none() || masks.count() == 0) return kept;
  settings.keep.push_back("regex:⟨[1-9]⟩");
  return settings.kept();
}

}  // namespace

std::vector<LinePiece*> TranslatedLine::unsearched() {
  std::vector<LinePiece*> found;
  for (LinePiece& piece : pieces)
    if (!piece.remembered) found.push_back(&piece);
  return found;
}

LineTranslator::LineTranslator(std::vector<WeightedModel> models, Tokenizers tokenizers,
                               DecodingSettings settings, LearnedText learned)
    : models_{.models = std::move(models), .shortlist = nullptr},
      tokenizers_(std::move(tokenizers)),
      settings_(std::move(settings)),
      learned_(std::move(learned)),
      masks_(tokenizers_),
      kept_(scanner_of(settings_, masks_)),
      suppressed_(suppressed_tokens(settings_, *tokenizers_.target)),
      normal_case_(settings_.capitals, learned_, tokenizers_) {
  settings_.validate();
  models_.suppressed = suppressed_;
  if (settings_.split == "sentences" || (settings_.split == "auto" && !learned_.has_paragraphs()))
    splitter_.emplace(learned_.language);
  if (settings_.read_shortlist == nullptr)
    shortlist_ = Shortlist::load_for(tokenizers_, settings_.shortlist);
  models_.shortlist = shortlist_ ? &*shortlist_ : settings_.read_shortlist.get();
  if (!settings_.glossary.empty())
    glossary_.emplace(settings_.glossary, tokenizers_,
                      LanguageSettings{learned_.language, learned_.target_language});
  if (!settings_.memory.empty())
    memory_.emplace(settings_.memory,
                    DocumentLanguages{learned_.language, learned_.target_language});
  require_attention();
}

void LineTranslator::require_attention() const {
  nmt::require_attention(models_, settings_);
  if (attends(models_) || (!settings_.wants_attention() && kept_.none())) return;
  throw Error({.what = "alignments, confidence, keep and copy_unknown need attention, and this "
                       "model has none",
               .where = "decoding",
               .fix = "leave them out, or use a model with attention"});
}

int LineTranslator::piece_limit() const {
  int limit = settings_.max_source_length;
  if (const int most = max_length(models_); most > 0) limit = std::min(limit, most);
  // Of sentences; a whole line may be longer than any sentence that the model has seen.
  constexpr int kShortest = 32;
  if (splitter_ && learned_.longest > 0)
    limit = std::min(limit, std::max(learned_.longest, kShortest));
  return limit;
}

// The sentences of the line, with what is kept taken out of them; of one sentence, the line as it
// stands, with the white space around it, which some tokenizers keep.
std::vector<LineSentence> LineTranslator::divide(TranslatedLine& line,
                                                 const LineToTranslate& asked) const {
  const MarkedLine marked = {
      .text = line.text, .spans = spans_in(line.text, asked.tags), .tags = asked.tags};
  // What is remembered cannot begin otherwise.
  const bool may_begin_remembered = memory_ && asked.prefix.empty();
  LineSentence whole = {.line = {0, line.text.size()}, .read = {}};
  if (may_begin_remembered) remember(whole, marked, *memory_);
  line.kept = take_kept(marked.text, marked.spans, masks_.count(), marked.tags);
  std::vector<LineSentence> found;
  if (splitter_ && whole.memory == nullptr) found = sentences_of(line.kept, line.text, *splitter_);
  const bool is_divided = !found.empty();
  if (!is_divided) found.push_back(whole);
  for (LineSentence& sentence : found) {
    if (!is_divided) break;
    line.translation.sentences.push_back(sentence.line);
    if (memory_ && (may_begin_remembered || &sentence != &found.front()))
      remember(sentence, marked, *memory_);
  }
  if (std::any_of(found.begin(), found.end(), is_remembered)) {
    line.kept = take_kept_of_others(marked, found, masks_.count());
    for (const LineSentence& sentence : found)
      line.translation.remembered.push_back(is_remembered(sentence));
  }
  if (!is_divided) found.front().read = {0, line.kept.read.size()};
  return found;
}

LinePiece LineTranslator::remembered_piece(std::string_view text,
                                           const std::string& translation) const {
  LinePiece piece = {.source = {.ids = tokenizers_.source->encode(text), .text = {0, text.size()}},
                     .hypotheses = {{.ids = tokenizers_.target->encode(translation)}},
                     .remembered = translation};
  piece.source.ids.push_back(kEnd);
  return piece;
}

// Their places are those in the sentence.
std::vector<LinePiece> LineTranslator::cut_sentence(const TranslatedLine& line,
                                                    const LineSentence& sentence, int limit) const {
  const std::string_view text = in_range(line.kept.read, sentence.read);
  if (sentence.memory != nullptr) return {remembered_piece(text, *sentence.memory)};
  std::vector<LinePiece> pieces;
  for (SourcePiece& piece : normal_case_.split(text, limit))
    pieces.push_back({.source = std::move(piece),
                      .is_observed = settings_.wants_attention() || !line.kept.things.empty()});
  return pieces;
}

std::vector<std::vector<LinePiece>> LineTranslator::cut(const TranslatedLine& line,
                                                        const std::vector<LineSentence>& sentences,
                                                        int limit) const {
  const std::string_view text = line.kept.read;
  std::vector<std::vector<LinePiece>> found;
  std::size_t end = 0;  // of the sentence before
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const TextRange range = sentences[i].read;
    std::vector<LinePiece> pieces = cut_sentence(line, sentences[i], limit);
    if (pieces.empty()) continue;
    for (LinePiece& piece : pieces) {
      TextRange& place = piece.source.text;
      place = {range.begin + place.begin, range.begin + place.end};
      piece.source.sentence = i;
    }
    SourcePiece& first = pieces.front().source;
    if (!found.empty()) first.blank = text.substr(end, range.begin - end);
    // The white space belongs to what follows it, so that every place is in a piece.
    first.text.begin = end;
    end = range.end;
    found.push_back(std::move(pieces));
  }
  if (!found.empty()) found.back().back().source.text.end = text.size();
  return found;
}

TranslatedLine LineTranslator::read(const LineToTranslate& line) const {
  if (!line.tags.empty() && !attends(models_))
    throw Error({.what = "markup is put into its place by attention, and this model has none",
                 .where = "decoding",
                 .fix = "use a model with attention, or translate the text alone"});
  TranslatedLine read;
  read.text = line.text;
  std::vector<std::string>& warnings = read.translation.warnings;
  if (const std::size_t bad = find_invalid_utf8(line.text); bad != std::string::npos) {
    read.text = replace_invalid_utf8(line.text);
    warnings.push_back(
        format("byte {} is not UTF-8; what is wrong was replaced by U+FFFD", bad + 1));
  }
  const int limit = piece_limit();
  for (std::vector<LinePiece>& sentence : cut(read, divide(read, line), limit)) {
    if (sentence.size() > 1)
      warnings.push_back(format("the {} has more than {} tokens; it was translated in {} pieces",
                                splitter_ ? "sentence" : "line", limit, sentence.size()));
    for (LinePiece& piece : sentence) {
      piece.stream = derive_key(static_cast<std::uint64_t>(line.number), read.pieces.size());
      read.pieces.push_back(std::move(piece));
    }
  }
  give_terms(read);
  give_prefix(read, line.prefix);
  return read;
}

// What stands between the tags of a line is looked through by itself.
std::vector<KeptSpan> LineTranslator::spans_in(std::string_view line,
                                               std::span<const InlineTag> tags) const {
  std::vector<KeptSpan> spans;
  const auto scan = [&](std::size_t begin, std::size_t end) {
    for (KeptSpan span : kept_.spans_in(line.substr(begin, end - begin))) {
      span.range = {begin + span.range.begin, begin + span.range.end};
      spans.push_back(span);
    }
  };
  std::size_t begin = 0;
  for (const InlineTag& tag : tags) {
    scan(begin, tag.range.begin);
    spans.push_back({tag.range, KeptKind::tag});
    begin = tag.range.end;
  }
  scan(begin, line.size());
  return spans;
}

void LineTranslator::give_terms(TranslatedLine& line) const {
  if (!glossary_) return;
  for (LinePiece& piece : line.pieces) {
    if (piece.remembered) continue;
    const std::string_view text = piece.source.capitals == Capitals::normal
                                      ? in_range(line.kept.read, piece.source.text)
                                      : std::string_view(piece.source.normal);
    piece.terms = glossary_->terms_in(text);
    for (GlossaryTerm& term : piece.terms)
      for (const TextRange& place : term.places)
        term.read_as.push_back(tokens_of_part(piece.source.ids, text, place, *tokenizers_.source));
  }
}

void LineTranslator::give_prefix(TranslatedLine& line, std::string_view prefix) const {
  if (line.pieces.empty() || prefix.empty()) return;
  std::vector<TokenId>& ids = line.pieces.front().prefix;
  ids = tokenizers_.target->encode(replace_invalid_utf8(prefix));
  const int limit = max_length(models_);
  if (limit == 0 || static_cast<int>(ids.size()) < limit) return;
  ids.resize(static_cast<std::size_t>(limit) - 1);
  line.translation.warnings.push_back(
      format("the prefix has more tokens than the model can take; {} of them are used", limit - 1));
}

void LineTranslator::search(std::span<LinePiece* const> pieces, Tape& tape, int n_best) const {
  Batch source;
  std::vector<std::vector<TokenId>> prefixes;
  std::vector<std::uint64_t> streams;
  std::vector<std::vector<GlossaryTerm>> terms;
  for (const LinePiece* piece : pieces) {
    source.add(piece->source.ids);
    streams.push_back(piece->stream);
    prefixes.push_back(piece->prefix);
    if (glossary_) terms.push_back(piece->terms);
  }
  DecodingSettings settings = settings_;
  if (n_best > 0) settings.n_best = n_best;
  const auto is_observed = [](const LinePiece* piece) { return piece->is_observed; };
  const SearchInput input{
      .source = source,
      .prefixes = prefixes,
      .terms = terms,
      .streams = streams,
      .keeps_attention = std::any_of(pieces.begin(), pieces.end(), is_observed)};
  auto results = glossary_ && settings.glossary_mode == "force"
                     ? search_with_terms(models_, tape, input, settings, *tokenizers_.target)
                     : beam_search(models_, tape, input, settings);
  for (std::size_t i = 0; i < results.size(); ++i) pieces[i]->hypotheses = std::move(results[i]);
  std::vector<LinePiece*> observed;
  std::copy_if(pieces.begin(), pieces.end(), std::back_inserter(observed), is_observed);
  for (LinePiece* piece : observed) {
    piece->observed.clear();
    for (Hypothesis& hypothesis : piece->hypotheses)
      piece->observed.push_back(
          {.attention = std::move(hypothesis.attention), .log_probabilities = {}});
  }
  if (settings_.confidence && !observed.empty()) read_again(observed, tape);
}

void LineTranslator::read_again(std::span<LinePiece* const> pieces, Tape& tape) const {
  PairBatch pairs;
  for (const LinePiece* piece : pieces)
    for (const Hypothesis& hypothesis : piece->hypotheses) {
      std::vector<TokenId> target = hypothesis.ids;
      // A hypothesis that was cut off may have no room left for an end mark.
      if (hypothesis.finished || target.empty()) target.push_back(kEnd);
      pairs.source.add(piece->source.ids);
      pairs.target.add(target);
    }
  auto found = token_log_probabilities(models_, tape, pairs);
  auto next = found.begin();
  for (LinePiece* piece : pieces)
    for (Observed& observed : piece->observed) observed.log_probabilities = std::move(*next++);
}

void LineTranslator::write(TranslatedLine& line) const {
  std::vector<Candidate>& candidates = line.translation.candidates;
  std::size_t count = 0;
  for (const LinePiece& piece : line.pieces) count = std::max(count, piece.hypotheses.size());
  for (std::size_t n = 0; n < count; ++n)
    candidates.push_back(join_pieces(line.pieces, n, *tokenizers_.target, normal_case_, settings_));
  if (candidates.empty()) candidates.emplace_back();
  for (const LinePiece& piece : line.pieces) {
    if (piece.terms.empty()) continue;
    for (std::string& missing :
         missing_terms(tokenizers_.target->decode(piece.hypotheses.front().ids), piece.terms))
      line.translation.warnings.push_back(std::move(missing));
  }
  const std::vector<TextRange>& sentences = line.translation.sentences;
  // Those at the end of which nothing became of are told too.
  for (Candidate& candidate : candidates) {
    const std::size_t end = candidate.text.size();
    candidate.sentences.resize(sentences.size(), {end, end});
  }
  if (settings_.wants_attention() || !line.kept.things.empty()) annotate_line(line);
  if (sentences.empty()) return;
  for (Candidate& candidate : candidates) put_white_space_around(candidate, line.text, sentences);
}

void LineTranslator::annotate_line(TranslatedLine& line) const {
  for (std::size_t n = 0; n < line.translation.candidates.size(); ++n) {
    std::vector<ObservedPart> parts;
    for (const LinePiece& piece : line.pieces) {
      const std::size_t i = std::min(n, piece.hypotheses.size() - 1);
      parts.push_back({.source = &piece.source,
                       .hypothesis = &piece.hypotheses[i],
                       .observed = piece.remembered ? nullptr : &piece.observed[i],
                       .remembered = piece.remembered ? &*piece.remembered : nullptr});
    }
    std::vector<std::string> doubts;
    annotate(line.translation.candidates[n], doubts,
             {.line = line.kept, .masks = masks_, .parts = parts, .normal_case = &normal_case_},
             tokenizers_, settings_);
    if (n > 0) continue;
    if (!line.kept.things.empty())
      for (std::string& doubt : miscounted(kept_, line.text, line.translation.text()))
        doubts.push_back(std::move(doubt));
    std::move(doubts.begin(), doubts.end(), std::back_inserter(line.translation.warnings));
  }
}

}  // namespace nmt
