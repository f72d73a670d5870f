// What can be said of README.md and docs/ without running them: kinds of blocks, links, and names
// of files, settings and flags.
#include "cli/doc_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "base/format.h"
#include "cli/run_config.h"
#include "cli/run_program.h"
#include "config/yaml.h"

namespace nmt {

namespace fs = std::filesystem;

namespace {

const fs::path kRoot = NMT_SOURCE_DIR;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

DocPage parse_page(const std::string& path, const std::string& text) {
  DocPage page{.path = path, .text = text, .blocks = {}, .prose = ""};
  bool inside = false;
  int number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    if (line.starts_with("```")) {
      if (!inside) {
        DocBlock block{.kind = "", .file = "", .text = "", .line = number};
        std::istringstream(line.substr(3)) >> block.kind >> block.file;
        page.blocks.push_back(block);
      }
      inside = !inside;
      page.prose += "\n";
    } else if (inside) {
      page.blocks.back().text += line + "\n";
      page.prose += "\n";
    } else {
      page.prose += line + "\n";
    }
  }
  EXPECT_FALSE(inside) << path << ": a block that does not end";
  return page;
}

std::vector<DocCommand> commands_of(const DocBlock& block) {
  std::vector<DocCommand> commands;
  int number = block.line;
  bool goes_on = false;
  for (const std::string& line : lines_of(block.text)) {
    ++number;
    if (block.kind == "console") {
      if (line.starts_with("$ ")) {
        commands.push_back(
            {.text = line.substr(2), .output = "", .shows_output = true, .line = number});
      } else if (commands.empty()) {
        ADD_FAILURE() << "line " << number << ": a console begins with a command";
      } else {
        commands.back().output += line + "\n";
      }
    } else if (block.kind == "sh") {
      if (goes_on) {
        commands.back().text += "\n" + line;
      } else if (!line.empty() && line[0] != '#') {
        commands.push_back({.text = line, .output = "", .shows_output = false, .line = number});
      }
      goes_on = line.ends_with("\\");
    }
  }
  return commands;
}

std::vector<DocPage> read_doc_pages() {
  std::vector<std::string> paths = {"README.md"};
  for (const auto& entry : fs::directory_iterator(kRoot / "docs")) {
    if (entry.path().extension() == ".md") {
      paths.push_back("docs/" + entry.path().filename().string());
    }
  }
  std::sort(paths.begin() + 1, paths.end());
  std::vector<DocPage> pages;
  for (const std::string& path : paths) pages.push_back(parse_page(path, read_text(kRoot / path)));
  return pages;
}

namespace {

TEST(DocPages, AreTakenApart) {
  const DocPage page = parse_page("p", "a\n```sh\nnmt a \\\n  b\n# no\nnmt c\n```\nz\n");
  ASSERT_EQ(page.blocks.size(), 1u);
  EXPECT_EQ(page.prose, "a\n\n\n\n\n\n\nz\n");
  const std::vector<DocCommand> commands = commands_of(page.blocks[0]);
  ASSERT_EQ(commands.size(), 2u);
  EXPECT_EQ(commands[0].text, "nmt a \\\n  b");
  EXPECT_EQ(commands[0].line, 3);
  EXPECT_EQ(commands[1].text, "nmt c");
  const std::vector<DocCommand> shown =
      commands_of({.kind = "console", .file = "", .text = "$ nmt a\nx\n...\n$ b\n", .line = 1});
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(shown[0].output, "x\n...\n");
}

// So that no command escapes the tests.
TEST(DocPages, SayWhatEachBlockIs) {
  const std::set<std::string> kinds = {"sh", "console", "yaml", "cpp", "json", "text"};
  const std::regex command("    (\\$ )?(nmt|scripts/|cmake|ctest|mpirun|curl|sudo|apt|NMT_).*");
  for (const DocPage& page : read_doc_pages()) {
    for (const DocBlock& block : page.blocks) {
      EXPECT_TRUE(kinds.contains(block.kind)) << page.path << ":" << block.line;
    }
    int number = 0;
    for (const std::string& line : lines_of(page.prose)) {
      ++number;
      EXPECT_FALSE(std::regex_match(line, command))
          << page.path << ":" << number << ": commands belong between ```sh and ```: " << line;
    }
  }
}

TEST(DocPages, ShowConfigurationsThatAreRead) {
  int blocks = 0;
  for (const DocPage& page : read_doc_pages()) {
    for (const DocBlock& block : page.blocks) {
      if (block.kind != "yaml") continue;
      ++blocks;
      EXPECT_NO_THROW(read_run_config(parse_yaml(block.text, page.path)))
          << page.path << ":" << block.line;
    }
  }
  EXPECT_GT(blocks, 3);
}

// What GitHub makes of a heading.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char letter : heading) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalnum(byte) || letter == '-' || letter == '_') {
      anchor += static_cast<char>(std::tolower(byte));
    } else if (letter == ' ') {
      anchor += '-';
    }
  }
  return anchor;
}

std::set<std::string> anchors_of(const DocPage& page) {
  std::set<std::string> anchors;
  for (const std::string& line : lines_of(page.prose)) {
    if (!line.starts_with("#")) continue;
    anchors.insert(anchor_of(line.substr(line.find_first_not_of("# "))));
  }
  return anchors;
}

TEST(DocPages, LinkToWhatIsThere) {
  std::map<std::string, std::set<std::string>> anchors;
  const std::vector<DocPage> pages = read_doc_pages();
  for (const DocPage& page : pages) anchors[page.path] = anchors_of(page);
  const std::regex link("\\]\\(([^)#]*)(#([^)]*))?\\)");
  int links = 0;
  for (const DocPage& page : pages) {
    for (std::sregex_iterator at(page.prose.begin(), page.prose.end(), link), end; at != end;
         ++at) {
      const std::string target = (*at)[1].str(), anchor = (*at)[3].str();
      if (target.find("://") != std::string::npos) continue;
      ++links;
      const fs::path path = target.empty()
                                ? fs::path(page.path)
                                : (fs::path(page.path).parent_path() / target).lexically_normal();
      EXPECT_TRUE(fs::exists(kRoot / path)) << page.path << ": " << at->str();
      if (anchor.empty()) continue;
      EXPECT_TRUE(anchors[path.generic_string()].contains(anchor))
          << page.path << ": " << at->str();
    }
  }
  EXPECT_GT(links, 50);
}

// The texts between ` and ` of a page's prose.
std::vector<std::string> quoted(const DocPage& page) {
  const std::regex pattern("`([^`]+)`");
  std::vector<std::string> found;
  for (std::sregex_iterator at(page.prose.begin(), page.prose.end(), pattern), end; at != end; ++at)
    found.push_back((*at)[1].str());
  return found;
}

TEST(DocPages, NameFilesThatAreThere) {
  const std::regex file("([a-z_0-9]+/)+[A-Za-z_0-9.*]+\\.(cpp|h|sh|py|yaml|md|txt)");
  int files = 0;
  for (const DocPage& page : read_doc_pages()) {
    for (const std::string& name : quoted(page)) {
      if (!std::regex_match(name, file) || name.find('*') != std::string::npos) continue;
      // Files of a run are the reader's.
      if (name.starts_with("models/") || name.starts_with("build/") || name.starts_with("data/"))
        continue;
      ++files;
      EXPECT_TRUE(fs::exists(kRoot / name) || fs::exists(kRoot / "src" / name))
          << page.path << ": " << name;
    }
  }
  EXPECT_GT(files, 20);
}

TEST(DocPages, NameSettingsThatAreThere) {
  std::set<std::string> known;
  for (const SettingInfo& setting : all_settings()) known.insert(setting.path);
  const std::regex setting("(data|tokenizer|model|training|decoding)(\\.[a-z_0-9]+)+");
  const std::regex file(".*\\.(json|bin|npz|safetensors)");
  int settings = 0;
  for (const DocPage& page : read_doc_pages()) {
    for (const std::string& name : quoted(page)) {
      const std::string first = name.substr(0, name.find(": "));
      if (!std::regex_match(first, setting) || std::regex_match(first, file)) continue;
      ++settings;
      EXPECT_TRUE(known.contains(first)) << page.path << ": " << name;
    }
  }
  EXPECT_GT(settings, 20);
}

// A flag without dashes, dots and underscores.
std::string plain(std::string flag) {
  std::erase_if(flag, [](char letter) { return letter == '-' || letter == '.' || letter == '_'; });
  return flag;
}

std::vector<std::string> flags_in(const std::string& text) {
  const std::regex flag("(^|[^-a-zA-Z0-9])--([a-zA-Z][-._a-zA-Z0-9]*)");
  std::vector<std::string> flags;
  for (std::sregex_iterator at(text.begin(), text.end(), flag), end; at != end; ++at)
    flags.push_back((*at)[2].str());
  return flags;
}

TEST(DocPages, NameFlagsThatAreThere) {
  const std::string folder = make_test_folder("doc_flags");
  const ProgramResult help = run_script(
      "for c in train check average translate serve eval score align shortlist attend config "
      "corpus info import quantize; do nmt $c --help || exit 1; nmt $c -h || exit 1; done; nmt "
      "help",
      folder);
  fs::remove_all(folder);
  ASSERT_EQ(help.exit_code, 0) << help.err;
  std::set<std::string> known = {"help", "version"};
  for (const SettingInfo& setting : all_settings()) known.insert(plain(setting.path));
  for (const std::string& flag : flags_in(help.out)) {
    known.insert(plain(flag));
    known.insert(plain(flag.substr(flag.rfind('.') + 1)));
  }
  ASSERT_GT(known.size(), 100u);
  // Flags of other programs, of the scripts, and those of sacreBLEU that nmt has not.
  for (const char* other : {"prefix",
                            "preset",
                            "build",
                            "install",
                            "map-by",
                            "bind-to",
                            "mca",
                            "signal",
                            "logdir",
                            "benchmark_filter",
                            "gtest_filter",
                            "variant",
                            "type",
                            "label-exclude",
                            "component",
                            "target",
                            "check_reproducible",
                            "rm",
                            "list",
                            "download",
                            "echo",
                            "subset",
                            "clear-fuzzy"}) {
    known.insert(plain(other));
  }
  int flags = 0;
  for (const DocPage& page : read_doc_pages()) {
    for (const std::string& text : quoted(page)) {
      for (const std::string& flag : flags_in(text)) {
        ++flags;
        EXPECT_TRUE(known.contains(plain(flag))) << page.path << ": --" << flag;
      }
    }
  }
  EXPECT_GT(flags, 30);
}

}  // namespace
}  // namespace nmt
