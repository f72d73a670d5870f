#include "decode/glossary.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "base/utf8.h"
#include "text/line_reader.h"
#include "text/words.h"

namespace nmt {
namespace {

using Tokens = std::span<const TokenId>;

// Letters, digits and everything that is not ASCII may be inside a word.
bool may_be_inside(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value >= 0x80 || std::isalnum(value) != 0;
}

bool stands_in(std::string_view text, std::string_view term) {
  for (std::size_t at = text.find(term); at != std::string_view::npos;
       at = text.find(term, at + 1)) {
    const std::size_t end = at + term.size();
    const bool begins = at == 0 || !may_be_inside(text[at - 1]) || !may_be_inside(term.front());
    const bool ends =
        end == text.size() || !may_be_inside(text[end]) || !may_be_inside(term.back());
    if (begins && ends) return true;
  }
  return false;
}

bool holds(Tokens tokens, Tokens choice) {
  return std::search(tokens.begin(), tokens.end(), choice.begin(), choice.end()) != tokens.end();
}

// How many of the first tokens of `choice` the end of `tokens` is.
std::size_t begun(Tokens tokens, Tokens choice) {
  for (std::size_t count = std::min(choice.size() - 1, tokens.size()); count > 0; --count)
    if (std::equal(choice.begin(), choice.begin() + static_cast<std::ptrdiff_t>(count),
                   tokens.end() - static_cast<std::ptrdiff_t>(count)))
      return count;
  return 0;
}

void raise(std::vector<TermRewards::Raise>& raises, TokenId token, double amount) {
  const auto found = std::find_if(raises.begin(), raises.end(),
                                  [&](const auto& other) { return other.token == token; });
  if (found == raises.end()) {
    raises.push_back({token, amount});
  } else {
    found->amount = std::max(found->amount, amount);
  }
}

}  // namespace

Glossary::Glossary(const std::string& path, const Tokenizers& tokenizers) {
  LineReader lines(path);
  const auto refuse = [&](const std::string& what) {
    throw Error({.what = what,
                 .where = format("{}:{}", path, lines.line_number()),
                 .fix = "write a source term, a tab and its translation on each line"});
  };
  for (std::string line; lines.next(line);) {
    if (trimmed(line).empty()) continue;
    if (find_invalid_utf8(line) != std::string::npos) refuse("the line is not UTF-8");
    const auto columns = std::count(line.begin(), line.end(), '\t') + 1;
    if (columns != 2) refuse(format("the line has {} columns, not 2", columns));
    const std::size_t tab = line.find('\t');
    const std::string_view source = trimmed(std::string_view(line).substr(0, tab));
    const std::string_view translation = trimmed(std::string_view(line).substr(tab + 1));
    if (source.empty() || translation.empty()) refuse("one side of the line is empty");
    // Invisible characters alone, such as U+200B, are nothing to a tokenizer.
    if (tokenizers.source->encode(source).empty())
      refuse("the source term has no tokens: the model reads nothing in it");
    std::vector<TokenId> ids = tokenizers.target->encode(translation);
    if (ids.empty()) refuse("the translation has no tokens: the model reads nothing in it");
    if (std::find(ids.begin(), ids.end(), kUnknown) != ids.end()) {
      log_warning(format("{}:{}: the model has no tokens for all of '{}'; this line is not used",
                         path, lines.line_number(), translation));
      continue;
    }
    add(source, std::move(ids));
  }
}

// A translation that its term has already adds nothing.
void Glossary::add(std::string_view source, std::vector<TokenId> translation) {
  auto entry = std::find_if(entries_.begin(), entries_.end(),
                            [&](const Entry& each) { return each.source == source; });
  if (entry == entries_.end()) entry = entries_.insert(entry, {std::string(source), {}});
  if (std::find(entry->choices.begin(), entry->choices.end(), translation) == entry->choices.end())
    entry->choices.push_back(std::move(translation));
}

std::vector<TermChoices> Glossary::terms_in(std::string_view text) const {
  std::vector<TermChoices> terms;
  for (const Entry& entry : entries_)
    if (stands_in(text, entry.source)) terms.push_back(entry.choices);
  return terms;
}

double TermRewards::earned(Tokens tokens) const {
  double sum = 0;
  for (const TermChoices& choices : terms_) {
    std::size_t longest = 0;
    for (const auto& choice : choices)
      if (holds(tokens, choice)) longest = std::max(longest, choice.size());
    sum += weight_ * static_cast<double>(longest);
  }
  return sum;
}

void TermRewards::raises(Tokens tokens, std::vector<Raise>& to) const {
  to.clear();
  for (const TermChoices& choices : terms_) {
    const bool held = std::any_of(choices.begin(), choices.end(),
                                  [&](const auto& choice) { return holds(tokens, choice); });
    if (held) continue;
    for (const auto& choice : choices) {
      const std::size_t count = begun(tokens, choice);
      raise(to, choice[count], weight_ * static_cast<double>(count + 1));
      if (count > 0) raise(to, choice[0], weight_);
    }
  }
}

double TermRewards::most() const {
  double sum = 0;
  for (const TermChoices& choices : terms_) {
    std::size_t longest = 0;
    for (const auto& choice : choices) longest = std::max(longest, choice.size());
    sum += weight_ * static_cast<double>(longest);
  }
  return sum;
}

}  // namespace nmt
