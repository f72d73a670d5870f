// Zip archives for tests.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "deflated.h"

namespace nmt {

struct FileOfZip {
  std::string name, content;
  bool packed = true;
  bool encrypted = false;  // says so
};

// APPNOTE.TXT 4.3.7 and 4.3.12; of the time 0.
inline std::string zip_of(const std::vector<FileOfZip>& files) {
  std::string archive, directory;
  const auto number = [](std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(i < 8 ? value >> (8 * i) : 0);
    return text;
  };
  for (const FileOfZip& file : files) {
    const std::string data = file.packed ? deflated(file.content) : file.content;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(file.content.data()),
                           static_cast<uInt>(file.content.size()));
    const std::string common = number(file.encrypted ? 1 : 0, 2) + number(file.packed ? 8 : 0, 2) +
                               number(0x21, 4) + number(sum, 4) + number(data.size(), 4) +
                               number(file.content.size(), 4) + number(file.name.size(), 2) +
                               number(0, 2);
    directory += "PK\1\2" + number(20, 2) + number(20, 2) + common + number(0, 10) +
                 number(archive.size(), 4) + file.name;
    archive += "PK\3\4" + number(20, 2) + common + file.name + data;
  }
  return archive + directory + "PK\5\6" + number(0, 4) + number(files.size(), 2) +
         number(files.size(), 2) + number(directory.size(), 4) + number(archive.size(), 4) +
         number(0, 2);
}

}  // namespace nmt
