// What the text tests share: files in a folder of their own, and the error that a call ends with.
#pragma once

#include <zlib.h>

#include <fstream>
#include <sstream>
#include <string>

#include "caught_error.h"
#include "own_folder.h"
#include "text/settings.h"

namespace nmt {

class TextFilesTest : public OwnFolderTest {
 protected:
  std::string gz_file(const std::string& name, const std::string& content) const {
    const gzFile gz = gzopen(path(name).c_str(), "wb");
    gzwrite(gz, content.data(), static_cast<unsigned>(content.size()));
    gzclose(gz);
    return path(name);
  }
  static std::string content(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }
  CorpusSettings corpus(const std::string& source, const std::string& target) const {
    return {.source = {file("train.source", source)}, .target = {file("train.target", target)}};
  }
};

}  // namespace nmt
