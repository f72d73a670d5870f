// A text file that appears whole under its name, packed by gzip where the name ends in .gz.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"

namespace nmt {

// Whether what is written to a file of this name is packed.
bool is_packed_name(std::string_view path);

class TextWriter {
 public:
  // Throws Error where the file cannot be made.
  explicit TextWriter(const std::string& path);
  ~TextWriter();

  void write(std::string_view text);
  // Puts all into the place of an old file. Nothing may be written afterwards.
  void commit();

 private:
  struct Gzip;
  void put(std::string_view text, int flush);

  AtomicFile file_;
  std::unique_ptr<Gzip> gzip_;  // null for plain text
};

}  // namespace nmt
