// nmt serve: a page and a JSON API to translate with.
#include <csignal>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "cli/many_languages.h"
#include "cli/standard_output.h"
#include "serve/model_pool.h"
#include "serve/server.h"

namespace nmt {
namespace {

struct ServeOptions {
  std::vector<std::string> model;
  bool quiet = false;
  ServeSettings server;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one. Several "
            "of them, --model A --model B, translate between the languages that each names.",
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

// A model and what translates with it.
struct Serving {
  LoadedModel loaded;
  Service service;

  Serving(LoadedModel model, const std::string& directory, const ServeSettings& settings,
          const Shared& shared)
      : loaded(std::move(model)),
        service(*loaded.model, loaded.tokenizers, loaded.config.decoding, settings, shared,
                directory, loaded.learned) {}
};

// `flags` go over the configuration of the model.
ServedModel served_model(const std::string& directory, ConfigNode flags,
                         const ServeSettings& settings) {
  ModelConfig config = load_model_config(directory, flags);
  if (config.languages.of_many()) {
    // It translates between those that the flags of the server name.
    ChosenLanguages{settings.source_language, settings.target_language}.put_into(flags);
    config = load_model_config(directory, flags);
  }
  config.languages.require_chosen();
  const auto load = [=](const Shared& shared) {
    LoadedModel loaded = load_model(directory, flags);
    loaded.config.decoding.keep_by_default(loaded.model->attends());
    const StopSignals kept_off;  // the threads of the service
    const auto serving = std::make_shared<Serving>(std::move(loaded), directory, settings, shared);
    return std::shared_ptr<Service>(serving, &serving->service);
  };
  return {.name = name_of(directory),
          .directory = directory,
          .languages = config.languages,
          .decoding = config.decoding,
          .load = load};
}

// The languages of the only model, as the flags have them.
void rename_languages(std::vector<ServedModel>& models, const ServeSettings& settings) {
  const auto rename = [&](std::string& language, const std::string& given, const char* flag) {
    if (given.empty()) return;
    if (models.size() > 1)
      throw Error({.what = format("{} names the language of one model, and there are {}", flag,
                                  models.size()),
                   .where = flag,
                   .fix = "leave it out: each model's config.yaml says its languages"});
    language = given;
  };
  LanguageSettings& languages = models.front().languages;
  rename(languages.source, settings.source_language, "--source_language");
  rename(languages.target, settings.target_language, "--target_language");
  if (languages.source.empty() != languages.target.empty())
    throw Error({.what = "one language of the model is named, and not the other",
                 .where = languages.source.empty() ? "--target_language" : "--source_language",
                 .fix = "name both: --source_language en --target_language tr"});
}

std::vector<ServedModel> served_models(const ServeOptions& options, const ConfigNode& flags) {
  std::vector<ServedModel> models;
  for (const std::string& directory : options.model)
    models.push_back(served_model(directory, flags, options.server));
  if (models.empty()) models.push_back(served_model(find_model(""), flags, options.server));
  rename_languages(models, options.server);
  return models;
}

void serve(ModelPool& models, const ServeSettings& settings) {
  Api api(models, settings);
  models.load_first();
  // Before the server's threads are started.
  const StopSignals signals;
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
          .usage = {"[--model DIR ...] [--port N]"},
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
  ModelPool models(served_models(options, parsed->settings), options.server);
  serve(models, options.server);
  return 0;
}

}  // namespace nmt
