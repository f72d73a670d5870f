#include "cli/environment.h"

#include <algorithm>

#include "cli/commands.h"

namespace nmt {
namespace {

const Term kModel = {"NMT_MODEL",
                     "The model directory that is used where --model gives none. Without it "
                     "models/default is, or else the one that is installed with nmt."};
const Term kConfigured = {"NAME", "Any variable: in a configuration ${NAME} stands for its value."};
const Term kCpu = {"NMT_CPU",
                   "Computes with the instructions of an older processor than this one, such as "
                   "baseline; without it with the best that it has."};
const Term kOpenBlas = {"NMT_OPENBLAS",
                        "The file of the OpenBLAS that training.blas and decoding.blas load, "
                        "instead of the system's libopenblas.so.0."};
const Term kNoColor = {"NO_COLOR", "Where it is set, nothing is coloured."};
const Term kColumns = {"COLUMNS",
                       "Characters of a line of help, from 40 to 100; without it those of the "
                       "terminal, or 80."};

bool has_option(const CommandLine& line, const std::string& path) {
  return std::any_of(line.options.begin(), line.options.end(),
                     [&](const SettingInfo& option) { return option.path == path; });
}

// Whether help says of an option that the variable stands in for it.
bool mentions(const CommandLine& line, const std::string& text) {
  return std::any_of(line.options.begin(), line.options.end(), [&](const SettingInfo& option) {
    return option.help.find(text) != std::string::npos;
  });
}

void add(std::vector<Term>& terms, const Term& term) {
  const bool known = std::any_of(terms.begin(), terms.end(),
                                 [&](const Term& other) { return other.name == term.name; });
  if (!known) terms.push_back(term);
}

}  // namespace

CommandLine with_variables(CommandLine line) {
  std::vector<Term>& variables = line.variables;
  const bool has_model = has_option(line, "model") || !line.settings.empty();
  if (mentions(line, "$NMT_MODEL")) add(variables, kModel);
  if (!line.settings.empty() && has_option(line, "config")) add(variables, kConfigured);
  if (has_model) {
    add(variables, kCpu);
    add(variables, kOpenBlas);
  }
  add(variables, kNoColor);
  add(variables, kColumns);
  return line;
}

std::vector<Term> all_variables() {
  std::vector<Term> all = {kModel, kConfigured, kCpu, kOpenBlas, kNoColor, kColumns};
  for (const Command& command : commands())
    for (const Term& term : command.line().variables) add(all, term);
  return all;
}

}  // namespace nmt
