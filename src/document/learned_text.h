// What the text that a model learned from was like, as far as its input should be like it.
#pragma once

#include <string>

namespace nmt {

struct LearnedText {
  // Of the source and of the target, codes such as en; empty where nobody has said.
  std::string language = {}, target_language = {};
  double sentences_a_line = 1;  // the mean over the source side of the training text
  // Shares of the source lines that are in capitals, or in those of titles (document/capitals.h).
  double capital_lines = 0, title_lines = 0;
  int longest = 0;  // source tokens of a pair at most, end marks counted; 0: unknown

  // Whether the model knows lines of several sentences.
  bool has_paragraphs() const {
    constexpr double kFew = 2;
    return sentences_a_line >= kFew;
  }
  // Whether the model has learned what such a line says.
  bool has_capital_lines() const { return capital_lines >= kEnoughLines; }
  bool has_title_lines() const { return title_lines >= kEnoughLines; }

 private:
  static constexpr double kEnoughLines = 0.005;
};

}  // namespace nmt
