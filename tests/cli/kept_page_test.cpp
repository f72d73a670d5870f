// The examples of docs/decoding.md of what each kind of `--keep` keeps.
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "cli/doc_pages.h"
#include "document/kept_spans.h"

namespace nmt {
namespace {

struct Row {
  std::string kind;
  std::vector<std::string> examples;
};

// The rows "| `kind` | text with `examples` |" under the heading.
std::vector<Row> rows_of_page() {
  std::string page;
  for (const DocPage& each : read_doc_pages())
    if (each.path == "docs/decoding.md") page = each.text;
  std::istringstream section(page.substr(page.find("## What is not translated")));
  std::vector<Row> rows;
  const std::regex row("\\| `([a-z]+)` \\| (.*) \\|"), code("`` (.*?) ``|`([^`]+)`");
  for (std::string line; std::getline(section, line) && !line.starts_with("## Glossary");) {
    std::smatch match;
    if (!std::regex_match(line, match, row)) continue;
    rows.push_back({match[1], {}});
    const std::string text = match[2];
    for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at)
      rows.back().examples.push_back((*at)[1].matched ? (*at)[1] : (*at)[2]);
  }
  return rows;
}

TEST(KeptPage, ItsExamplesAreKept) {
  const std::vector<Row> rows = rows_of_page();
  EXPECT_EQ(rows.size(), 10u);
  for (const Row& row : rows) {
    EXPECT_FALSE(row.examples.empty()) << row.kind;
    for (const std::string& example : row.examples) {
      const std::string line = "see " + example + " here";
      const auto spans = KeptScanner({row.kind}).spans_in(line);
      ASSERT_EQ(spans.size(), 1u) << row.kind << ": " << example;
      EXPECT_EQ(in_range(line, spans[0].range), example) << row.kind;
    }
  }
}

}  // namespace
}  // namespace nmt
