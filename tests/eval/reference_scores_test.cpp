// Every metric against the table of ../shared/data, which sacreBLEU 2.6.0 made.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/format.h"
#include "eval/metrics.h"
#include "eval/sample_texts.h"

namespace nmt {
namespace {

std::filesystem::path metrics_folder() {
  const char* data = std::getenv("NMT_DATA");
  const std::filesystem::path beside = std::filesystem::path(NMT_SOURCE_DIR) / "../shared/data";
  return (data ? std::filesystem::path(data) : beside) / "metrics";
}

sample::Lines read_lines(const std::filesystem::path& path) {
  std::ifstream file(path);
  sample::Lines lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// Sets what the table writes: "tokenize=char smooth_method=floor", or "-" for nothing.
class TableOptions : public SettingVisitor {
 public:
  explicit TableOptions(const std::string& options) {
    std::istringstream words(options == "-" ? "" : options);
    for (std::string option; words >> option;) {
      const std::size_t equals = option.find('=');
      values_[option.substr(0, equals)] = option.substr(equals + 1);
    }
  }
  // Options that no setting took.
  std::size_t left() const { return values_.size(); }

 protected:
  void visit(const char* key, SettingField field, const char*, const Rule&) override {
    take(key, [&](const std::string& value) {
      if (auto* const* flag = std::get_if<bool*>(&field)) **flag = value == "True";
      if (auto* const* whole = std::get_if<int*>(&field)) **whole = std::stoi(value);
      if (auto* const* number = std::get_if<double*>(&field)) **number = std::stod(value);
      if (auto* const* text = std::get_if<std::string*>(&field)) **text = value;
    });
  }
  void enter(const char*, const char*) override {}
  void leave() override {}

 private:
  template <class Set>
  void take(const char* key, Set set) {
    const auto found = values_.find(key);
    if (found == values_.end()) return;
    set(found->second);
    values_.erase(found);
  }

  std::map<std::string, std::string> values_;
};

MetricSettings settings_of(const std::string& metric, const std::string& options) {
  MetricSettings settings;
  TableOptions table(options);
  if (metric == "bleu") settings.bleu.describe(table);
  if (metric == "chrf") settings.chrf.describe(table);
  if (metric == "ter") settings.ter.describe(table);
  EXPECT_EQ(table.left(), 0u) << "unknown options in the table: " << options;
  return settings;
}

TEST(ReferenceScores, AreEqualedInEveryRow) {
  const std::filesystem::path folder = metrics_folder();
  const sample::Lines table = read_lines(folder / "reference_scores.tsv");
  if (table.empty()) GTEST_SKIP() << "no data at " << folder << "; set NMT_DATA";
  int rows = 0;
  for (const std::string& row : table) {
    if (row.starts_with('#')) continue;
    std::istringstream fields(row);
    std::string hypotheses_file, reference_file, name, options, score, line;
    for (auto* field : {&hypotheses_file, &reference_file, &name, &options, &score, &line}) {
      std::getline(fields, *field, '\t');
    }
    const sample::Lines hypotheses = read_lines(folder / hypotheses_file);
    References references;
    for (const std::string& reference : read_lines(folder / reference_file)) {
      references.push_back({reference});
    }
    const auto metric = make_metric(name, settings_of(name, options));
    const std::vector<double> sums = count_all(*metric, hypotheses, references, 0).sums();
    EXPECT_EQ(format("{:.4f}", metric->score(sums)), score) << row;
    EXPECT_EQ(sample::line_of(*metric, sums, 1, 2), line);
    ++rows;
  }
  EXPECT_EQ(rows, 71);
}

}  // namespace
}  // namespace nmt
