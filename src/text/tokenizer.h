// Text to token ids and back. Every tokenizer gives kUnknown, kBegin and kEnd the same meaning.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/batch.h"
#include "text/corpus.h"

namespace nmt {

// Immutable, so that threads may share one.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  // Never gives kBegin or kEnd, whatever the text says.
  virtual std::vector<TokenId> encode(std::string_view text) const = 0;
  // One line of valid UTF-8; kBegin and kEnd are left out.
  virtual std::string decode(std::span<const TokenId> ids) const = 0;
  // What decode() gives for the first token, the first two, and so on: [ids].
  virtual std::vector<std::string> decode_beginnings(std::span<const TokenId> ids) const;
  virtual int vocabulary_size() const = 0;
  // How many tokens encode() puts before those of the text.
  virtual std::size_t tokens_before() const { return 0; }
  // The token as its model writes it, for people: `▁the`, `<unk>`, `<0x0A>`.
  virtual std::string piece(TokenId id) const = 0;

  // The model file, byte for byte, and its content_hash().
  const std::string& bytes() const { return bytes_; }
  const std::string& hash() const { return hash_; }
  // Atomically. Throws Error.
  void save(const std::string& path) const;

 protected:
  explicit Tokenizer(std::string bytes);

 private:
  std::string bytes_, hash_;
};

// The token that its model writes so; nothing where there is none.
std::optional<TokenId> find_token(const Tokenizer& tokenizer, std::string_view piece);

// Whether each number means the same piece in both, however they cut.
bool same_pieces(const Tokenizer& a, const Tokenizer& b);

// The token of a tag, which stands before a source sentence. `setting` is where it was given. Throws
// Error where the tokenizer does not have it.
TokenId require_tag(const Tokenizer& source, const std::string& tag, const std::string& setting);

// `source` with the tag before every sentence that is not empty; `source` itself where the tag is
// empty. Throws Error as require_tag.
std::shared_ptr<const Tokenizer> with_tag(std::shared_ptr<const Tokenizer> source,
                                          const std::string& tag, const std::string& setting);

struct Tokenizers {
  std::shared_ptr<const Tokenizer> source, target;
  bool shared = false;  // both are the same
};

// Receives messages on the way, such as what is being trained.
using Announce = std::function<void(const std::string&)>;

// A SentencePiece model or a words vocabulary; which of them is seen from the content. Throws
// Error.
std::shared_ptr<const Tokenizer> load_tokenizer(const std::string& path);

// The same from the bytes of such a file; `origin` stands for it in messages.
std::shared_ptr<const Tokenizer> tokenizer_from(std::string bytes, const std::string& origin);

// Loads the given models; trains the others on data.train, the same for the same text on every
// machine, with the tags of its corpora as user symbols.
Tokenizers make_tokenizers(const TokenizerSettings& settings, const DataSettings& data,
                           const Announce& announce);

// Both sides of the pairs as one batch, with kEnd; nothing is left out.
PairBatch encode_pairs(std::span<const TextPair> pairs, const Tokenizers& tokenizers);

}  // namespace nmt
