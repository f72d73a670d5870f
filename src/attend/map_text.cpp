#include "attend/map_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "attend/colour_scale.h"
#include "attend/tokens.h"
#include "base/format.h"
#include "base/text_width.h"

namespace nmt {
namespace {

constexpr int kCell = 4, kMostRowName = 20;
constexpr std::size_t kMostColumnName = 16;

// The shade of weights from a share of the scale's top on: a character, or one of the terminal's 256
// colours behind black (16) or light digits. The colours are those of level_colour(), as near as
// terminals have them.
struct Shade {
  double from;
  const char* character;
  int background, ink;
};
constexpr std::array kShades = {
    Shade{0.85, "█", 229, 16}, Shade{0.65, "█", 115, 16}, Shade{0.45, "▓", 37, 16},
    Shade{0.25, "▒", 30, 16},  Shade{0.10, "░", 24, 231}, Shade{0.03, " ", 18, 231},
    Shade{0.00, " ", 17, 146},
};

const Shade& shade_of(double share) {
  return *std::find_if(kShades.begin(), std::prev(kShades.end()),
                       [&](const Shade& shade) { return share >= shade.from; });
}

std::string painted(const Shade& shade, const std::string& text) {
  return format("\x1B[48;5;{}m\x1B[38;5;{}m{}\x1B[0m", shade.background, shade.ink, text);
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

class MapWriter {
 public:
  MapWriter(const AttentionView& view, const MapStyle& style)
      : view_(view), style_(style), scale_(scale_for({&view, 1})) {
    for (const std::string& query : view.queries)
      row_name_ = std::max(row_name_, text_width(query));
    // A blank stands between a name and its numbers.
    row_name_ = std::min({row_name_, kMostRowName, std::max(1, style.width - kCell - 1)});
  }

  std::string text() {
    const auto fitting =
        static_cast<std::size_t>(std::max(1, (style_.width - row_name_ - 1) / kCell));
    for (std::size_t begin = 0; begin < view_.keys.size(); begin += fitting) {
      if (begin > 0) text_ += "\n";
      add_block({begin, std::min(view_.keys.size(), begin + fitting)});
    }
    add_legend();
    return std::move(text_);
  }

 private:
  struct Columns {
    std::size_t begin, end;
  };

  void add_names(Columns columns) {
    std::vector<std::vector<std::string>> names;
    std::size_t height = 0;
    for (std::size_t k = columns.begin; k < columns.end; ++k) {
      names.push_back(upright(view_.keys[k]));
      height = std::max(height, names.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      std::string shown(static_cast<std::size_t>(row_name_ + 1), ' ');
      for (const auto& name : names) {
        const std::size_t above = height - name.size();
        const std::string character = line < above ? " " : name[line - above];
        shown += "  " + fit_text(character, kCell - 2);
      }
      add_line(text_, std::move(shown));
    }
  }

  void add_block(Columns columns) {
    add_names(columns);
    for (std::size_t q = 0; q < view_.queries.size(); ++q) {
      std::string line = fit_text(view_.queries[q], row_name_) + " ";
      for (std::size_t k = columns.begin; k < columns.end; ++k) line += cell(q, k);
      add_line(text_, std::move(line));
    }
  }

  std::string cell(std::size_t q, std::size_t k) const {
    if (!view_.sees(static_cast<int>(q), static_cast<int>(k))) return std::string(kCell, ' ');
    const auto weight = double(view_.weights[q * view_.keys.size() + k]);
    if (!std::isfinite(weight)) return " nan";
    const std::string percent = format("{:3}", std::lround(100 * weight));
    const Shade& shade = shade_of(weight / double(scale_.top));
    return style_.colour == MapStyle::Colour::none ? percent + shade.character
                                                   : painted(shade, percent + " ");
  }

  std::string from(const Shade& shade) const {
    const double percent = 100 * shade.from * double(scale_.top);
    return percent > 0 && percent < 1 ? format("{:.1f}", percent) : format("{:.0f}", percent);
  }
  // "░ from 10 percent on, ▒ 25, ▓ 45, █ 65"
  std::string shades() const {
    std::string text;
    std::string_view last = kShades.back().character;
    for (auto shade = kShades.rbegin(); shade != kShades.rend(); ++shade) {
      if (last == shade->character) continue;
      last = shade->character;
      text += text.empty() ? format("{} from {} percent on", last, from(*shade))
                           : format(", {} {}", last, from(*shade));
    }
    return text;
  }
  void add_legend() {
    const int width = style_.width;
    text_ += "\n";
    if (style_.colour == MapStyle::Colour::none) {
      text_ += wrap_text(shades(), width, 2);
    } else {
      text_ += wrap_text("the colours from so many percent on:", width, 2);
      const int fitting = std::max(1, width / kCell);
      for (std::size_t i = 0; i < kShades.size(); ++i) {
        const Shade& shade = kShades[kShades.size() - 1 - i];
        if (i > 0 && static_cast<int>(i) % fitting == 0) text_ += "\n";
        text_ += painted(shade, format("{:>3} ", from(shade)));
      }
      text_ += "\n";
    }
    if (!view_.sees_all()) text_ += wrap_text("blank: not seen", width, 2);
    std::vector<std::string> tokens = view_.queries;
    tokens.insert(tokens.end(), view_.keys.begin(), view_.keys.end());
    for (const std::string& note : token_notes(tokens)) text_ += wrap_text(note, width, 2);
  }

  const AttentionView& view_;
  const MapStyle& style_;
  const WeightScale scale_;
  int row_name_ = 0;
  std::string text_;
};

}  // namespace

std::string map_text(const AttentionView& view, const MapStyle& style) {
  return MapWriter(view, style).text();
}

}  // namespace nmt
