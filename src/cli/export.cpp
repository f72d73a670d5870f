// nmt export: a model directory as the translation model of another program.
#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "cli/standard_output.h"
#include "cli/unfinished_folder.h"
#include "exchange/export_format.h"

namespace nmt {
namespace {

struct ExportOptions {
  std::string model, output, format;
  bool quiet = false;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one.",
            {.value = "DIR"});
    setting("output", output, "Where the files of the other program go: a new folder.",
            {.value = "DIR"});
    setting("format", format, "The program that the model is written for.",
            {.one_of = export_format_names()});
    setting("quiet", quiet, "Warnings and errors only.");
  }
  void validate() const {
    if (format.empty()) {
      std::string names;
      for (const std::string& name : export_format_names())
        names += (names.empty() ? "" : ", ") + name;
      throw Error({.what = "it is not said for which program the model is to be written",
                   .where = "command line of nmt export",
                   .fix = "--format NAME, one of: " + names});
    }
    require_new_folder(output, "the exported model");
  }
};

std::string model_of(const ExportOptions& options, const std::vector<std::string>& words) {
  if (words.empty()) return find_model(options.model);
  if (options.model.empty()) return words.front();
  throw Error(
      {.what = format("two models are named: {} and --model {}", words.front(), options.model),
       .where = "command line of nmt export",
       .fix = "name one"});
}

void refuse_quantised(const LoadedModel& loaded, const std::string& path) {
  if (loaded.info.precision == Precision::f32) return;
  throw Error({.what = format("the weights are kept in {}, and other programs are given full ones",
                              name_of(loaded.info.precision)),
               .where = path,
               .fix = "give the model that it was made from; the other program can round it too"});
}

ExportedModel exported(const LoadedModel& loaded, const std::string& path,
                       const Tokenizers& tokenizers) {
  const ModelConfig& config = loaded.config;
  const DecodingSettings& decoding = config.decoding;
  return {.path = path,
          .type = config.model.type,
          .transformer = dynamic_cast<const TransformerSettings*>(config.model.settings.get()),
          .parameters = &loaded.model->parameters(),
          .tokenizers = tokenizers,
          .shortlist = Shortlist::load_for(tokenizers, decoding.shortlist),
          .source_language = config.languages.source,
          .target_language = config.languages.target,
          .search = {.beam_size = decoding.beam_size,
                     .length_penalty = decoding.length_penalty,
                     .max_length_ratio = decoding.max_length_ratio,
                     .wu_penalty = decoding.length_penalty_type == "wu",
                     .max_length = decoding.max_length,
                     .suppress = decoding.suppress,
                     .tag = decoding.tag}};
}

std::string report(const ExportedModel& model, const ExportedFiles& files,
                   const ExportOptions& options) {
  std::string text = format("{}: {} parameters of {} ({}):", options.output,
                            model.parameters->size(), model.path, options.format);
  for (const std::string& name : files.names) text += " " + name;
  text += '\n';
  for (const std::string& note : files.notes) text += note + '\n';
  if (!model.search.tag.empty())
    text += format("the model wants {} before each source sentence\n", model.search.tag);
  return text;
}

}  // namespace

CommandLine export_line() {
  return {.command = "export",
          .usage = {"[MODEL] --format NAME --output DIR"},
          .purpose = "Writes a model directory as the translation model of another program.",
          .options = collect_settings(ExportOptions()),
          .settings = decoding_settings(),
          .most_words = 1,
          .word = "MODEL",
          .examples = {
              {"nmt export models/demo --format marian --output models/demo-marian", "For Marian:"},
              {"nmt export models/demo --format ctranslate2 --output models/demo-ct2 "
               "--decoding.shortlist demo.shortlist",
               "For CTranslate2, with a shortlist:"}}};
}

int run_export(const Arguments& arguments) {
  ExportOptions options;
  const auto parsed = parse_or_help(export_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  const std::string path = model_of(options, parsed->words);
  options.validate();
  const LoadedModel loaded = load_model(path, parsed->settings, Packing::none);
  refuse_quantised(loaded, path);
  // As the model directory has them: a tag is the caller's to give.
  const ExportedModel model = exported(loaded, path, ModelDirectory(path).load_tokenizers());
  const ExportFormat& target = require_export_format(options.format, model);
  UnfinishedFolder folder(options.output);
  make_folder(options.output);
  const ExportedFiles files = target.write(model, options.output);
  folder.finish();
  if (!options.quiet) print(report(model, files, options));
  return 0;
}

}  // namespace nmt
