// mteval-v13a, mteval-v14 international, Chinese characters, characters and none; others by name.
#include "eval/tokenizers.h"
#include "base/utf8.h"

#include <array>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"
#include "eval/tokenizer_mecab.h"
#include "eval/unicode.h"
#include "eval/western.h"
#include "text/tokenizer_pieces.h"

namespace nmt {
namespace {

void tokenize_13a(std::string& line) {
  replace_all(line, "<skipped>", "");
  replace_all(line, "-\n", "");
  unescape_entities(line);
  line.insert(line.begin(), ' ');
  line += ' ';
  separate_punctuation(line);
  separate_periods_and_dashes(line);
}

// sacreBLEU's ranges. It writes the first as '\u20000'..'\u2a6d6', which Python reads as a string
// of two characters: what it then compares is U+2001..U+2A6D. Equal scores need the same reading.
bool is_chinese(char32_t c) {
  constexpr char32_t kRanges[][2] = {
      {0x2001, 0x2a6d}, {0x2e80, 0x2eff}, {0x2f00, 0x2fdf}, {0x2ff0, 0x303f},
      {0x3100, 0x312f}, {0x31a0, 0x31bf}, {0x31c0, 0x31ef}, {0x3200, 0x33ff},
      {0x3400, 0x4db5}, {0x4e00, 0x9fbb}, {0xf900, 0xfa2d}, {0xfa30, 0xfa6a},
      {0xfa70, 0xfad9}, {0xfe10, 0xfe1f}, {0xfe30, 0xfe4f}, {0xff00, 0xffef}};
  for (const auto& [first, last] : kRanges) {
    if (c >= first && c <= last) return true;
  }
  return false;
}

void trim_start(std::string& line) {
  std::size_t start = 0;
  while (start < line.size()) {
    const std::size_t length = unicode::space_length(line, start);
    if (length == 0) break;
    start += length;
  }
  line.erase(0, start);
}

void tokenize_zh(std::string& line) {
  trim_start(line);
  const std::u32string points = unicode::decode(line);
  line.clear();
  for (const char32_t c : points) {
    const bool alone = is_chinese(c);
    if (alone) line += ' ';
    append_utf8(line, c);
    if (alone) line += ' ';
  }
  separate_punctuation(line);
  separate_periods_and_dashes(line);
}

enum class Category : char { other, number, punctuation, symbol };

Category look_up_category(char32_t c) {
  if (unicode::is_punctuation(c)) return Category::punctuation;
  if (unicode::is_number(c)) return Category::number;
  return unicode::is_symbol(c) ? Category::symbol : Category::other;
}

// The first 1,024 code points, nearly all of European text, from a table.
Category category_of(char32_t c) {
  static const std::array<Category, 1024> first_categories = [] {
    std::array<Category, 1024> categories;
    for (char32_t i = 0; i < categories.size(); ++i) categories[i] = look_up_category(i);
    return categories;
  }();
  return c < first_categories.size() ? first_categories[c] : look_up_category(c);
}

bool is_punctuation(char32_t c) { return category_of(c) == Category::punctuation; }
bool is_number(char32_t c) { return category_of(c) == Category::number; }

// As the replace_pairs above, of code points.
template <class Matches>
std::u32string replace_pairs(const std::u32string& in, Matches matches, const char32_t* before,
                             const char32_t* after) {
  std::u32string out;
  out.reserve(in.size() * 2);
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (i + 1 < in.size() && matches(in[i], in[i + 1])) {
      out += before, out += in[i], out += U' ', out += in[++i], out += after;
    } else {
      out += in[i];
    }
  }
  return out;
}

void tokenize_intl(std::string& line) {
  std::u32string points = unicode::decode(line);
  const auto after_no_number = [](char32_t a, char32_t b) {
    return is_punctuation(b) && !is_number(a);
  };
  const auto before_no_number = [](char32_t a, char32_t b) {
    return is_punctuation(a) && !is_number(b);
  };
  points = replace_pairs(points, after_no_number, U"", U" ");
  points = replace_pairs(points, before_no_number, U" ", U"");
  line.clear();
  for (const char32_t c : points) {
    const bool alone = category_of(c) == Category::symbol;
    if (alone) line += ' ';
    append_utf8(line, c);
    if (alone) line += ' ';
  }
}

void tokenize_char(std::string& line) {
  const std::u32string points = unicode::decode(line);
  line.clear();
  for (const char32_t c : points) {
    append_utf8(line, c);
    line += ' ';
  }
}

void tokenize_none(std::string&) {}

void trim_both(std::string& line) {
  trim_start(line);
  line.resize(unicode::trim_end(line).size());
}

MetricTokenizer trimming(MetricTokenizer tokenizer) {
  return {tokenizer.signature, [tokenize = std::move(tokenizer.tokenize)](std::string& line) {
            trim_both(line);
            tokenize(line);
          }};
}

// `model_name` is sacreBLEU's for models that it knows; another model is named by its content.
MetricTokenizer piece_tokenizer(const std::string& model_name, const std::string& path) {
  const auto splitter = std::make_shared<const PieceSplitter>(path);
  return {model_name == "spm" ? "spm-" + splitter->hash().substr(0, 8) : model_name,
          [splitter](std::string& line) { line = splitter->split(line); }};
}

// What a name means, with what stands behind its colon: "spm:FILE".
enum class Argument { none, optional_folder, file };
struct NamedTokenizer {
  const char* name;
  Argument argument;
  MetricTokenizer (*make)(const std::string& name, const std::string& argument);
};

template <void (*tokenize)(std::string& line)>
MetricTokenizer make_built_in(const std::string& name, const std::string&) {
  return {name, tokenize};
}

const NamedTokenizer kTokenizers[] = {
    {"13a", Argument::none, make_built_in<tokenize_13a>},
    {"intl", Argument::none, make_built_in<tokenize_intl>},
    {"zh", Argument::none, make_built_in<tokenize_zh>},
    {"char", Argument::none, make_built_in<tokenize_char>},
    {"none", Argument::none, make_built_in<tokenize_none>},
    {"ja-mecab", Argument::optional_folder,
     [](const std::string&, const std::string& folder) {
       return trimming(japanese_tokenizer(folder));
     }},
    {"ko-mecab", Argument::optional_folder,
     [](const std::string&, const std::string& folder) {
       return trimming(korean_tokenizer(folder));
     }},
    {"spm", Argument::file, piece_tokenizer},
    {"flores101", Argument::file, piece_tokenizer},
    {"flores200", Argument::file, piece_tokenizer},
    {"spBLEU-1K", Argument::file, piece_tokenizer},
};

}  // namespace

MetricTokenizer metric_tokenizer(const std::string& name) {
  const std::size_t colon = name.find(':');
  const std::string word = name.substr(0, colon);
  const std::string argument = colon == std::string::npos ? "" : name.substr(colon + 1);
  for (const NamedTokenizer& tokenizer : kTokenizers) {
    if (word != tokenizer.name) continue;
    if (tokenizer.argument == Argument::file && argument.empty()) {
      throw Error({.what = format("the tokenizer {} needs its SentencePiece model", word),
                   .where = "tokenize",
                   .fix = format("write {}:FILE; sacreBLEU keeps such files in "
                                 "~/.sacrebleu/models",
                                 word)});
    }
    if (tokenizer.argument == Argument::none && colon != std::string::npos) break;
    return tokenizer.make(word, argument);
  }
  throw Error({.what = "unknown tokenizer '" + name + "' for BLEU",
               .where = "tokenize",
               .fix = suggest(name, metric_tokenizer_names())});
}

std::vector<std::string> metric_tokenizer_names() {
  std::vector<std::string> names;
  for (const auto& [name, argument, make] : kTokenizers) {
    if (argument != Argument::file) names.emplace_back(name);
    if (argument == Argument::optional_folder) names.push_back(format("{}:FOLDER", name));
    if (argument == Argument::file) names.push_back(format("{}:FILE", name));
  }
  return names;
}

void split_words(std::string_view line, std::vector<std::string_view>& words) {
  std::size_t start = 0;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t space = unicode::space_length(line, at);
    if (space == 0) {
      ++at;
      continue;
    }
    if (at > start) words.push_back(line.substr(start, at - start));
    at += space;
    start = at;
  }
  if (line.size() > start) words.push_back(line.substr(start));
}

}  // namespace nmt
