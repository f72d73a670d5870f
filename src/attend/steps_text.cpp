#include "attend/steps_text.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/text_width.h"

namespace nmt {
namespace {

constexpr std::size_t kShown = 6;  // first numbers of a row
constexpr int kMostName = 16;
constexpr int kSign = 6, kPosition = 4, kNumber = 11, kIndent = 3;  // cells

using Numbers = std::vector<float>;

std::string number(float x) { return format("{:.4f}", x); }

float norm(const Numbers& row) {
  double sum = 0;
  for (const float x : row) sum += double(x) * double(x);
  return static_cast<float>(std::sqrt(sum));
}

// Lines of a title and right-aligned cells, which are cut into blocks that fit a width.
class Table {
 public:
  void add(std::string title, std::vector<std::string> cells) {
    title_ = std::max(title_, text_width(title));
    columns_ = std::max(columns_, cells.size());
    lines_.push_back({std::move(title), std::move(cells)});
  }

  std::string text(int width) const {
    const int title = std::min(title_, std::max(1, width - kNumber));
    const auto fitting = static_cast<std::size_t>(std::max(1, (width - title) / kNumber));
    std::string text;
    for (std::size_t begin = 0; begin < columns_; begin += fitting) {
      if (begin > 0) text += "\n";
      for (const Line& line : lines_) {
        std::string shown = fit_text(line.title, title);
        for (std::size_t i = begin; i < std::min(line.cells.size(), begin + fitting); ++i)
          shown += format("{:>{}}", line.cells[i], kNumber);
        shown.resize(shown.find_last_not_of(' ') + 1);
        text += shown + "\n";
      }
    }
    return text;
  }

 private:
  struct Line {
    std::string title;
    std::vector<std::string> cells;
  };
  std::vector<Line> lines_;
  int title_ = 0;
  std::size_t columns_ = 0;
};

class StepsWriter {
 public:
  StepsWriter(const QuerySteps& steps, std::span<const std::string> tokens, int width)
      : steps_(steps), tokens_(tokens), width_(width) {
    for (const auto& key : steps.keys)
      name_ = std::max(name_, std::min(kMostName, text_width(token(key))));
    // A column has room beside the names.
    name_ = std::clamp(width - kNumber - kSign - kPosition - 3, 1, name_);
  }
  std::string text() {
    write_rows();
    write_scores();
    write_weights();
    write_sum();
    return std::move(text_);
  }

 private:
  const std::string& token(const QuerySteps::Key& key) const {
    return tokens_[static_cast<std::size_t>(key.position)];
  }
  void add_line(const std::string& line) { text_ += wrap_text(line, width_, kIndent); }
  void add_note(const std::string& line) {
    const std::string lines = wrap_text(line, width_ - kIndent);
    for (std::size_t begin = 0; begin < lines.size(); begin = lines.find('\n', begin) + 1)
      text_ += std::string(kIndent, ' ') + lines.substr(begin, lines.find('\n', begin) + 1 - begin);
  }
  // What a line is about: a sign of the formula, and the position and token of a key.
  std::string title(const std::string& sign, const QuerySteps::Key* key = nullptr) const {
    const std::string where =
        key ? format("{:>{}} {}", key->position, kPosition, fit_text(token(*key), name_)) : "";
    return format("  {:<{}}", sign, kSign) + where;
  }
  // The norm and the first numbers of a row.
  void add_row(Table& table, const std::string& title, const Numbers& row) const {
    std::vector<std::string> cells = {number(norm(row))};
    for (std::size_t i = 0; i < std::min(kShown, row.size()); ++i) cells.push_back(number(row[i]));
    table.add(title, std::move(cells));
  }

  void write_rows();
  void write_scores();
  void write_weights();
  void write_sum();
  Numbers hidden(const QuerySteps::Key& key) const;

  const QuerySteps& steps_;
  std::span<const std::string> tokens_;
  const int width_;
  int name_ = 5;
  std::string text_;
};

void StepsWriter::write_rows() {
  add_line(format("1. Query, keys and values: the norm, and the first {} numbers of each", kShown));
  Table table;
  if (!steps_.state.empty()) add_row(table, title("q"), steps_.state);
  add_row(table, title(steps_.query_sign), steps_.query);
  if (!steps_.v.empty()) add_row(table, title("v"), steps_.v);
  for (const auto& key : steps_.keys)
    if (!key.key.empty()) add_row(table, title(steps_.key_sign, &key), key.key);
  for (const auto& key : steps_.keys) add_row(table, title("value", &key), key.value);
  text_ += table.text(width_);
}

// The hidden layer of an additive score.
Numbers StepsWriter::hidden(const QuerySteps::Key& key) const {
  Numbers hidden(key.key.size());
  for (std::size_t i = 0; i < hidden.size(); ++i)
    hidden[i] = std::tanh(steps_.query[i] + key.key[i]);
  return hidden;
}

void StepsWriter::write_scores() {
  text_ += "\n";
  add_line("2. Scores: " + score_text(steps_));
  if (steps_.centre)
    add_note(format("local-p: p_t = {:.4f}, counted from 0; sigma = {:.4f}", *steps_.centre,
                    steps_.deviation));
  if (static_cast<int>(steps_.keys.size()) < steps_.sentence)
    add_note(format("the query sees positions {} to {} of 0 to {}", steps_.keys.front().position,
                    steps_.keys.back().position, steps_.sentence - 1));
  if (!steps_.v.empty()) {
    Table table;
    for (const auto& key : steps_.keys) add_row(table, title("tanh", &key), hidden(key));
    text_ += table.text(width_);
  }
  const bool scaled = steps_.scale != 1;
  Table table;
  if (scaled)
    table.add("", {"q . k", "scaled"});
  else
    table.add("", {"score"});
  for (const auto& key : steps_.keys) {
    std::vector<std::string> cells = {number(key.score)};
    if (scaled) cells.insert(cells.begin(), number(key.raw));
    table.add(title("score", &key), std::move(cells));
  }
  text_ += table.text(width_);
}

void StepsWriter::write_weights() {
  const bool near = steps_.centre.has_value();
  float softmax = 0, weights = 0;
  text_ += "\n";
  add_line(std::string("3. Weights: softmax of the scores") +
           (near ? ", times exp(-(s - p_t)^2 / (2 sigma^2))" : ""));
  Table table;
  const auto add = [&](const std::string& title, std::vector<std::string> cells) {
    if (!near) cells = {cells.back()};
    table.add(title, std::move(cells));
  };
  add("", {"softmax", "Gaussian", "weight"});
  for (const auto& key : steps_.keys) {
    softmax += key.softmax;
    weights += key.weight;
    const float gaussian =
        near ? nearness(static_cast<float>(key.position), *steps_.centre, steps_.deviation) : 1;
    add(title("a", &key), {number(key.softmax), number(gaussian), number(key.weight)});
  }
  add(title("sum"), {number(softmax), "", number(weights)});
  text_ += table.text(width_);
}

void StepsWriter::write_sum() {
  text_ += "\n";
  add_line("4. Context: the sum of weight x value; the norm, and the first numbers of each");
  Table table;
  for (const auto& key : steps_.keys) {
    Numbers share = key.value;
    for (float& x : share) x *= key.weight;
    add_row(table, title("a v", &key), share);
  }
  add_row(table, title("sum"), steps_.context);
  text_ += table.text(width_);
}

}  // namespace

std::string score_text(const QuerySteps& steps) {
  const std::string text = "score = " + steps.formula;
  // A formula that has the width of what is compared says how much that is here.
  const bool has_width = steps.formula.find("(d)") != std::string::npos;
  return has_width ? format("{}, d = {}", text, steps.query.size()) : text;
}

std::string steps_text(const QuerySteps& steps, std::span<const std::string> keys, int width) {
  return StepsWriter(steps, keys, width).text();
}

}  // namespace nmt
