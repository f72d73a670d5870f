// docs/attention.md shows the numbers of the example and the lines of the code.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "base/format.h"
#include "nn/attention_example.h"

namespace nmt {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(NMT_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string on_page(double number) {
  if (std::isnan(number)) return "-";
  return number == std::round(number) ? format("{}", int(number)) : format("{:.4f}", number);
}

template <std::size_t kCount>
std::string line_on_page(const char* name, const std::array<double, kCount>& numbers) {
  std::string line = format("    {:<10}", name);
  for (const double number : numbers) line += format(" {:<8}", on_page(number));
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

// How the page shows an example.
std::string block_of(const Worked& worked) {
  const bool near = worked.nearness[0] != 0, one_number = std::isnan(worked.context[1]);
  std::string block = line_on_page("scores", worked.scores) + "\n";
  block += format("{:<43}sum {}\n", line_on_page("exp", worked.exponentials), on_page(worked.sum));
  if (near)
    block += line_on_page("softmax", worked.softmax) + "\n" +
             line_on_page("nearness", worked.nearness) + "\n";
  block += line_on_page("weights", worked.weights) + "\n";
  return block + (one_number ? line_on_page("context", std::array{worked.context[0]})
                             : line_on_page("context", worked.context));
}

TEST(AttentionPage, ShowsTheExample) {
  const std::string page = text_of("docs/attention.md");
  for (const Worked& worked : all_worked())
    EXPECT_NE(page.find("\n" + block_of(worked) + "\n"), std::string::npos)
        << "docs/attention.md does not show the example for " << worked.name
        << "; add to the page:\n"
        << block_of(worked);
}

// Whatever has four decimals on the page is a number of the example.
TEST(AttentionPage, HasNoOtherNumbers) {
  std::set<std::string> known;
  const auto add = [&](const auto& numbers) {
    for (const double number : numbers) {
      known.insert(on_page(number));
      known.insert(on_page(-number));
    }
  };
  for (const Worked& worked : all_worked()) {
    for (const auto& three :
         {worked.scores, worked.exponentials, worked.softmax, worked.nearness, worked.weights})
      add(three);
    add(worked.context);
    add(std::array{worked.sum});
  }
  add(kMixed);
  add(std::array{kTanh1, kTanh2, kSigmoid, kCentre, kCentre - 1, kCentre + 1, 1 - kCentre});

  const std::string page = text_of("docs/attention.md");
  const std::regex number("-?\\b[0-9]{1,2}\\.[0-9]{4}\\b");
  for (auto it = std::sregex_iterator(page.begin(), page.end(), number);
       it != std::sregex_iterator(); ++it)
    EXPECT_TRUE(known.contains(it->str())) << it->str() << " is not in the example";
}

// The code on the page is the code.
TEST(AttentionPage, QuotesTheCode) {
  std::string code;
  for (const char* file :
       {"src/nn/attention.h", "src/nn/attention.cpp", "src/seq2seq/rnn_decoder_bahdanau.cpp",
        "src/seq2seq/rnn_decoder_luong.cpp"})
    code += text_of(file);
  std::istringstream page(text_of("docs/attention.md"));
  int quoted = 0;
  bool in_code = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      in_code = line == "```cpp";
    } else if (in_code && !line.empty()) {
      EXPECT_NE(code.find(line + "\n"), std::string::npos) << line;
      ++quoted;
    }
  }
  EXPECT_GT(quoted, 10);
}

}  // namespace
}  // namespace nmt
