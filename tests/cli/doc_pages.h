// README.md and the pages of docs/, taken apart.
#pragma once

#include <string>
#include <vector>

namespace nmt {

// What stands between ``` and ```. The word after the first ``` is its kind:
//   sh       commands, one a line, that the tests run
//   console  commands behind "$ ", and what they print; a line "..." stands for any lines
//   yaml     a configuration; a name after it is the file that the commands of the page read
//   cpp      lines of src, json and text: anything else
struct DocBlock {
  std::string kind, file, text;
  int line = 0;  // of its first ```, from 1
};

struct DocCommand {
  std::string text;    // for sh; may have several lines, each but the last with a backslash
  std::string output;  // of a console
  bool shows_output = false;
  int line = 0;
};

struct DocPage {
  std::string path;  // relative to the source folder
  std::string text;
  std::vector<DocBlock> blocks;
  std::string prose;  // the text without its blocks, which leave empty lines
};

DocPage parse_page(const std::string& path, const std::string& text);
std::vector<DocCommand> commands_of(const DocBlock& block);

// All pages, docs/configuration.md among them.
std::vector<DocPage> read_doc_pages();

}  // namespace nmt
