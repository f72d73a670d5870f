// What `nmt serve` listens on, and how much it takes on.
#pragma once

#include <cstdint>
#include <string>

#include "base/settings.h"

namespace nmt {

struct ServeSettings {
  std::string host = "127.0.0.1";
  int port = 8080;
  std::int64_t max_body_bytes = 1 << 20;
  int max_characters = 5000;
  int max_sentences = 128;
  int queue_length = 1024;
  double timeout_seconds = 30;
  std::int64_t cache_bytes = 32 << 20;
  int connections = 128;
  std::string cors_origin = {};
  std::string tls_certificate = {}, tls_key = {};
  std::string api_keys = {};
  bool require_api_key = false;
  int requests_per_minute = 0;
  int models_in_memory = 0;
  int max_files = 100;
  std::int64_t max_files_bytes = 64 << 20;
  double files_seconds = 1800;
  std::string public_url = {};
  std::string source_language = {}, target_language = {};

  void describe(SettingVisitor& setting);
};

}  // namespace nmt
