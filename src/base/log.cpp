// The one user of spdlog.
#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "base/terminal.h"

namespace nmt {
namespace {

spdlog::logger& logger() {
  static const auto instance = [] {
    const bool color = has_colours(STDERR_FILENO);
    auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(
        color ? spdlog::color_mode::always : spdlog::color_mode::never);
    auto made = std::make_shared<spdlog::logger>("nmt", std::move(sink));
    made->set_pattern("%H:%M:%S %^%l%$ %v");
    return made;
  }();
  return *instance;
}

}  // namespace

void set_log_level(LogLevel level) {
  logger().set_level(level == LogLevel::quiet ? spdlog::level::warn : spdlog::level::info);
}
LogLevel log_level() {
  return logger().level() <= spdlog::level::info ? LogLevel::normal : LogLevel::quiet;
}
void log_info(const std::string& message) { logger().info(message); }
void log_warning(const std::string& message) { logger().warn(message); }

}  // namespace nmt
