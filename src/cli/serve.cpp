// nmt serve: a page and a JSON API to translate with.
#include <csignal>
#include <filesystem>
#include <string_view>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "cli/standard_output.h"
#include "serve/server.h"

namespace nmt {
namespace {

struct ServeOptions {
  std::string model;
  bool quiet = false;
  ServeSettings server;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one.",
            {.value = "DIR"});
    server.describe(setting);
    setting("quiet", quiet, "Warnings and errors only; no line for each request.");
  }
};

// The signals that end the server. While one of these lives, they wait to be asked for.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    // The threads that are started from now on inherit it, so that none of them is interrupted.
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  // From now on a further signal ends the process at once.
  ~StopSignals() { release(); }
  void wait() const {
    int number = 0;
    while (sigwait(&set_, &number) != 0) {
    }
  }
  void release() const { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t set_ = {}, before_ = {};
};

std::string name_of(const std::string& model_dir) {
  const std::filesystem::path path = std::filesystem::path(model_dir).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

void serve(const LoadedModel& loaded, const std::string& name, const ServeSettings& settings) {
  // Before any thread is started.
  const StopSignals signals;
  Service service(*loaded.model, loaded.tokenizers, loaded.config.decoding, settings,
                  loaded.learned);
  Api api(service, settings, name);
  Server server(api, settings);
  print(format("listening on {}\n", server.address()));
  signals.wait();
  signals.release();
  log_info("stopping: running requests are finished, no new ones are taken");
  server.stop();
}

}  // namespace

CommandLine serve_line() {
  return {.command = "serve",
          .usage = {"[--model DIR] [--port N]"},
          .purpose = "Translates over HTTP: a page, and a JSON API.",
          .options = collect_settings(ServeOptions()),
          .settings = decoding_settings(),
          .section = "decoding",
          .examples = {{"nmt serve --model models/demo --port 8080",
                        "Then open http://127.0.0.1:8080 in a browser, or:"},
                       {"curl -d '{\"q\": \"Good morning.\"}' http://127.0.0.1:8080/translate",
                        "As a program asks:"}}};
}

int run_serve(const Arguments& arguments) {
  ServeOptions options;
  const auto parsed = parse_or_help(serve_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.quiet) set_log_level(LogLevel::quiet);
  const std::string directory = find_model(options.model);
  LoadedModel loaded = load_model(directory, parsed->settings);
  loaded.config.decoding.keep_by_default(loaded.model->attends());
  const LanguageSettings& languages = loaded.config.languages;
  ServeSettings& server = options.server;
  if (server.source_language.empty()) server.source_language = languages.source;
  if (server.target_language.empty()) server.target_language = languages.target;
  serve(loaded, name_of(directory), options.server);
  return 0;
}

}  // namespace nmt
