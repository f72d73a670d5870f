// Messages for people, on stderr; translations and tables own stdout.
#pragma once

#include <string>

namespace nmt {

enum class LogLevel { quiet, normal };  // quiet: warnings and errors only

void set_log_level(LogLevel level);
LogLevel log_level();
void log_info(const std::string& message);
void log_warning(const std::string& message);

}  // namespace nmt
