// nmt quantize: a model directory with smaller weights, for decoding only.
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "cli/standard_output.h"
#include "cli/unfinished_folder.h"

namespace nmt {
namespace {

struct QuantizeOptions {
  std::string model, output, precision = "int8";

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory; without it $NMT_MODEL, models/default, or the installed one.",
            {.value = "DIR"});
    setting("output", output, "Where the quantised model goes: a new model directory.",
            {.value = "DIR"});
    setting("precision", precision,
            "int8: a byte for each number and a scale for each column; bf16: two bytes.",
            {.one_of = {"int8", "bf16"}});
  }
};

void refuse_output(const QuantizeOptions& options, const std::string& model) {
  std::error_code not_there;
  if (std::filesystem::equivalent(options.output, model, not_there))
    throw Error({.what = "the quantised model would take the place of the full one",
                 .where = "--output " + options.output,
                 .fix = "give another folder; only the full weights can be trained further"});
  require_new_folder(options.output, "the quantised model");
}

void refuse_quantised(const LoadedModel& loaded, const std::string& model) {
  if (loaded.info.precision == Precision::f32) return;
  throw Error(
      {.what = format("the model is quantised already, to {}", name_of(loaded.info.precision)),
       .where = model,
       .fix = "give the model that it was made from"});
}

std::string megabytes(const std::string& path) {
  return format("{:.1f} MB", double(std::filesystem::file_size(path)) / 1e6);
}

}  // namespace

CommandLine quantize_line() {
  return {.command = "quantize",
          .usage = {"[--model DIR] --output DIR [--precision int8|bf16]"},
          .purpose = "Writes a model with smaller weights, for decoding only.",
          .options = collect_settings(QuantizeOptions()),
          .examples = {{"nmt quantize --model models/demo --output models/demo8",
                        "A quarter of the size:"}}};
}

int run_quantize(const Arguments& arguments) {
  QuantizeOptions options;
  const auto parsed = parse_or_help(quantize_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  const ModelDirectory from(find_model(options.model)), to(options.output);
  refuse_output(options, from.path());
  LoadedModel loaded = load_model(from.path(), {}, Packing::none);
  refuse_quantised(loaded, from.path());

  loaded.info.precision = *precision_named(options.precision);
  loaded.model->parameters().pack(loaded.info.precision);
  UnfinishedFolder folder(options.output);
  to.create(from.load_config(), loaded.tokenizers);
  copy_named_files(from, to);
  if (std::filesystem::exists(from.training_record_path()))
    to.save_training_record(read_file(from.training_record_path()));
  save_quantised_weights(to.weights_path(), loaded.model->parameters(), loaded.info);
  folder.finish();
  print(format("{}: {} in {}, from {}\n", to.path(), megabytes(to.weights_path()),
               options.precision, megabytes(from.weights_path())));
  return 0;
}

}  // namespace nmt
