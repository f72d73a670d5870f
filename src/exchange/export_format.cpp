#include "exchange/export_format.h"

#include "base/error.h"
#include "base/format.h"
#include "exchange/ctranslate2_export.h"
#include "exchange/hugging_face_export.h"
#include "exchange/marian_export.h"
#include "exchange/named_format.h"
#include "exchange/onnx_export.h"

namespace nmt {
namespace {

constexpr ExportFormat kExportFormats[] = {
    {"ctranslate2", "CTranslate2 runs Transformers", ctranslate2_refusal, write_ctranslate2_model},
    {"huggingface", "Hugging Face has classes for Transformers that translate",
     hugging_face_refusal, write_hugging_face},
    {"marian", "recurrent models of Marian have other cells and another attention", marian_refusal,
     write_marian},
    {"onnx", "nmt writes Transformers as graphs of ONNX", onnx_refusal, write_onnx},
};

// What all of them have in common.
std::optional<ExportRefusal> refusal_of(const ExportFormat& known, const ExportedModel& model) {
  if (model.transformer == nullptr)
    return ExportRefusal{
        format("{}; this is a recurrent model of nmt's (Bahdanau 2014, Luong 2015)",
               known.no_recurrence),
        "model.type"};
  return known.refusal(model);
}

std::string formats_that_hold(const ExportedModel& model) {
  std::string names;
  for (const ExportFormat& known : kExportFormats)
    if (!refusal_of(known, model))
      names += (names.empty() ? "--format " : ", --format ") + std::string(known.name);
  return names;
}

}  // namespace

std::span<const ExportFormat> export_formats() { return kExportFormats; }

std::vector<std::string> export_format_names() { return names_of(export_formats()); }

const ExportFormat& require_export_format(const std::string& name, const ExportedModel& model) {
  const ExportFormat& wanted = format_named(export_formats(), name);
  const std::optional<ExportRefusal> refusal = refusal_of(wanted, model);
  if (!refusal) return wanted;
  const std::string others = formats_that_hold(model);
  throw Error({.what = refusal->what,
               .where = format("{}, {}", model.path, refusal->setting),
               .fix = others.empty() ? "use it with nmt: nmt translate, or nmt serve for other "
                                       "programs; no format that nmt writes holds it"
                                     : format("give another format, which holds it: {}", others)});
}

}  // namespace nmt
