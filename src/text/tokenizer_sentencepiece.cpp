// The one user of SentencePiece.
#include "text/tokenizer_sentencepiece.h"

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "text/isolated.h"

namespace nmt {
namespace {

// The trained model depends on how many partial sums there are, so this is not the machine's core
// count.
constexpr int kTrainingThreads = 8;
// SentencePiece indexes its text with 32-bit integers and stops the program beyond them.
constexpr std::int64_t kMostTrainingBytes = 2'000'000'000;
constexpr const char* kSilent = "4";  // above its highest level
// SentencePiece leaves out longer lines, and their characters with them. Words of more than 65,535
// characters stop the program, and a character may become 18 when it is normalised.
constexpr std::size_t kMostLineBytes = 4192;
// It leaves out lines with U+2585, too.
constexpr std::string_view kItsUnknown = "\xE2\x96\x85";

// What takes no part in words becomes blanks, also where nothing is normalised.
void blank_out(std::string& line) {
  std::replace(line.begin(), line.end(), '\r', ' ');
  for (std::size_t at = 0; (at = line.find(kItsUnknown, at)) != std::string::npos;)
    line.replace(at, kItsUnknown.size(), kItsUnknown.size(), ' ');
}

// TrainingText as SentencePiece wants it; exceptions pass through its loader.
class SentenceStream : public sentencepiece::SentenceIterator {
 public:
  explicit SentenceStream(TrainingText& text) : text_(text) { Next(); }

  bool done() const override { return done_; }
  void Next() override {
    if (rest_.empty()) {
      done_ = bytes_ > kMostTrainingBytes || !text_.next(line_);
      bytes_ += static_cast<std::int64_t>(line_.size());
      blank_out(line_);
      rest_ = done_ ? std::string_view() : std::string_view(line_);
    }
    const std::string_view part = training_part(rest_);
    rest_.remove_prefix(part.size());
    part_ = part;
  }
  const std::string& value() const override { return part_; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  TrainingText& text_;
  std::string line_, part_;
  std::string_view rest_;  // of the line
  std::int64_t bytes_ = 0;
  bool done_ = false;
};

// The message without the place in SentencePiece's source, and what was tested there, that it
// begins with.
std::string without_place(std::string_view message) {
  constexpr std::string_view kEnd = "] ";
  if (const std::size_t place = message.rfind(".cc("); place != std::string_view::npos) {
    const std::size_t end = message.find(kEnd, place);
    message = end == std::string_view::npos ? "" : message.substr(end + kEnd.size());
  }
  return std::string(message);
}

std::unordered_map<std::string, std::string> trainer_options(const TokenizerSettings& settings) {
  std::string symbols;
  for (const std::string& symbol : settings.user_symbols)
    symbols += format("{}\"{}\"", symbols.empty() ? "" : ",", symbol);
  std::unordered_map<std::string, std::string> options = {
      {"model_type", settings.type},
      {"vocab_size", format("{}", settings.vocab_size)},
      {"character_coverage", format("{}", settings.character_coverage)},
      {"byte_fallback", settings.byte_fallback ? "true" : "false"},
      {"normalization_rule_name", settings.normalization},
      {"max_sentence_length", format("{}", kMostLineBytes)},
      {"num_threads", format("{}", kTrainingThreads)},
      {"unk_id", format("{}", kUnknown)},
      {"bos_id", format("{}", kBegin)},
      {"eos_id", format("{}", kEnd)},
      {"pad_id", "-1"},
      {"minloglevel", kSilent}};
  if (!symbols.empty()) options.emplace("user_defined_symbols", symbols);
  return options;
}

// The number that follows `before` in a message of SentencePiece, which has no codes, such as 4321
// in "... to a value <= 4321.".
std::optional<std::int64_t> number_after(std::string_view message, std::string_view before) {
  const std::size_t found = message.find(before);
  if (found == std::string_view::npos) return std::nullopt;
  message.remove_prefix(found + before.size());
  std::int64_t number = 0;
  const auto end = std::from_chars(message.data(), message.data() + message.size(), number);
  return end.ec == std::errc() ? std::optional(number) : std::nullopt;
}

// Whether a message says that SentencePiece's normalisation has left nothing of the text: in its
// words, or as the most pieces, which are then fewer than any vocabulary has.
bool says_nothing_left(const TokenizerSettings& settings, std::string_view message,
                       std::optional<std::int64_t> most) {
  return message.find("sentences_.empty()") != std::string_view::npos ||
         message.find("required_chars_.empty()") != std::string_view::npos ||
         (most && *most < settings.least_vocab_size());
}

Error nothing_left(const TokenizerSettings& settings) {
  return Error({.what = format("nothing of this text is left to train a tokenizer on, once it is "
                               "normalised ({})",
                               settings.normalization),
                .keys = {"data.train", "tokenizer.normalization"},
                .fix = "check that data.train holds sentences, and not invisible characters only"});
}

Error training_error(const TokenizerSettings& settings, const std::string& message) {
  const auto most = number_after(message, "Please set it to a value <= ");
  if (says_nothing_left(settings, message, most)) return nothing_left(settings);
  if (most)
    return Error(
        {.what = format("a vocabulary of {} is more than the {} pieces that this text gives",
                        settings.vocab_size, *most),
         .keys = {"tokenizer.vocab_size"},
         .fix = format("set tokenizer.vocab_size to at most {}, or train on more text", *most),
         .code = Error::Code::large_vocabulary,
         .limit = *most});
  if (number_after(message, "Vocabulary size is smaller than required_chars. ")) {
    const auto number = number_after(message, " vs ");
    const std::string least = number ? format("{}", *number) : "more";
    return Error({.what = format("a vocabulary of {} is less than the {} characters and special "
                                 "symbols of this text",
                                 settings.vocab_size, least),
                  .keys = {"tokenizer.vocab_size"},
                  .fix = format("set tokenizer.vocab_size well above {}, or lower "
                                "tokenizer.character_coverage",
                                least)});
  }
  const std::string why = without_place(message);
  return Error(
      {.what = format("SentencePiece cannot train on this text{}{}", why.empty() ? "" : ": ", why),
       .keys = {"data.train"},
       .fix = "check that data.train holds sentences; with tokenizer.type: words none are "
              "trained"});
}

std::string train_here(const TokenizerSettings& settings, TrainingText& text) {
  SentenceStream sentences(text);
  std::string model;
  const auto status =
      sentencepiece::SentencePieceTrainer::Train(trainer_options(settings), &sentences, &model);
  if (!status.ok()) throw training_error(settings, status.message());
  return model;
}

class SentencePieceTokenizer : public Tokenizer {
 public:
  SentencePieceTokenizer(std::string file, const std::string& origin)
      : Tokenizer(std::move(file)), origin_(origin) {
    const auto status = processor_.LoadFromSerializedProto(bytes());
    if (!status.ok())
      throw Error({.what = format("these {} bytes are neither a SentencePiece model nor a words "
                                  "vocabulary",
                                  bytes().size()),
                   .where = origin,
                   .fix = "give the .model file that SentencePiece wrote, or leave the setting "
                          "out to train one"});
    number_pieces();
  }

  std::vector<TokenId> encode(std::string_view text) const override {
    std::vector<int> ids;
    const auto status = processor_.Encode(text, &ids);
    if (!status.ok())
      throw Error({.what = format("SentencePiece cannot encode a line of {} bytes", text.size()),
                   .where = origin_,
                   .fix = "leave the line out, or use another tokenizer",
                   .kind = Error::Kind::runtime});
    for (int& id : ids) {
      id = from_model_[static_cast<std::size_t>(id)];
      if (id == kBegin || id == kEnd) id = kUnknown;
    }
    return ids;
  }

  std::string decode(std::span<const TokenId> ids) const override {
    std::string text;
    const auto status = processor_.Decode(model_ids(ids), &text);
    if (!status.ok())
      throw Error({.what = format("SentencePiece cannot decode {} tokens", ids.size()),
                   .where = origin_,
                   .fix = "use the tokenizer that the model was trained with",
                   .kind = Error::Kind::runtime});
    return on_one_line(std::move(text));
  }

  // At once, where every beginning is one of the text: not where bytes make a character together, or
  // where the model changes what its pieces say.
  std::vector<std::string> decode_beginnings(std::span<const TokenId> ids) const override {
    const std::vector<int> pieces = model_ids(ids);
    const auto is_part = [&](int id) { return processor_.IsByte(id); };
    if (std::any_of(pieces.begin(), pieces.end(), is_part))
      return Tokenizer::decode_beginnings(ids);
    const auto decoded = processor_.DecodeIdsAsImmutableProto(pieces);
    const std::size_t size = decoded.text().size();
    if (decoded.pieces_size() != pieces.size() ||
        (!pieces.empty() && decoded.pieces(static_cast<int>(pieces.size()) - 1).end() != size))
      return Tokenizer::decode_beginnings(ids);
    const std::string text = on_one_line(decoded.text());
    std::vector<std::string> beginnings;
    int piece = 0;
    std::size_t end = 0;
    for (const TokenId id : ids) {
      if (id != kBegin && id != kEnd) end = decoded.pieces(piece++).end();
      beginnings.push_back(text.substr(0, end));
    }
    return beginnings;
  }

  int vocabulary_size() const override { return static_cast<int>(to_model_.size()); }
  std::string piece(TokenId id) const override {
    const int model_id = to_model_.at(static_cast<std::size_t>(id));
    return model_id < 0 ? std::string(kSpecialTokens[id]) : processor_.IdToPiece(model_id);
  }

 private:
  // Without kBegin and kEnd.
  std::vector<int> model_ids(std::span<const TokenId> ids) const {
    std::vector<int> found;
    for (const TokenId id : ids)
      if (id != kBegin && id != kEnd) found.push_back(to_model_.at(static_cast<std::size_t>(id)));
    return found;
  }
  // Bytes can spell a line break, but one sentence stays one line.
  static std::string on_one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::replace(text.begin(), text.end(), '\r', ' ');
    return text;
  }
  // <unk>, <s> and </s> become 0, 1 and 2 (a model may lack the latter two), the others follow in
  // order.
  void number_pieces() {
    to_model_ = {processor_.unk_id(), processor_.bos_id(), processor_.eos_id()};
    if (to_model_[kBegin] == to_model_[kUnknown]) to_model_[kBegin] = -1;
    if (to_model_[kEnd] == to_model_[kUnknown]) to_model_[kEnd] = -1;
    const std::array specials = {to_model_[kUnknown], to_model_[kBegin], to_model_[kEnd]};
    for (int id = 0; id < processor_.GetPieceSize(); ++id)
      if (std::find(specials.begin(), specials.end(), id) == specials.end())
        to_model_.push_back(id);
    from_model_.resize(static_cast<std::size_t>(processor_.GetPieceSize()));
    for (std::size_t id = 0; id < to_model_.size(); ++id)
      if (to_model_[id] >= 0)
        from_model_[static_cast<std::size_t>(to_model_[id])] = static_cast<TokenId>(id);
  }

  std::string origin_;
  sentencepiece::SentencePieceProcessor processor_;
  std::vector<int> to_model_;        // [vocabulary]; -1: not in the model
  std::vector<TokenId> from_model_;  // [pieces of the model]
};

}  // namespace

std::string_view training_part(std::string_view rest) {
  if (rest.size() <= kMostLineBytes) return rest;
  std::string_view part = rest.substr(0, kMostLineBytes);
  if (const std::size_t blank = part.find_last_of(" \t");
      blank != std::string_view::npos && blank > 0)
    return part.substr(0, blank);
  while (part.size() > 1 && (static_cast<unsigned char>(rest[part.size()]) & 0xc0) == 0x80)
    part.remove_suffix(1);
  return part;
}

std::optional<int> most_pieces(const Error& error) {
  if (error.parts().code != Error::Code::large_vocabulary) return std::nullopt;
  return static_cast<int>(error.parts().limit);
}

std::string train_sentencepiece(const TokenizerSettings& settings, TrainingText& text) {
  return run_isolated({.purpose = "training the tokenizer",
                       .where = "data.train",
                       .fix = "check that data.train holds sentences; where memory is short, lower "
                              "tokenizer.training_sentences",
                       .understand = [&](const std::string& words) -> std::optional<Error> {
                         if (words.find(".cc(") == std::string::npos) return std::nullopt;
                         return training_error(settings, words);
                       }},
                      [&] { return train_here(settings, text); });
}

std::shared_ptr<const Tokenizer> sentencepiece_tokenizer(std::string bytes,
                                                         const std::string& origin) {
  return std::make_shared<SentencePieceTokenizer>(std::move(bytes), origin);
}

}  // namespace nmt
