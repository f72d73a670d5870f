#include "cli/eval_texts.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "decode/lines.h"
#include "decode/output_reader.h"
#include "decode/translator.h"
#include "decode/warning_log.h"
#include "eval/unicode.h"
#include "text/line_reader.h"
#include "text/text_writer.h"

namespace nmt {
namespace {

template <class Reader>
NamedLines read_lines(const std::string& name, Reader reader) {
  NamedLines text{name, {}};
  for (std::string line; reader.next(line);) text.lines.push_back(line);
  return text;
}

NamedLines read_lines(const std::string& path) { return read_lines(path, LineReader(path)); }

void require_utf8(const NamedLines& text) {
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    const std::string& line = text.lines[i];
    const std::size_t bad = find_invalid_utf8(line);
    if (bad == std::string::npos) continue;
    throw Error({.what = format("invalid UTF-8: byte 0x{:02X} at byte {} of the line",
                                static_cast<unsigned char>(line[bad]), bad + 1),
                 .where = format("{}:{}", text.name, i + 1),
                 .fix = "convert the file, for example `iconv -f latin1 -t utf-8`"});
  }
}

// White space at the end of a line is no part of it, as in sacreBLEU.
void trim_ends(NamedLines& text) {
  for (std::string& line : text.lines) line.resize(unicode::trim_end(line).size());
}

NamedLines read_lines_of(const std::string& path) {
  NamedLines text =
      path == "-" ? read_lines("stdin", DescriptorLines(STDIN_FILENO)) : read_lines(path);
  require_utf8(text);
  return text;
}

NamedLines read_measured(const std::string& path) {
  NamedLines text = read_lines_of(path);
  trim_ends(text);
  return text;
}

// Without what nmt translate writes beside a translation.
void require_translations(NamedLines& text) {
  auto line = text.lines.begin();
  const TranslationText kind = kind_of_translations([&](std::string& next) {
    if (line == text.lines.end()) return false;
    next = *line++;
    return true;
  });
  if (kind == TranslationText::entries)
    throw Error({.what = "the lines are numbered translations, as nmt translate writes them with "
                         "--n_best or --format",
                 .where = text.name,
                 .fix = "translate again without them, into one translation a line"});
  if (kind != TranslationText::aligned) return;
  log_warning(format("{}: every line ends in an alignment, which is not measured", text.name));
  for (std::string& each : text.lines) each.resize(before_alignment(each).value().size());
}

NamedLines read_system(const std::string& path) {
  NamedLines text = read_lines_of(path);
  require_translations(text);
  trim_ends(text);
  return text;
}

// A word behind --metrics that is no file was probably meant as a metric.
void check_is_no_metric(const std::string& word) {
  std::error_code unknown;
  if (std::filesystem::exists(word, unknown)) return;
  const std::string near = nearest_word(word, metric_names());
  if (near.empty()) return;
  throw Error({.what = format("'{}' is neither a file nor a metric", word),
               .where = "command line of nmt eval",
               .fix = format("did you mean '{}'?", near)});
}

std::vector<NamedLines> read_systems(const std::vector<std::string>& words) {
  if (words.empty()) {
    if (isatty(STDIN_FILENO)) log_info("reading the translations from the keyboard; Ctrl-D ends");
    return {read_system("-")};
  }
  std::vector<NamedLines> systems;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i), words[i]) !=
        words.begin() + static_cast<std::ptrdiff_t>(i)) {
      throw Error({.what = format("'{}' is given twice", words[i]),
                   .where = "command line of nmt eval",
                   .fix = "give each system's file once"});
    }
    check_is_no_metric(words[i]);
    systems.push_back(read_system(words[i]));
  }
  return systems;
}

// Reference 1, 2, ... of each line, empty where a line has fewer.
std::vector<NamedLines> split_at_tabs(const NamedLines& text, int most) {
  std::vector<NamedLines> columns(static_cast<std::size_t>(most));
  for (NamedLines& column : columns) {
    column.name = text.name;
    column.lines.resize(text.lines.size());
  }
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    const std::string& line = text.lines[i];
    std::size_t found = 0;
    for (std::size_t at = 0; at <= line.size(); ++found) {
      const std::size_t tab = std::min(line.find('\t', at), line.size());
      if (found < columns.size()) columns[found].lines[i] = line.substr(at, tab - at);
      at = tab + 1;
    }
    if (found <= columns.size()) continue;
    throw Error({.what = format("the line has {} references, but --num_refs is {}", found, most),
                 .where = format("{}:{}", text.name, i + 1),
                 .fix = format("write --num_refs {}", found)});
  }
  return columns;
}

References read_references(const EvalOptions& options, const NamedLines& text) {
  std::vector<NamedLines> files;
  for (const std::string& path : options.reference) files.push_back(read_measured(path));
  if (options.num_refs == 1) return references_by_segment(text, std::move(files));
  files = split_at_tabs(files.front(), options.num_refs);
  for (NamedLines& column : files) trim_ends(column);
  return references_by_segment(text, std::move(files), EmptyReference::missing);
}

// `text` and the first system belong to the same test set.
void check_line_count(const NamedLines& text, const EvalTexts& texts) {
  if (text.lines.size() == texts.references.size()) return;
  throw Error({.what = format("{} has {} lines, but {} has {}", texts.systems.front().name,
                              texts.references.size(), text.name, text.lines.size()),
               .where = text.name,
               .fix = "give files with one line for each sentence of the test set"});
}

// The translations of `text`.
NamedLines translate(const NamedLines& text, const EvalOptions& options,
                     const ConfigNode& settings) {
  // What cannot be written is told before the long work.
  std::optional<TextWriter> output;
  if (!options.output.empty()) output.emplace(options.output);
  const std::string directory = find_model(options.model);
  const LoadedModel loaded = load_model(directory, settings);
  Translator translator(*loaded.model, loaded.tokenizers, loaded.config.decoding, loaded.learned);
  WarningLog warnings(text.name + ":");
  const std::vector<Translation> translations = translator.translate(text.lines);
  NamedLines result{directory, {}};
  for (std::size_t i = 0; i < translations.size(); ++i) {
    result.lines.push_back(translations[i].text());
    warnings.add(static_cast<std::int64_t>(i) + 1, translations[i].warnings);
  }
  if (output) {
    for (const std::string& line : result.lines) output->write(line + "\n");
    output->commit();
  }
  return result;
}

EvalTexts translate_and_read(const EvalOptions& options, const ConfigNode& settings) {
  std::vector<std::string> inputs = options.reference;
  inputs.push_back(options.source);
  refuse_overwriting(options.output, inputs);
  EvalTexts texts;
  texts.source = read_lines(options.source);
  texts.references = read_references(options, texts.source);
  texts.systems = {translate(texts.source, options, settings)};
  trim_ends(texts.systems.front());
  for (std::string& line : texts.source.lines) line = replace_invalid_utf8(line);
  return texts;
}

}  // namespace

EvalTexts read_texts(const EvalOptions& options, const ConfigNode& settings) {
  for (const std::string& path : options.reference) check_is_no_metric(path);
  if (options.translates()) return translate_and_read(options, settings);
  EvalTexts texts;
  texts.systems = read_systems(options.input);
  texts.references = read_references(options, texts.systems.front());
  for (const NamedLines& system : texts.systems) check_line_count(system, texts);
  if (!options.source.empty()) {
    texts.source = read_measured(options.source);
    check_line_count(texts.source, texts);
  }
  return texts;
}

}  // namespace nmt
