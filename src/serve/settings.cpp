#include "serve/settings.h"

namespace nmt {

void ServeSettings::describe(SettingVisitor& setting) {
  setting("host", host, "Address to listen on; 0.0.0.0 lets other machines in.");
  setting("port", port, "Port to listen on; 0 takes a free one, which is printed.",
          {.min = 0, .max = 65535});
  setting("max_body_bytes", max_body_bytes, "Longest body of a request; a longer one gets 413.",
          {.min = 1, .max = 1e9});
  setting("max_characters", max_characters, "Longest text of a request; a longer one gets 400.",
          {.min = 1, .max = 1e8});
  setting("max_sentences", max_sentences,
          "Most lines that are not blank, over all texts of a request; more get 400.",
          {.min = 1, .max = 1e6});
  setting("queue_length", queue_length,
          "Sentences that may wait for a worker; while so many wait, requests get 503.",
          {.min = 1, .max = 1e7});
  setting("timeout_seconds", timeout_seconds,
          "Longest time that a request waits for its translation; then it gets 504.",
          {.min = 0.001, .max = 86'400});
  setting(
      "cache_bytes", cache_bytes,
      "Memory for sentences that were translated, which are not translated again while they are "
      "kept there; 0 keeps none. Changes the speed, never an answer.",
      {.min = 0, .max = 1e12});
  setting("connections", connections,
          "Connections served at once, one thread each; further ones get 503.",
          {.min = 1, .max = 10'000});
  setting("cors_origin", cors_origin,
          "Web site whose scripts may use this server, such as https://example.org, or *; empty is "
          "none.");
  setting("tls_certificate", tls_certificate,
          "Certificate to serve HTTPS with, in PEM form, those that vouch for it behind it; needs "
          "tls_key. Without it the server speaks HTTP.",
          {.value = "FILE"});
  setting("tls_key", tls_key, "Key of the certificate, in PEM form, not encrypted.",
          {.value = "FILE"});
  setting("api_keys", api_keys,
          "File of keys that clients may send as api_key, one on each line; behind it, how many "
          "requests it may make in a minute, any number where nothing is said.",
          {.value = "FILE"});
  setting("require_api_key", require_api_key, "Nobody gets a translation without one of the keys.");
  setting("requests_per_minute", requests_per_minute,
          "Requests for translations that an address may make in a minute without a key; more get "
          "429. 0 is any number.",
          {.min = 0, .max = 1e9});
  setting(
      "models_in_memory", models_in_memory,
      "With several models, how many of them are loaded at once: one that is asked for takes the "
      "place of the one that was used longest ago. 0 is all.",
      {.min = 0, .max = 10'000});
  setting(
      "max_files", max_files,
      "Translated files that wait to be fetched; the oldest makes room for a new one. With 0 no "
      "files are translated.",
      {.min = 0, .max = 1e6});
  setting("max_files_bytes", max_files_bytes,
          "Memory that all of them take; a longer file gets 413.", {.min = 1, .max = 1e12});
  setting("files_seconds", files_seconds, "How long a translated file can be fetched.",
          {.min = 1, .max = 1e7});
  setting("public_url", public_url,
          "What clients know the server by, such as https://translate.example.org, where a proxy "
          "stands before it: links to files begin with it. Without it the host that a request "
          "names.");
  setting("source_language", source_language,
          "Code of the language translated from, such as en: told to clients, and other ones are "
          "refused. Without it the model's own, languages.source. For one model only.");
  setting("target_language", target_language,
          "Code of the language translated into, such as de. Without it languages.target.");
}

}  // namespace nmt
