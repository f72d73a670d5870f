// The reference page of all settings, docs/configuration.md.
#pragma once

#include <string>
#include <vector>

#include "config/collector.h"

namespace nmt {

// Markdown: one table for each section, with key, type, default and help of each setting.
std::string reference_page(const std::vector<SettingInfo>& settings);

}  // namespace nmt
