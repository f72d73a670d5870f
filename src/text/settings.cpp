#include "text/settings.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/error.h"
#include "base/format.h"
#include "base/token.h"
#include "base/utf8.h"

namespace nmt {
namespace {

constexpr const char *kUserSymbols = "tokenizer.user_symbols",
                     *kTakeOut = "take it out of the list";
constexpr int kSpecialIds = std::size(kSpecialTokens), kByteIds = 256;

// `setting` is where it was given.
void validate_symbol(const std::string& symbol, const std::string& setting) {
  const bool is_list = setting == kUserSymbols;
  const auto refuse = [&](const std::string& why, const std::string& fix) {
    throw Error({.what = format("{} {} '{}', {}", setting, is_list ? "has" : "is", symbol, why),
                 .keys = {setting},
                 .fix = is_list || fix != kTakeOut ? fix : "choose another text"});
  };
  if (symbol.empty()) refuse("which is empty", kTakeOut);
  if (symbol.find_first_of(" \t\r\n\"") != std::string::npos ||
      symbol.find('\0') != std::string::npos)
    refuse("with white space or a quotation mark in it", "write it without");
  if (symbol.find("\xE2\x96\x81") != std::string::npos ||
      symbol.find("\xE2\x96\x85") != std::string::npos)
    refuse("with a character that SentencePiece keeps for itself (U+2581, U+2585)",
           "choose another spelling");
  if (find_invalid_utf8(symbol) != std::string::npos)
    refuse("which is not valid UTF-8", "save the file as UTF-8");
  if (is_special_token(symbol)) refuse("which every tokenizer has already", kTakeOut);
}

// The name of a byte, <0x00> to <0xFF>, as byte_fallback writes it.
bool is_byte(std::string_view symbol) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return symbol.size() == 6 && symbol.starts_with("<0x") && symbol.ends_with('>') &&
         kDigits.find(symbol[3]) != std::string_view::npos &&
         kDigits.find(symbol[4]) != std::string_view::npos;
}

// Of a tokenizer with byte_fallback.
void validate_no_byte(const std::string& symbol, const std::string& setting) {
  if (!is_byte(symbol)) return;
  const bool is_list = setting == kUserSymbols;
  throw Error({.what = format("{} {} '{}', which tokenizer.byte_fallback has already, for a byte",
                              setting, is_list ? "has" : "is", symbol),
               .keys = {setting},
               .fix = format("{}, or set tokenizer.byte_fallback to false",
                             is_list ? kTakeOut : "choose another text")});
}

void validate_user_symbols(const std::vector<std::string>& symbols, bool bytes) {
  std::set<std::string> seen;
  for (const std::string& symbol : symbols) {
    validate_symbol(symbol, kUserSymbols);
    if (bytes) validate_no_byte(symbol, kUserSymbols);
    if (!seen.insert(symbol).second)
      throw Error({.what = format("tokenizer.user_symbols has '{}' twice", symbol),
                   .keys = {kUserSymbols},
                   .fix = "name each symbol once"});
  }
}

}  // namespace

void CorpusSettings::describe(SettingVisitor& setting) {
  setting("source", source,
          "Source text: one file or a list; one sentence a line, plain or packed (.gz, .zst, .xz, "
          ".bz2).",
          {.value = "FILE", .changes = Changes::text});
  setting("target", target, "Target text: as many files as source, line by line its translation.",
          {.value = "FILE", .changes = Changes::text});
  setting("tsv", tsv,
          "Instead of source and target: files with `source <tab> target` on each line.",
          {.value = "FILE", .changes = Changes::text});
  setting("alignment", alignment,
          "For training: links between the words of each pair (white space between words), one "
          "line `0-0 1-2` for each pair, as nmt align writes them; see "
          "training.guided_alignment_weight.",
          {.value = "FILE", .changes = Changes::text});
}

void CorpusSettings::validate(const std::string& section) const {
  if (!tsv.empty() && (!source.empty() || !target.empty()))
    throw Error({.what = format("{} has both tsv and source or target", section),
                 .keys = {section},
                 .fix = format("keep either {0}.tsv, or {0}.source and {0}.target", section)});
  if (tsv.empty() && source.size() != target.size())
    throw Error({.what = format("{0}.source has {1} file(s) but {0}.target has {2}", section,
                                source.size(), target.size()),
                 .keys = {section + ".source", section + ".target", section},
                 .fix = "give one target file for each source file, in the same order"});
}

void TrainingCorpus::describe(SettingVisitor& setting) {
  CorpusSettings::describe(setting);
  setting("weight", weight,
          "How often each pair is drawn in an epoch: 2 is twice, 0.5 is every other pair, chosen "
          "anew each epoch.",
          {.max = 1000, .above = 0, .changes = Changes::model});
  setting("tag", tag,
          "A token put before each source sentence, such as <bt> for text that was translated "
          "back; decoding.tag gives it when translating.",
          {.changes = Changes::model});
  setting("sentence_weights", sentence_weights,
          "Files with one number for each pair, as many as source or tsv: it multiplies the loss "
          "of the pair.",
          {.value = "FILE", .changes = Changes::text});
}

void TrainingCorpus::validate(const std::string& section) const {
  CorpusSettings::validate(section);
  if (!(weight > 0))
    throw Error(
        {.what = format("{}.weight is {}, so its pairs would never be drawn", section, weight),
         .keys = {section + ".weight"},
         .fix = "use a number above 0, or take the corpus out"});
  const std::size_t files = tsv.empty() ? source.size() : tsv.size();
  if (!sentence_weights.empty() && sentence_weights.size() != files)
    throw Error({.what = format("{}.sentence_weights has {} file(s) for {} file(s) of text",
                                section, sentence_weights.size(), files),
                 .keys = {section + ".sentence_weights"},
                 .fix = "give one file of weights for each file of source or tsv, in the same "
                        "order"});
  if (!tag.empty()) validate_symbol(tag, format("{}.tag", section));
}

bool CorpusList::aligned() const {
  return std::any_of(parts.begin(), parts.end(),
                     [](const TrainingCorpus& part) { return !part.alignment.empty(); });
}

bool CorpusList::empty() const {
  return std::all_of(parts.begin(), parts.end(),
                     [](const TrainingCorpus& part) { return part.empty(); });
}

std::vector<std::string> CorpusList::tags() const {
  std::set<std::string> tags;
  for (const TrainingCorpus& part : parts)
    if (!part.tag.empty()) tags.insert(part.tag);
  return {tags.begin(), tags.end()};
}

std::string CorpusList::name_of(std::size_t part, const std::string& section) const {
  return parts.size() == 1 ? section : format("{}[{}]", section, part + 1);
}

void CorpusList::validate(const std::string& section) const {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string name = name_of(i, section);
    parts[i].validate(name);
    if (parts.size() > 1 && parts[i].empty())
      throw Error({.what = format("{} names no files", name),
                   .keys = {name},
                   .fix = "give it source and target, or tsv, or take the entry out"});
  }
}

void SamplingSettings::describe(SettingVisitor& setting) {
  setting("alpha", alpha,
          "For a unigram tokenizer: draw a segmentation in proportion to its probability to this "
          "power (Kudo 2018; 0.2 to 0.5 are usual, 0.1 with nbest). 0 takes the best one.",
          {.min = 0, .max = 100, .changes = Changes::model});
  setting("nbest", nbest, "With alpha: draw among this many best segmentations; 0 among all.",
          {.min = 0, .max = 512, .changes = Changes::model});
  setting("dropout", dropout,
          "For a bpe tokenizer: the probability that a merge is left out (BPE dropout, Provilkov "
          "2020; 0.1 is usual). 0 leaves none out.",
          {.min = 0, .max = 1, .changes = Changes::model});
}

void SamplingSettings::validate(const std::string& section) const {
  if (alpha > 0 && dropout > 0)
    throw Error({.what = format("{}.alpha is for unigram tokenizers and {}.dropout for bpe ones, "
                                "but both are set",
                                section, section),
                 .keys = {section},
                 .fix = "keep the one that fits tokenizer.type"});
  if (nbest > 0 && alpha == 0)
    throw Error(
        {.what = format("{}.nbest is {}, but without alpha nothing is drawn", section, nbest),
         .keys = {section + ".nbest"},
         .fix = format("set {}.alpha, 0.1 for example", section)});
}

void PairSamplingSettings::describe(SettingVisitor& setting) {
  setting.section("source", source, "Of the source text.");
  setting.section("target", target, "Of the target text.");
}

void DataSettings::describe(SettingVisitor& setting) {
  setting.sections("train", train.parts,
                   "The sentence pairs to learn from: one corpus, or a list of corpora with these "
                   "settings each.");
  setting.section("valid", valid, "The sentence pairs that tell how well it goes.");
  setting.section("sampling", sampling,
                  "Subword regularisation: sentences are segmented anew each time that they are "
                  "learnt from.");
  setting(
      "max_length", max_length,
      "Longest side of a pair, in tokens with the end mark (and a tag); longer pairs are left out "
      "of training, and of the losses in validation.",
      {.min = 2, .max = 100'000, .changes = Changes::text});
  setting("invalid_utf8", invalid_utf8,
          "What to do with a pair that is not valid UTF-8: stop with an error, or skip it.",
          {.one_of = {"error", "skip"}, .changes = Changes::text});
}

void DataSettings::validate() const {
  train.validate("data.train");
  valid.validate("data.valid");
  if (!valid.alignment.empty())
    throw Error({.what = "data.valid.alignment is set, but links guide training only",
                 .keys = {"data.valid.alignment"},
                 .fix = "remove it"});
  sampling.source.validate("data.sampling.source");
  sampling.target.validate("data.sampling.target");
}

void TokenizerSettings::describe(SettingVisitor& setting) {
  setting("type", type,
          "How text becomes tokens: SentencePiece (unigram or bpe), or words between white space.",
          {.one_of = {"unigram", "bpe", "words"}, .changes = Changes::text});
  setting("vocab_size", vocab_size, "Number of different tokens; for words the most.",
          {.min = 4, .max = 10'000'000, .changes = Changes::text});
  setting("shared", shared, "One tokenizer for both languages.", {.changes = Changes::text});
  setting("model", model, "A given tokenizer model for both sides; none is trained.",
          {.value = "FILE", .changes = Changes::text});
  setting("source", source, "A given tokenizer model for the source side.",
          {.value = "FILE", .changes = Changes::text});
  setting("target", target, "A given tokenizer model for the target side.",
          {.value = "FILE", .changes = Changes::text});
  setting("byte_fallback", byte_fallback,
          "Unknown characters become bytes, so that no text is lost (unigram, bpe).",
          {.changes = Changes::text});
  setting("character_coverage", character_coverage,
          "Share of the characters in the training text that get tokens (unigram, bpe).",
          {.min = 0.98, .max = 1, .changes = Changes::text});
  setting("normalization", normalization,
          "Unicode normalisation; _cf also folds case (unigram, bpe).",
          {.one_of = {"nmt_nfkc", "nfkc", "nmt_nfkc_cf", "nfkc_cf", "identity"},
           .changes = Changes::text});
  setting("user_symbols", user_symbols, "Texts that are always one token, such as <2de>.",
          {.changes = Changes::text});
  setting("training_sentences", training_sentences,
          "Most lines to train a tokenizer on, drawn evenly from the corpus; memory while it is "
          "trained is about 25 bytes for each of their characters (unigram, bpe).",
          {.min = 1, .max = 100'000'000, .changes = Changes::text});
}

void TokenizerSettings::validate() const {
  if (!model.empty() && (!source.empty() || !target.empty()))
    throw Error(
        {.what = "tokenizer.model is given together with tokenizer.source or tokenizer.target",
         .keys = {"tokenizer.model"},
         .fix = "keep tokenizer.model for one tokenizer, or the other two for separate ones"});
  validate_user_symbols(user_symbols, has_bytes());
  validate_room();
}

int TokenizerSettings::least_vocab_size() const {
  return kSpecialIds + (has_bytes() ? kByteIds : 0) + static_cast<int>(user_symbols.size()) + 1;
}

void TokenizerSettings::validate_room() const {
  if (vocab_size >= least_vocab_size()) return;
  throw Error({.what = format("tokenizer.vocab_size {} leaves no room beside {} special symbols{}",
                              vocab_size, least_vocab_size() - 1,
                              has_bytes() ? " (256 of them bytes)" : ""),
               .keys = {"tokenizer.vocab_size"},
               .fix = format("set tokenizer.vocab_size to some thousands{}",
                             has_bytes() ? ", or tokenizer.byte_fallback: false" : "")});
}

TokenizerSettings TokenizerSettings::with_tags(const CorpusList& corpora) const {
  TokenizerSettings all = *this;
  for (std::size_t i = 0; has_bytes() && i < corpora.parts.size(); ++i)
    validate_no_byte(corpora.parts[i].tag, corpora.name_of(i, "data.train") + ".tag");
  for (const std::string& tag : corpora.tags())
    if (std::find(user_symbols.begin(), user_symbols.end(), tag) == user_symbols.end())
      all.user_symbols.push_back(tag);
  all.validate_room();
  return all;
}

}  // namespace nmt
