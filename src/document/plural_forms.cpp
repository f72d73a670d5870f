#include "document/plural_forms.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/ascii.h"
#include "document/characters.h"
#include "document/sentence_rules.h"

namespace nmt {
namespace {

// A plural= expression, in the syntax of C. Nothing where it is none, or divides by zero.
class PluralExpression {
 public:
  PluralExpression(std::string_view text, unsigned long n) : text_(text), n_(n) {}

  std::optional<unsigned long> value() {
    const unsigned long value = conditional();
    skip_blanks();
    if (fails_ || at_ != text_.size()) return std::nullopt;
    return value;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(std::string_view mark) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(mark)) return false;
    at_ += mark.size();
    return true;
  }
  // Each nested part is a call; nobody writes many.
  bool is_too_deep() {
    constexpr int kMostNested = 50;
    fails_ = fails_ || ++depth_ > kMostNested;
    return fails_;
  }

  unsigned long conditional() {
    if (is_too_deep()) return 0;
    const unsigned long condition = binary(0);
    unsigned long value = condition;
    if (take("?")) {
      const unsigned long yes = conditional();
      fails_ = fails_ || !take(":");
      const unsigned long no = conditional();
      value = condition != 0 ? yes : no;
    }
    --depth_;
    return value;
  }
  // By rising precedence.
  static constexpr std::array<std::array<std::string_view, 4>, 6> kOperators = {
      {{"||"}, {"&&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"}}};
  unsigned long binary(std::size_t level) {
    if (level == kOperators.size()) return unary();
    unsigned long left = binary(level + 1);
    for (;;) {
      const auto& marks = kOperators[level];
      const auto mark = std::find_if(marks.begin(), marks.end(), [&](std::string_view each) {
        return !each.empty() && take(each);
      });
      if (mark == marks.end() || fails_) return left;
      left = apply(*mark, left, binary(level + 1));
    }
  }
  unsigned long apply(std::string_view mark, unsigned long left, unsigned long right) {
    if (mark == "||") return left != 0 || right != 0;
    if (mark == "&&") return left != 0 && right != 0;
    if (mark == "==") return left == right;
    if (mark == "!=") return left != right;
    if (mark == "<=") return left <= right;
    if (mark == ">=") return left >= right;
    if (mark == "<") return left < right;
    if (mark == ">") return left > right;
    if (mark == "+") return left + right;
    if (mark == "-") return left - right;
    if (mark == "*") return left * right;
    fails_ = fails_ || right == 0;
    if (fails_) return 0;
    return mark == "/" ? left / right : left % right;
  }
  unsigned long unary() {
    if (is_too_deep()) return 0;
    unsigned long value = 0;
    if (take("!")) {
      value = unary() == 0;
    } else if (take("(")) {
      value = conditional();
      fails_ = fails_ || !take(")");
    } else if (!take("n")) {
      value = number();
    } else {
      value = n_;
    }
    --depth_;
    return value;
  }
  unsigned long number() {
    const std::size_t begin = at_;
    constexpr std::size_t kMostDigits = 9;
    unsigned long number = 0;
    while (at_ < text_.size() && at_ < begin + kMostDigits && text_[at_] >= '0' &&
           text_[at_] <= '9')
      number = number * 10 + static_cast<unsigned long>(text_[at_++] - '0');
    fails_ = fails_ || at_ == begin;
    return number;
  }

  std::string_view text_;
  unsigned long n_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool fails_ = false;
};

// What follows `name=` up to a semicolon.
std::string_view plural_field(std::string_view field, std::string_view name) {
  const std::size_t at = field.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view value = field.substr(at + name.size());
  return value.substr(0, value.find(';'));
}

struct LanguageForms {
  std::string_view languages;  // between blanks
  std::string_view header;
};
constexpr LanguageForms kLanguageForms[] = {
    {" ja ko zh vi th id ms lo km my ", "nplurals=1; plural=0;"},
    {" fr pt_br oc br ln mg mi tg ti wa am fil hy ", "nplurals=2; plural=(n > 1);"},
    {" ru uk be ",
     "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) "
     "? "
     "1 : 2);"},
    {" sr hr bs ",
     "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) "
     "? "
     "1 : 2);"},
    {" pl ",
     "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"},
    {" cs sk ", "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);"},
    {" lt ",
     "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2);"},
    {" lv ", "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n!=0 ? 1 : 2);"},
    {" ro ", "nplurals=3; plural=(n==1 ? 0 : n==0 || (n%100>0 && n%100<20) ? 1 : 2);"},
    {" sl ", "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);"},
    {" ga ", "nplurals=5; plural=(n==1 ? 0 : n==2 ? 1 : n<7 ? 2 : n<11 ? 3 : 4);"},
    {" mt ",
     "nplurals=4; plural=(n==1 ? 0 : n==0 || (n%100>1 && n%100<11) ? 1 : n%100>10 && n%100<20 ? 2 "
     ": "
     "3);"},
    {" ar ",
     "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? "
     "4 "
     ": 5);"},
    {" is mk ", "nplurals=2; plural=(n%10!=1 || n%100==11);"}};

}  // namespace

std::optional<PluralForms> PluralForms::of_header(std::string_view field) {
  const auto count = PluralExpression(plural_field(field, "nplurals="), 0).value();
  const std::string_view expression = plural_field(field, " plural=");
  constexpr unsigned long kMostForms = 20, kNumbers = 1000;
  if (!count || *count == 0 || *count > kMostForms) return std::nullopt;
  const auto of_one = PluralExpression(expression, 1).value();
  if (!of_one || *of_one >= *count) return std::nullopt;
  PluralForms forms;
  forms.header_ = field;
  forms.count_ = *count;
  forms.of_one_ = *of_one;
  for (unsigned long n = 0; n < kNumbers && !forms.one_is_others_too_; ++n)
    forms.one_is_others_too_ = n != 1 && PluralExpression(expression, n).value() == of_one;
  return forms;
}

PluralForms PluralForms::of_language(std::string_view language) {
  std::string code = ascii_lower_case(language);
  std::replace(code.begin(), code.end(), '-', '_');
  for (const std::string& name : {code, main_language(language)})
    for (const LanguageForms& forms : kLanguageForms)
      if (!name.empty() && forms.languages.find(" " + name + " ") != std::string_view::npos)
        return *of_header(forms.header);
  return *of_header("nplurals=2; plural=(n != 1);");
}

}  // namespace nmt
