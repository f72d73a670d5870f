// nmt import: a translation model of another program as a model directory.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/format.h"
#include "base/hash.h"
#include "base/log.h"
#include "cli/build_foreign.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "cli/standard_output.h"
#include "cli/unfinished_folder.h"
#include "config/yaml_writer.h"
#include "exchange/import_format.h"
#include "seq2seq/model_directory.h"

namespace nmt {
namespace {

constexpr const char* kShortlistFile = "shortlist.bin";

struct ImportOptions {
  std::string source, output, format;
  bool quiet = false;

  void describe(SettingVisitor& setting) {
    setting("output", output, "Where the model goes: a new model directory.", {.value = "DIR"});
    setting("format", format, "Whose model it is; without it, what its files look like.",
            {.one_of = import_format_names()});
    setting("quiet", quiet, "Warnings and errors only.");
  }
  void validate() const {
    if (source.empty())
      throw Error({.what = "no model is named",
                   .where = "command line of nmt import",
                   .fix = "nmt import FOLDER --output DIR"});
    require_new_folder(output, "the imported model");
  }
};

// Sections languages and decoding, which go over what the files of the model say.
std::vector<SettingInfo> import_settings() {
  std::vector<SettingInfo> settings = all_settings();
  std::erase_if(settings, [](const SettingInfo& s) {
    return !s.path.starts_with("decoding") && !s.path.starts_with("languages");
  });
  return settings;
}

std::string import_record(const ForeignModel& foreign) {
  nlohmann::ordered_json json;
  json["program"] = "nmt " NMT_VERSION;
  json["status"] = "imported";
  json["imported"]["format"] = foreign.format;
  for (const std::string& file : foreign.files) {
    const std::string path = std::filesystem::absolute(file).lexically_normal().string();
    json["imported"]["files"].push_back({{"path", path}, {"hash", file_hash(file)}});
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void write(const ForeignModel& foreign, BuiltModel& made, const std::string& folder) {
  const ModelDirectory output(folder);
  output.create(write_settings(made.config), foreign.tokenizers);
  if (foreign.shortlist) foreign.shortlist->save(folder + "/" + kShortlistFile);
  output.save_training_record(import_record(foreign));
  const ParameterSet& parameters = made.model->parameters();
  output.save(parameters, parameters.values(), weights_info(foreign.tokenizers, 0));
}

std::string report(const ForeignModel& foreign, const BuiltModel& made, const std::string& folder) {
  const Tokenizers& tokenizers = foreign.tokenizers;
  const int source = tokenizers.source->vocabulary_size(),
            target = tokenizers.target->vocabulary_size();
  std::string text =
      format("{}: {} parameters from {} ({}), {} tokens", folder, made.model->parameters().size(),
             foreign.files.front(), foreign.format,
             source == target ? format("{}", source) : format("{} and {}", source, target));
  if (foreign.shortlist) text += format(", a shortlist of {} pairs", foreign.shortlist->entries());
  text += '\n';
  for (const std::string& note : foreign.notes) text += note + '\n';
  return text;
}

}  // namespace

CommandLine import_line() {
  return {.command = "import",
          .usage = {"SOURCE --output DIR [--format NAME]"},
          .purpose =
              "Makes a model directory of a translation model that another program has "
              "written.",
          .options = collect_settings(ImportOptions()),
          .settings = import_settings(),
          .most_words = 1,
          .word = "SOURCE",
          .examples = {{"nmt import downloads/enpt --output models/enpt",
                        "A folder of Bergamot, Firefox or OPUS-MT:"},
                       {"nmt import model.npz --output models/mine --languages.source en "
                        "--languages.target de",
                        "A model of Marian by its weights, with decoder.yml and vocabularies "
                        "beside them:"}}};
}

int run_import(const Arguments& arguments) {
  ImportOptions options;
  const auto parsed = parse_or_help(import_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (!parsed->words.empty()) options.source = parsed->words.front();
  options.validate();
  if (options.quiet) set_log_level(LogLevel::quiet);
  ForeignModel foreign = read_foreign_model(options.source, options.format);
  if (foreign.shortlist) foreign.set("decoding.shortlist", kShortlistFile);
  BuiltModel made = build_foreign(foreign, parsed->settings);
  UnfinishedFolder folder(options.output);
  write(foreign, made, options.output);
  folder.finish();
  if (!options.quiet) print(report(foreign, made, options.output));
  return 0;
}

}  // namespace nmt
