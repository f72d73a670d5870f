// Every configuration that docs/ shows is one.
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>

#include "cli/run_config.h"
#include "cli/run_program.h"
#include "config/yaml.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

TEST(DocsYaml, IsAConfiguration) {
  int blocks = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(NMT_SOURCE_DIR) / "docs")) {
    if (entry.path().extension() != ".md") continue;
    std::istringstream page(read_text(entry.path()));
    std::string block;
    bool in_block = false;
    for (std::string line; std::getline(page, line);) {
      if (in_block && line == "```") {
        EXPECT_NO_THROW(read_run_config(parse_yaml(block, entry.path().filename())))
            << entry.path() << "\n"
            << block;
        ++blocks;
        block.clear();
      } else if (in_block) {
        block += line + "\n";
      }
      if (line.starts_with("```")) in_block = line == "```yaml";
    }
  }
  EXPECT_GT(blocks, 0);
}

}  // namespace
}  // namespace nmt
