// A service with a model of which every translation is known: w1 w2 becomes W1 W2.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "decode/fake_models.h"
#include "serve/api.h"
#include "text/numbered_words.h"

namespace nmt {

constexpr int kWords = 40;
constexpr int kVocabulary = kWords + 3;

inline std::string upper(std::string text) {
  for (char& c : text)
    if (c == 'w') c = 'W';
  return text;
}

// Holds back whoever passes until it is opened; tells whether somebody waits.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void await_somebody() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

// Translates each token by itself once the gate is open.
inline FakeModel gated_model(Gate& gate) {
  return FakeModel(kVocabulary, [&gate](const auto& source, const auto& prefix, TokenId token) {
    if (token == 0) gate.pass();
    return token == source[std::min(prefix.size(), source.size() - 1)] ? 20.0 : 0.0;
  });
}

struct Serving {
  ServeSettings settings;
  ModelPool models;
  Api api;

  explicit Serving(const Seq2Seq& model, const ServeSettings& with = {}, int threads = 2)
      : Serving(model, decoding(threads), with) {}
  Serving(const Seq2Seq& model, const DecodingSettings& decoding, const ServeSettings& with)
      : Serving(
            {served("fake", model, decoding, with, {with.source_language, with.target_language})},
            with) {}
  Serving(std::vector<ServedModel> with_models, const ServeSettings& with)
      : settings(with), models(std::move(with_models), with), api(models, with) {
    models.load_first();
  }

  static ServedModel served(const std::string& name, const Seq2Seq& model,
                            const DecodingSettings& decoding, const ServeSettings& settings,
                            const LanguageSettings& languages) {
    const auto load = [=, &model](const Shared& shared) {
      return std::make_shared<Service>(
          model, Tokenizers{numbered_words("w", kWords), numbered_words("W", kWords), false},
          decoding, settings, shared, name);
    };
    return {.name = name,
            .directory = "models/" + name,
            .languages = languages,
            .decoding = decoding,
            .load = load};
  }

  static DecodingSettings decoding(int threads) {
    return {.beam_size = 3, .max_length = 60, .max_source_length = 30, .threads = threads};
  }

  ApiReply post(const std::string& path, const std::string& body,
                const std::string& type = "application/json") {
    return api.answer({.method = "POST", .path = path, .content_type = type, .body = body});
  }
  ApiReply get(const std::string& path) { return api.answer({.method = "GET", .path = path}); }
};

inline std::string body_of(const std::string& text) { return nlohmann::json({{"q", text}}).dump(); }
inline nlohmann::json json_of(const ApiReply& reply) { return nlohmann::json::parse(reply.body); }

}  // namespace nmt
