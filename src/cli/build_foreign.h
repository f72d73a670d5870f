// The model that the files of another program describe.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/run_config.h"
#include "exchange/foreign_model.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

// A model of another program that lies at `path`; none where nmt's own is, or none that is recognised.
// Throws Error for one that is damaged or not read.
std::optional<ForeignModel> foreign_model_at(const std::string& path);

struct BuiltModel {
  ModelConfig config;
  std::unique_ptr<Seq2Seq> model;  // in f32
};

// `flags` go over what its files say. Throws Error.
BuiltModel build_foreign(const ForeignModel& foreign, const ConfigNode& flags);

}  // namespace nmt
