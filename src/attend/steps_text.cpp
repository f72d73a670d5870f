#include "attend/steps_text.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/text_width.h"

namespace nmt {
namespace {

constexpr std::size_t kShown = 6;  // first numbers of a row
constexpr int kMostName = 16;

using Numbers = std::vector<float>;

std::string number(float x) { return format("{:>10.4f}", x); }

float norm(const Numbers& row) {
  double sum = 0;
  for (const float x : row) sum += double(x) * double(x);
  return static_cast<float>(std::sqrt(sum));
}

// How a score writes what it compares.
struct Notation {
  std::string query, key, formula;
};

Notation notation_of(const QuerySteps& steps) {
  if (steps.score == "location") return {"W q", "", "score(s) = (W q)_s"};
  if (!steps.v.empty()) return {"W q", "U k", "score = v . tanh(W q + U k)"};
  if (steps.score == "general") return {"q", "U k", "score = q . (U k)"};
  if (steps.score == "dot") return {"q", "k", "score = q . k"};
  return {"q", "k", format("score = q . k / sqrt({})", steps.query.size())};
}

class StepsWriter {
 public:
  StepsWriter(const QuerySteps& steps, std::span<const std::string> tokens)
      : steps_(steps), tokens_(tokens), notation_(notation_of(steps)) {
    for (const auto& key : steps.keys)
      name_ = std::max(name_, std::min(kMostName, text_width(token(key))));
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
  // What a line is about: a sign of the formula, and the position, from 1, and token of a key.
  std::string title(const std::string& sign, const QuerySteps::Key* key = nullptr) const {
    const std::string where =
        key ? format("{:>4} {}", key->position + 1, fit_text(token(*key), name_))
            : std::string(static_cast<std::size_t>(5 + name_), ' ');
    return format("  {:<7}", sign) + where;
  }
  // The columns of a table.
  std::string heading(std::initializer_list<const char*> columns) const {
    std::string line = title("");
    for (const char* column : columns) line += format("{:>13}", column);
    return line + "\n";
  }
  void add_row(const std::string& title, const Numbers& row) {
    text_ += title + number(norm(row)) + " ";
    for (std::size_t i = 0; i < std::min(kShown, row.size()); ++i) text_ += number(row[i]);
    text_ += row.size() > kShown ? "  ...\n" : "\n";
  }

  void write_rows();
  void write_scores();
  void write_weights();
  void write_sum();
  Numbers hidden(const QuerySteps::Key& key) const;

  const QuerySteps& steps_;
  std::span<const std::string> tokens_;
  Notation notation_;
  int name_ = 5;
  std::string text_;
};

void StepsWriter::write_rows() {
  text_ +=
      format("1. Query, keys and values: the norm, and the first {} numbers of each row\n", kShown);
  if (!steps_.state.empty()) add_row(title("q"), steps_.state);
  add_row(title(notation_.query), steps_.query);
  if (!steps_.v.empty()) add_row(title("v"), steps_.v);
  if (!notation_.key.empty())
    for (const auto& key : steps_.keys) add_row(title(notation_.key, &key), key.key);
  for (const auto& key : steps_.keys) add_row(title("value", &key), key.value);
}

// The hidden layer of an additive score.
Numbers StepsWriter::hidden(const QuerySteps::Key& key) const {
  Numbers hidden(key.key.size());
  for (std::size_t i = 0; i < hidden.size(); ++i)
    hidden[i] = std::tanh(steps_.query[i] + key.key[i]);
  return hidden;
}

void StepsWriter::write_scores() {
  text_ += format("\n2. Scores: {}\n", notation_.formula);
  if (steps_.centre) {
    text_ += format("   local-p: p_t = {:.4f}, where the first token is 0; sigma = {:.4f}\n",
                    *steps_.centre, steps_.deviation);
  }
  if (static_cast<int>(steps_.keys.size()) < steps_.sentence)
    text_ += format("   the query sees tokens {} to {} of {}\n", steps_.keys.front().position + 1,
                    steps_.keys.back().position + 1, steps_.sentence);
  if (!steps_.v.empty())
    for (const auto& key : steps_.keys) add_row(title("tanh", &key), hidden(key));
  const bool scaled = steps_.scale != 1;
  text_ += scaled ? heading({"q . k", "scaled"}) : heading({"score"});
  for (const auto& key : steps_.keys) {
    text_ += title("score", &key);
    if (scaled) text_ += format("{:>13.4f}", key.raw);
    text_ += format("{:>13.4f}\n", key.score);
  }
}

void StepsWriter::write_weights() {
  float softmax = 0, weights = 0;
  text_ += "\n3. Weights: softmax of the scores";
  text_ += steps_.centre ? ", times exp(-(s - p_t)^2 / (2 sigma^2))\n" : "\n";
  text_ += steps_.centre ? heading({"softmax", "Gaussian", "weight"}) : heading({"weight"});
  for (const auto& key : steps_.keys) {
    softmax += key.softmax;
    weights += key.weight;
    text_ += title("a", &key);
    if (steps_.centre)
      text_ += format("{:>13.4f}{:>13.4f}", key.softmax,
                      nearness(static_cast<float>(key.position), *steps_.centre, steps_.deviation));
    text_ += format("{:>13.4f}\n", key.weight);
  }
  text_ += title("sum");
  if (steps_.centre) text_ += format("{:>13.4f}{:>13}", softmax, "");
  text_ += format("{:>13.4f}\n", weights);
}

void StepsWriter::write_sum() {
  text_ += "\n4. Context: the sum of weight x value\n";
  for (const auto& key : steps_.keys) {
    Numbers share = key.value;
    for (float& x : share) x *= key.weight;
    add_row(title("a v", &key), share);
  }
  add_row(title("sum"), steps_.context);
}

}  // namespace

std::string steps_text(const QuerySteps& steps, std::span<const std::string> keys) {
  return StepsWriter(steps, keys).text();
}

}  // namespace nmt
