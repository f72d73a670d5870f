// nmt attend: where a model looks when it translates a sentence.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "attend/map_text.h"
#include "attend/observed_pair.h"
#include "attend/picture_html.h"
#include "attend/picture_svg.h"
#include "attend/steps_text.h"
#include "attend/tokens.h"
#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/text_width.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "config/values.h"
#include "decode/beam_search.h"

namespace nmt {
namespace {

struct AttendOptions {
  std::string model, target, part = "cross", head = "mean", steps, html, svg, color = "auto";
  int layer = 0, width = 0;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one.",
            {.value = "DIR"});
    setting("target", target, "Translation to look at; without it the model's own.");
    setting("part", part,
            "cross: the target looks at the source; encoder, decoder: self-attention.",
            {.one_of = {"cross", "encoder", "decoder"}});
    setting("layer", layer, "From 1; 0 is the last.", {.min = 0, .max = 1000});
    setting("head", head, "From 1, or the mean of all.", {.value = "N|mean"});
    setting("steps", steps,
            "Show how the weights of one row come about: its position from 1, or its word. Of the "
            "first head, unless --head says another.",
            {.value = "N|WORD"});
    setting("html", html, "Write a page with every map of all parts, layers and heads.",
            {.value = "FILE"});
    setting("svg", svg, "Write the map as a picture.", {.value = "FILE"});
    setting("color", color, "auto: on a terminal, unless NO_COLOR is set.",
            {.one_of = {"auto", "always", "never"}});
    setting("width", width, "Characters of a line; 0 is the terminal's, or 100.",
            {.min = 0, .max = 100'000});
  }
};

// One attention of the pair, and the head to show; 0 is the mean.
struct Choice {
  int place = 0, head = 0;
};

std::string part_name(const std::string& part) {
  return part == "cross" ? "cross-attention" : format("the {}'s self-attention", part);
}

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
  const Hypothesis best =
      beam_search(*loaded.model, tape, batch, loaded.config.decoding).front().front();
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

// The row that --steps means, from 0.
int choose_row(const std::vector<std::string>& rows, const std::string& text) {
  const int count = static_cast<int>(rows.size());
  if (const auto position = parse_whole_number(text);
      position && *position >= 1 && *position <= count)
    return static_cast<int>(*position) - 1;
  const int found = find_word(rows, text);
  if (found >= 0) return found;
  std::string names;
  for (const std::string& row : rows) names += (names.empty() ? "" : " ") + row;
  throw Error({.what = format("there is no row '{}'; the rows are: {}",
                              without_controls(replace_invalid_utf8(text)), names),
               .where = "--steps",
               .fix = format("give one of these words, or its position, 1 to {}", count)});
}

MapStyle style_of(const AttendOptions& options) {
  winsize size{};
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  const char* no_color = std::getenv("NO_COLOR");
  const bool wanted = terminal && (no_color == nullptr || *no_color == '\0');
  const bool known = terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return {.colour = options.color == "always" || (options.color == "auto" && wanted)
                        ? MapStyle::Colour::ansi256
                        : MapStyle::Colour::none,
          .width = options.width > 0 ? options.width
                   : known           ? size.ws_col
                                     : 100};
}

std::string joined(const std::vector<std::string>& tokens) {
  std::string text;
  for (const std::string& token : tokens) text += (text.empty() ? "" : " ") + token;
  return text;
}

// "cross-attention, layer 2 of 2, head 1 of 4"
std::string title_of(const std::vector<AttentionPlace>& places, Choice choice) {
  const AttentionPlace& place = places[static_cast<std::size_t>(choice.place)];
  const auto layers = std::count_if(places.begin(), places.end(), [&](const AttentionPlace& other) {
    return other.part == place.part;
  });
  std::string title = format("{}, layer {} of {}", part_name(place.part), place.layer, layers);
  if (place.heads == 1) return title;
  return title + (choice.head > 0 ? format(", head {} of {}", choice.head, place.heads)
                                  : format(", mean of {} heads", place.heads));
}

std::string map_page(const ObservedPair& pair, const PairTokens& tokens, Choice choice,
                     const MapStyle& style) {
  return format("{}: each row's weights over the columns, in percent\n\n{}",
                title_of(pair.places(), choice),
                map_text(attention_view(pair, tokens, choice.place, choice.head), style));
}

std::string steps_page(const ObservedPair& pair, const PairTokens& tokens, Choice choice,
                       const std::string& row_text) {
  choice.head = std::max(1, choice.head);
  const AttentionPlace& place = pair.places()[static_cast<std::size_t>(choice.place)];
  const ViewTokens names = view_tokens(place.part, tokens);
  const int row = choose_row(names.queries, row_text);
  return format("{}: row {}, {}\n\n{}", title_of(pair.places(), choice), row + 1,
                names.queries[static_cast<std::size_t>(row)],
                steps_text(pair.steps(choice.place, choice.head, row), names.keys));
}

void write_pictures(const AttendOptions& options, const ObservedPair& pair,
                    const PairTokens& tokens, Choice choice) {
  if (!options.svg.empty())
    write_file_atomically(options.svg,
                          attention_svg(attention_view(pair, tokens, choice.place, choice.head)));
  if (!options.html.empty())
    write_file_atomically(options.html, attention_html(attention_views(pair, tokens),
                                                       {.title = "Attention",
                                                        .source = joined(tokens.source),
                                                        .target = joined(tokens.target)}));
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
  const auto parsed = parse_or_help(attend_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (parsed->words.empty())
    throw Error({.what = "no sentence is given",
                 .where = "command line of nmt attend",
                 .fix = "write nmt attend " + attend_line().usage.front()});
  const bool forced = parsed->options.find("target") != nullptr;

  const LoadedModel loaded = load_model(find_model(options.model), parsed->settings);
  const auto [source, target] =
      read_pair(loaded, parsed->words[0], forced ? &options.target : nullptr);
  const PairTokens tokens{shown_tokens(*loaded.tokenizers.source, source),
                          shown_tokens(*loaded.tokenizers.target, target)};
  const ObservedPair pair(*loaded.model, source, target);
  Choice choice{.place = choose_place(pair.places(), options)};
  choice.head = choose_head(pair.places()[static_cast<std::size_t>(choice.place)], options);
  const std::string page = options.steps.empty() ? map_page(pair, tokens, choice, style_of(options))
                                                 : steps_page(pair, tokens, choice, options.steps);
  write_pictures(options, pair, tokens, choice);
  std::cout << format("source: {}\ntarget: {}{}\n\n", joined(tokens.source), joined(tokens.target),
                      forced ? "" : "  (the model's own translation)")
            << page;
  return 0;
}

}  // namespace nmt
