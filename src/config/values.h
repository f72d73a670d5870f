// The texts of setting values: how each type is written and read, in files, flags, help and the
// reference.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.h"

namespace nmt {

// An empty answer means that the text does not say such a value.
std::optional<bool> parse_bool(std::string_view text);
// 500, 10k, 2M, 1e4; the value must be whole.
std::optional<std::int64_t> parse_whole_number(std::string_view text);
std::optional<double> parse_number(std::string_view text);
// 500, 500 steps, 10k steps, 2 epochs.
std::optional<Interval> parse_interval(std::string_view text);

std::string show_value(bool value);
std::string show_value(int value);
std::string show_value(std::int64_t value);
// The shortest text that reads back as the same number.
std::string show_value(double value);
std::string show_value(const Interval& value);

// "a value from 1 to 64", "a value of at least 1", "a value of at least 0 and below 1", or empty where there are no bounds.
std::string describe_bounds(const Rule& rule);

// Replaces ${NAME} by that environment variable; $${ stands for ${ itself. Throws Error where it is
// not set, with `fix` naming `flag` as the other way.
std::string expand_environment(const std::string& text, const std::string& where,
                               const std::string& flag);
// The text that expand_environment turns into `text`.
std::string escape_environment(const std::string& text);

}  // namespace nmt
