// Content hashes (XXH3, 128 bits, 32 hex digits): they tell whether a file is still the same one.
// Not for secrets.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace nmt {

// Hashes bytes that arrive in pieces; how they are cut makes no difference.
class ContentHasher {
 public:
  ContentHasher();
  ~ContentHasher();
  ContentHasher(ContentHasher&&) noexcept;
  ContentHasher& operator=(ContentHasher&&) noexcept;

  void update(std::string_view bytes);
  // The hash of everything so far.
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string content_hash(std::string_view bytes);
// Reads the whole file in constant memory. Throws Error when it cannot be read.
std::string file_hash(const std::string& path);

}  // namespace nmt
