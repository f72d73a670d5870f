// nmt attend: where a model looks when it translates a sentence.
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "attend/attention_json.h"
#include "attend/map_text.h"
#include "attend/observed_pair.h"
#include "attend/picture_html.h"
#include "attend/picture_svg.h"
#include "attend/steps_text.h"
#include "attend/tokens.h"
#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/log.h"
#include "base/terminal.h"
#include "base/text_width.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "cli/many_languages.h"
#include "cli/standard_output.h"
#include "config/values.h"
#include "decode/beam_search.h"
#include "decode/suppressed.h"

namespace nmt {
namespace {

struct AttendOptions {
  std::string model, target, part = "cross", head = "mean", steps, html, svg, color = "auto",
                             output_format = "text";
  int layer = 0, width = 0;
  ChosenLanguages languages;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one.",
            {.value = "DIR"});
    languages.describe(setting);
    setting("target", target, "Translation to look at; without it the model's own.");
    setting("part", part,
            "cross: the target looks at the source; encoder, decoder: self-attention.",
            {.one_of = {"cross", "encoder", "decoder"}});
    setting("layer", layer, "From 1; 0 is the last.", {.min = 0, .max = 1000});
    setting("head", head, "From 1, or the mean of all.", {.value = "N|mean"});
    setting("steps", steps,
            "Show how the weights of one row come about: its position, from 0, or its word. Of the "
            "first head, unless --head says another.",
            {.value = "N|WORD"});
    setting("html", html, "Write a page with every map of all parts, layers and heads.",
            {.value = "FILE"});
    setting("svg", svg, "Write the map as a picture.", {.value = "FILE"});
    setting(
        "format", output_format,
        "json: every map of all parts, layers and heads as numbers, and with --steps those of "
        "the row: {source, target, maps: [{name, part, layer, layers, head, heads, rows, "
        "columns, weights}], steps}. A head of null is the mean, a weight of null was not seen.",
        {.one_of = {"text", "json"}});
    setting("color", color, "auto: on a terminal that has colours, unless NO_COLOR is set.",
            {.one_of = {"auto", "always", "never"}});
    setting("width", width, "Characters of a line; 0 is the terminal's, or 100.",
            {.min = 0, .max = 100'000});
  }
};

// One attention of the pair, and the head to show; 0 is the mean.
struct Choice {
  int place = 0, head = 0;
};

// How many tokens of a sentence are taken, and the flag that says so.
struct Limit {
  int setting, model;  // model: 0 is no limit
  const char* flag;
};

// A sentence as tokens with kEnd. Throws Error where it has none, or too many.
std::vector<TokenId> read_sentence(const std::string& text, const Tokenizer& tokenizer,
                                   const Limit& limit, const std::string& where) {
  const std::size_t bad = find_invalid_utf8(text);
  if (bad != std::string::npos)
    throw Error({.what = format("byte {} is not UTF-8", bad + 1),
                 .where = where,
                 .fix = "write the sentence in UTF-8, for example with iconv"});
  std::vector<TokenId> ids = tokenizer.encode(text);
  if (ids.empty())
    throw Error({.what = format("the sentence '{}' is empty", text),
                 .where = where,
                 .fix = "write a sentence between quotation marks"});
  ids.push_back(kEnd);
  const int size = static_cast<int>(ids.size());
  if (limit.model > 0 && size > limit.model)
    throw Error({.what = format("the sentence has {} tokens with its end mark; the model takes {}",
                                size, limit.model),
                 .where = where,
                 .fix = "give a shorter one, or one part of it at a time"});
  if (size > limit.setting)
    throw Error({.what = format("the sentence has {} tokens with its end mark, more than {}", size,
                                limit.setting),
                 .where = where,
                 .fix = format("give a shorter one, or {} {}", limit.flag, size)});
  return ids;
}

std::vector<TokenId> own_translation(const LoadedModel& loaded, std::span<const TokenId> source) {
  Batch batch;
  batch.add(source);
  Tape tape(Tape::Mode::infer);
  const DecodingSettings& settings = loaded.config.decoding;
  const std::vector<TokenId> suppressed = suppressed_tokens(settings, *loaded.tokenizers.target);
  const SearchModels models{.models = {{.model = loaded.model.get()}}, .suppressed = suppressed};
  const Hypothesis best = beam_search(models, tape, {.source = batch}, settings).front().front();
  std::vector<TokenId> ids = best.ids;
  if (best.finished || ids.empty()) ids.push_back(kEnd);
  return ids;
}

struct Pair {
  std::vector<TokenId> source, target;
};

Pair read_pair(const LoadedModel& loaded, const std::string& sentence, const std::string* target) {
  const DecodingSettings& settings = loaded.config.decoding;
  const int limit = loaded.model->max_length();
  Pair pair;
  pair.source = read_sentence(sentence, *loaded.tokenizers.source,
                              {settings.max_source_length, limit, "--decoding.max_source_length"},
                              "the sentence of nmt attend");
  pair.target =
      target ? read_sentence(*target, *loaded.tokenizers.target,
                             {settings.max_length, limit, "--decoding.max_length"}, "--target")
             : own_translation(loaded, pair.source);
  return pair;
}

[[noreturn]] void refuse_part(const std::vector<AttentionPlace>& places, const std::string& part) {
  if (places.empty())
    throw Error({.what = "this model has no attention",
                 .where = "model.attention.type: none",
                 .fix = "take a model that was trained with another model.attention.type"});
  std::string parts;
  for (const AttentionPlace& place : places)
    if (parts.find(place.part) == std::string::npos)
      parts += (parts.empty() ? "--part " : ", ") + place.part;
  throw Error({.what = format("this model has no attention in part '{}'", part),
               .where = "--part " + part,
               .fix = "it has: " + parts});
}

int choose_place(const std::vector<AttentionPlace>& places, const AttendOptions& options) {
  int last = -1, layers = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].part != options.part) continue;
    last = static_cast<int>(i);
    ++layers;
    if (places[i].layer == options.layer) return last;
  }
  if (last < 0) refuse_part(places, options.part);
  if (options.layer > 0)
    throw Error(
        {.what = format("there is no layer {}: {} has {}", options.layer, part_name(options.part),
                        layers == 1 ? "layer 1 only" : format("layers 1 to {}", layers)),
         .where = format("--layer {}", options.layer),
         .fix = layers == 1 ? "--layer 1" : format("--layer 1, up to {}", layers)});
  return last;
}

int choose_head(const AttentionPlace& place, const AttendOptions& options) {
  if (options.head == "mean") return 0;
  const auto head = parse_whole_number(options.head);
  if (head && *head >= 1 && *head <= place.heads) return static_cast<int>(*head);
  throw Error(
      {.what = format("there is no head '{}': {} has {}", options.head, part_name(place.part),
                      place.heads == 1 ? "one head" : format("heads 1 to {}", place.heads)),
       .where = "--head " + options.head,
       .fix = place.heads == 1 ? "--head 1" : format("--head mean, or 1 to {}", place.heads)});
}

// The row that --steps means, from 0, and what to know of it.
struct ChosenRow {
  int position = 0;
  std::string note = {};
};

ChosenRow choose_row(std::span<const ShownToken> rows, const std::string& text) {
  const int count = static_cast<int>(rows.size());
  if (const auto position = parse_whole_number(text);
      position && *position >= 0 && *position < count)
    return {.position = static_cast<int>(*position)};
  const std::vector<int> found = find_word(rows, text);
  if (found.size() == 1) return {.position = found[0]};
  if (found.size() > 1) {
    std::string others;
    for (std::size_t i = 1; i < found.size(); ++i)
      others += format("{}{}", i == 1 ? "" : ", ", found[i]);
    return {.position = found[0],
            .note = format("{} rows are '{}': this is the first; further ones: --steps {}",
                           found.size(), text, others)};
  }
  std::string names;
  for (const ShownToken& row : rows) names += (names.empty() ? "" : " ") + row.label;
  throw Error({.what = format("there is no row '{}'; the rows are: {}",
                              without_controls(replace_invalid_utf8(text)), names),
               .where = "--steps",
               .fix = format("give one of these words, or its position, 0 to {}", count - 1)});
}

MapStyle style_of(const AttendOptions& options) {
  const int terminal = terminal_width(STDOUT_FILENO);
  const bool colours =
      options.color == "always" || (options.color == "auto" && has_colours(STDOUT_FILENO));
  return {.colour = colours ? MapStyle::Colour::ansi256 : MapStyle::Colour::none,
          .width = options.width > 0 ? options.width
                   : terminal > 0    ? terminal
                                     : 100};
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// Both sentences, as tokens and as their labels.
struct ShownPair {
  std::vector<ShownToken> source, target;
  bool own = false;  // the target is the model's own translation
  PairTokens labels() const { return {labels_of(source), labels_of(target)}; }
};

// "source: The farmer ·' ·s father </s>"
std::string sentence_lines(const std::string& name, std::span<const ShownToken> tokens,
                           std::span<const std::string> remark, int width) {
  std::vector<std::string> words = sentence_parts(tokens);
  words.insert(words.begin(), name + ":");
  words.insert(words.end(), remark.begin(), remark.end());
  return wrap_words(words, width, static_cast<int>(name.size()) + 2);
}

std::string text_page(const ShownPair& pair, const std::string& page, int width) {
  std::vector<std::string> remark;
  if (pair.own) remark = {"(the", "model's", "own", "translation)"};
  return sentence_lines("source", pair.source, {}, width) +
         sentence_lines("target", pair.target, remark, width) + "\n" + page;
}

std::string map_page(const AttentionView& view, const MapStyle& style) {
  return wrap_text(view_name(view) + ": each row's weights over the columns, in percent",
                   style.width, 2) +
         "\n" + map_text(view, style);
}

// The tokens at the rows of a part: what the decoder predicts, or the source itself.
const std::vector<ShownToken>& rows_of(const std::string& part, const ShownPair& pair) {
  return part == "encoder" ? pair.source : pair.target;
}

std::pair<RowOfSteps, std::string> steps_of(const ObservedPair& observed, const ShownPair& pair,
                                            Choice choice, const std::string& row_text) {
  choice.head = std::max(1, choice.head);
  AttentionView view = attention_view(observed, pair.labels(), choice.place, choice.head);
  const ChosenRow row = choose_row(rows_of(view.part, pair), row_text);
  std::string name = view_name(view);
  return {{.position = row.position,
           .view = std::move(name),
           .queries = std::move(view.queries),
           .keys = std::move(view.keys),
           .steps = observed.steps(choice.place, choice.head, row.position)},
          row.note};
}

std::string steps_page(const RowOfSteps& row, const std::string& note, int width) {
  const std::string& token = row.queries[static_cast<std::size_t>(row.position)];
  return wrap_text(format("{}: position {}, {}", row.view, row.position, token), width, 2) +
         (note.empty() ? "" : wrap_text(note, width, 2)) + "\n" +
         steps_text(row.steps, row.keys, width);
}

void write_picture(const std::string& path, const std::string& picture) {
  write_file_atomically(path, picture);
  log_info("wrote " + path);
}

void write_pictures(const AttendOptions& options, const ObservedPair& observed,
                    const ShownPair& pair, Choice choice) {
  const PairTokens labels = pair.labels();
  if (!options.svg.empty())
    write_picture(options.svg,
                  attention_svg(attention_view(observed, labels, choice.place, choice.head)));
  if (!options.html.empty())
    write_picture(options.html, attention_html(attention_views(observed, labels),
                                               {.title = "Attention",
                                                .source = joined(sentence_parts(pair.source)),
                                                .target = joined(sentence_parts(pair.target))}));
}

// What goes to stdout.
std::string answer(const AttendOptions& options, const ObservedPair& observed,
                   const ShownPair& pair, Choice choice) {
  std::optional<RowOfSteps> row;
  std::string note;
  if (!options.steps.empty()) std::tie(row, note) = steps_of(observed, pair, choice, options.steps);
  const PairTokens labels = pair.labels();
  if (options.output_format == "json") {
    if (!note.empty()) log_info(note);
    return attention_json(attention_views(observed, labels), labels, row);
  }
  const MapStyle style = style_of(options);
  const std::string page =
      row ? steps_page(*row, note, style.width)
          : map_page(attention_view(observed, labels, choice.place, choice.head), style);
  return text_page(pair, page, style.width);
}

}  // namespace

CommandLine attend_line() {
  return {.command = "attend",
          .usage = {"[--model DIR] \"a sentence\" [--target \"...\"]"},
          .purpose = "Shows where a model looks when it translates a sentence.",
          .options = collect_settings(AttendOptions()),
          .settings = decoding_settings(),
          .section = "decoding",
          .most_words = 1,
          .word = "SENTENCE",
          .examples = {{"nmt attend \"The farmer has three cars.\"",
                        "The model's own translation, and what it looked at:"},
                       {"nmt attend \"The farmer has three cars.\" --html page.html",
                        "Every part, layer and head on a page:"}}};
}

int run_attend(const Arguments& arguments) {
  AttendOptions options;
  auto parsed = parse_or_help(attend_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  options.languages.put_into(parsed->settings);
  if (parsed->words.empty())
    throw Error({.what = "no sentence is given",
                 .where = "command line of nmt attend",
                 .fix = "write nmt attend " + attend_line().usage.front()});
  const bool forced = parsed->options.find("target") != nullptr;

  const LoadedModel loaded = load_model(find_model(options.model), parsed->settings);
  const auto [source, target] =
      read_pair(loaded, parsed->words[0], forced ? &options.target : nullptr);
  const ShownPair pair{.source = shown_tokens(*loaded.tokenizers.source, source),
                       .target = shown_tokens(*loaded.tokenizers.target, target),
                       .own = !forced};
  const ObservedPair observed(*loaded.model, source, target);
  Choice choice{.place = choose_place(observed.places(), options)};
  choice.head = choose_head(observed.places()[static_cast<std::size_t>(choice.place)], options);
  // Before any file is written, so that a wrong row leaves none.
  const std::string text = answer(options, observed, pair, choice);
  write_pictures(options, observed, pair, choice);
  print(text);
  return 0;
}

}  // namespace nmt
