#include "config/values.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// Intervals are added to what was counted, in 64 bits.
constexpr std::int64_t kMostCounted = 1'000'000'000'000'000;

// The factor of a unit such as the k of 10k.
std::optional<std::int64_t> unit_factor(std::string_view unit) {
  if (unit.empty()) return 1;
  if (unit == "k" || unit == "K") return 1'000;
  if (unit == "M") return 1'000'000;
  if (unit == "G" || unit == "B") return 1'000'000'000;
  return std::nullopt;
}

// Reads a number from the start of `text` and leaves the rest there.
template <class T>
std::optional<T> take_number(std::string_view& text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<bool> parse_bool(std::string_view text) {
  for (const char* word : {"true", "yes", "on", "True", "TRUE"}) {
    if (text == word) return true;
  }
  for (const char* word : {"false", "no", "off", "False", "FALSE"}) {
    if (text == word) return false;
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_whole_number(std::string_view text) {
  text = trim(text);
  std::string_view rest = text;
  if (const auto value = take_number<std::int64_t>(rest)) {
    const auto factor = unit_factor(rest);
    std::int64_t product = 0;
    if (factor && !__builtin_mul_overflow(*value, *factor, &product)) return product;
  }
  const auto number = parse_number(text);
  constexpr double kExact = 9007199254740992;  // 2^53: beyond it a double skips whole numbers
  if (!number || std::abs(*number) > kExact || *number != std::floor(*number)) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<double> parse_number(std::string_view text) {
  text = trim(text);
  const auto value = take_number<double>(text);
  const auto factor = unit_factor(text);
  if (!value || !factor || !std::isfinite(*value)) return std::nullopt;
  return *value * static_cast<double>(*factor);
}

std::optional<Interval> parse_interval(std::string_view text) {
  text = trim(text);
  const std::size_t end = text.find_first_not_of("0123456789.kMeE");
  // The e of "epochs" may have been taken for that of 1e4.
  std::size_t split = end == std::string_view::npos ? text.size() : end;
  while (split > 0 && (text[split - 1] == 'e' || text[split - 1] == 'E')) --split;
  const auto count = parse_whole_number(text.substr(0, split));
  const std::string_view unit = trim(text.substr(split));
  if (!count || *count < 0 || *count > kMostCounted) return std::nullopt;
  if (unit.empty() || unit == "step" || unit == "steps")
    return Interval{*count, Interval::Unit::steps};
  if (unit == "epoch" || unit == "epochs") return Interval{*count, Interval::Unit::epochs};
  return std::nullopt;
}

std::string show_value(bool value) { return value ? "true" : "false"; }

std::string show_value(int value) { return std::to_string(value); }

std::string show_value(std::int64_t value) { return std::to_string(value); }

std::string show_value(double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e12);
  char text[64];
  const auto style = plain ? std::chars_format::fixed : std::chars_format::general;
  return {text, std::to_chars(text, text + sizeof text, value, style).ptr};
}

std::string show_value(const Interval& value) {
  const bool one = value.count == 1;
  const bool steps = value.unit == Interval::Unit::steps;
  return format("{} {}{}", value.count, steps ? "step" : "epoch", one ? "" : "s");
}

std::string describe_bounds(const Rule& rule) {
  const Rule none;
  const bool low = rule.min != none.min, high = rule.max != none.max;
  std::string text;
  const auto add = [&](const std::string& words, double bound) {
    text += (text.empty() ? "a value " : " ") + words + " " + show_value(bound);
  };
  if (low) add(high ? "from" : "of at least", rule.min);
  if (rule.above != none.above) add("above", rule.above);
  if (high) add(low ? "to" : rule.above != none.above ? "and at most" : "of at most", rule.max);
  if (rule.below != none.below) add(text.empty() ? "below" : "and below", rule.below);
  return text;
}

std::string expand_environment(const std::string& text, const std::string& where,
                               const std::string& flag) {
  std::string expanded;
  std::size_t at = 0;
  for (;;) {
    const std::size_t open = text.find("${", at);
    if (open == std::string::npos) return expanded + text.substr(at);
    if (open > at && text[open - 1] == '$') {
      expanded += text.substr(at, open - 1 - at) + "${";
      at = open + 2;
      continue;
    }
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) {
      throw Error({.what = format("'{}' has '${{' without a closing '}}'", text),
                   .where = where,
                   .fix = "write ${NAME}, or $${ where the text itself has ${"});
    }
    const std::string name = text.substr(open + 2, close - open - 2);
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) {
      throw Error({.what = format("the environment variable {} of '{}' is not set", name, text),
                   .where = where,
                   .fix = format("set it: export {}=..., or pass {} ...", name, flag)});
    }
    expanded += text.substr(at, open - at) + value;
    at = close + 1;
  }
}

std::string escape_environment(const std::string& text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "${") == 0) escaped += '$';
    escaped += text[i];
  }
  return escaped;
}

}  // namespace nmt
