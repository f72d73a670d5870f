// A file packed by gzip.
#pragma once

#include <zlib.h>

#include <string>

namespace nmt {

inline void write_gzip(const std::string& path, const std::string& bytes) {
  const gzFile gz = gzopen(path.c_str(), "wb");
  gzwrite(gz, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(gz);
}

}  // namespace nmt
