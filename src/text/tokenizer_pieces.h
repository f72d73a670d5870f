// Text cut into the pieces of a SentencePiece model, as text, the way metrics count them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace nmt {

// Immutable, so that threads may share one.
class PieceSplitter {
 public:
  // Any SentencePiece model; throws Error where the file is none.
  explicit PieceSplitter(const std::string& path);
  PieceSplitter(PieceSplitter&&) noexcept;
  PieceSplitter& operator=(PieceSplitter&&) noexcept;
  ~PieceSplitter();

  // The pieces with one space between them. What the model does not know stays as it is.
  std::string split(std::string_view line) const;
  // The content_hash() of the model file.
  const std::string& hash() const { return hash_; }

 private:
  struct Model;
  std::unique_ptr<const Model> model_;
  std::string path_, hash_;
};

}  // namespace nmt
