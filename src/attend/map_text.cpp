#include "attend/map_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "base/format.h"
#include "base/text_width.h"

namespace nmt {
namespace {

constexpr int kCell = 4, kMostRowName = 20;
constexpr std::size_t kMostColumnName = 16;

// The shade of weights from `from` on: a character, or one of the terminal's 256 colours behind
// black (16) or white (231) digits.
struct Shade {
  double from;
  const char* character;
  int background, ink;
};
constexpr std::array kShades = {
    Shade{0.85, "█", 18, 231}, Shade{0.65, "█", 25, 231}, Shade{0.45, "▓", 32, 231},
    Shade{0.25, "▒", 75, 16},  Shade{0.10, "░", 117, 16}, Shade{0.03, " ", 153, 16},
    Shade{0.00, " ", 195, 16},
};

const Shade& shade_of(double weight) {
  return *std::find_if(kShades.begin(), std::prev(kShades.end()),
                       [&](const Shade& shade) { return weight >= shade.from; });
}

std::string cell(double weight, MapStyle::Colour colour) {
  if (!(weight > 0)) return std::string(kCell, ' ');
  const int percent = static_cast<int>(std::lround(100 * weight));
  const std::string digits = percent == 0 ? "  ·" : format("{:3}", percent);
  const Shade& shade = shade_of(weight);
  if (colour == MapStyle::Colour::none) return digits + shade.character;
  return format("\x1B[48;5;{}m\x1B[38;5;{}m{} \x1B[0m", shade.background, shade.ink, digits);
}

// The characters of a column's name from top to bottom.
std::vector<std::string> upright(const std::string& name) {
  std::vector<std::string> characters = text_clusters(name);
  if (characters.size() > kMostColumnName) {
    characters.resize(kMostColumnName - 1);
    characters.emplace_back("…");
  }
  return characters;
}

void add_line(std::string& text, std::string line) {
  line.resize(line.find_last_not_of(' ') + 1);
  text += line + "\n";
}

struct Columns {
  std::size_t begin, end;
};

std::string column_names(const AttentionView& view, Columns columns, int indent) {
  std::vector<std::vector<std::string>> names;
  std::size_t height = 0;
  for (std::size_t k = columns.begin; k < columns.end; ++k) {
    names.push_back(upright(view.keys[k]));
    height = std::max(height, names.back().size());
  }
  std::string text;
  for (std::size_t line = 0; line < height; ++line) {
    std::string shown(static_cast<std::size_t>(indent), ' ');
    for (const auto& name : names) {
      const std::size_t above = height - name.size();
      const std::string character = line < above ? " " : name[line - above];
      shown += "  " + fit_text(character, kCell - 2);
    }
    add_line(text, std::move(shown));
  }
  return text;
}

std::string block(const AttentionView& view, Columns columns, int row_name,
                  MapStyle::Colour colour) {
  std::string text = column_names(view, columns, row_name);
  for (std::size_t q = 0; q < view.queries.size(); ++q) {
    std::string line = fit_text(view.queries[q], row_name);
    for (std::size_t k = columns.begin; k < columns.end; ++k)
      line += cell(double(view.weights[q * view.keys.size() + k]), colour);
    add_line(text, std::move(line));
  }
  return text;
}

}  // namespace

std::string map_text(const AttentionView& view, const MapStyle& style) {
  int row_name = 0;
  for (const std::string& query : view.queries) row_name = std::max(row_name, text_width(query));
  row_name = std::min({row_name, kMostRowName, std::max(1, style.width - kCell)});
  const auto fitting = static_cast<std::size_t>(std::max(1, (style.width - row_name) / kCell));
  std::string text;
  for (std::size_t begin = 0; begin < view.keys.size(); begin += fitting) {
    if (begin > 0) text += "\n";
    const Columns columns{begin, std::min(view.keys.size(), begin + fitting)};
    text += block(view, columns, row_name, style.colour);
  }
  return text;
}

}  // namespace nmt
