#include "decode/warning_log.h"

#include <string>
#include <utility>

#include "base/format.h"
#include "base/log.h"

namespace nmt {
namespace {

constexpr std::int64_t kMostWarnings = 20;

}  // namespace

WarningLog::WarningLog(std::string place) : place_(std::move(place)) {}

WarningLog::~WarningLog() {
  if (count_ > kMostWarnings)
    log_warning(format("{} more warnings like these", count_ - kMostWarnings));
}

void WarningLog::add(std::int64_t line, const std::vector<std::string>& warnings) {
  if (!warnings.empty()) add(std::to_string(line), warnings);
}

void WarningLog::add(const std::string& place, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings)
    if (++count_ <= kMostWarnings) log_warning(format("{}{}: {}", place_, place, warning));
}

}  // namespace nmt
