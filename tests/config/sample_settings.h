// Settings as a component declares them, with every type of value and two model types, for the
// tests of config/.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/settings.h"

namespace nmt::sample {

struct Files {
  std::vector<std::string> source, target;
  bool operator==(const Files&) const = default;
  void describe(SettingVisitor& setting) {
    setting("source", source, "Files of source sentences.");
    setting("target", target, "Files of target sentences.");
  }
};

struct Data {
  Files train, valid;
  bool operator==(const Data&) const = default;
  void describe(SettingVisitor& setting) {
    setting.section("train", train, "Training pairs.");
    setting.section("valid", valid, "Validation pairs.");
  }
};

// Like ModelSettings of seq2seq/registry.h: first the type, then the settings of that type.
struct Model {
  std::string type = "wide", norm = "pre", cell = "gru";
  int dim = 512, heads = 8;
  double dropout = 0.1;
  bool operator==(const Model&) const = default;
  void describe(SettingVisitor& setting) {
    setting("type", type, "The kind of model.", {.one_of = {"wide", "chain"}});
    setting("dim", dim, "Width of every layer.", {.min = 8, .max = 8192});
    setting("dropout", dropout, "Chance of dropping a unit.", {.min = 0, .max = 0.9});
    if (type == "wide") {
      setting("heads", heads, "Attention heads.", {.min = 1, .max = 64, .changes = Changes::model});
      setting("norm", norm, "Where layer norm stands.", {.one_of = {"pre", "post"}});
    } else {
      setting("cell", cell, "Recurrent cell.", {.one_of = {"gru", "lstm"}});
    }
  }
};

struct Training {
  std::int64_t steps = 100000;
  double learning_rate = 5e-4;
  bool mixed = false;
  Interval valid_every{1, Interval::Unit::epochs};
  bool operator==(const Training&) const = default;
  void describe(SettingVisitor& setting) {
    setting("steps", steps, "Steps at most.", {.min = 1});
    setting("learning_rate", learning_rate, "The highest learning rate.");
    setting("mixed", mixed, "Half precision | where it pays.");
    setting("valid_every", valid_every, "Time between validations.");
  }
};

struct Run {
  std::string model_dir;
  Data data;
  Model model;
  Training training;
  bool operator==(const Run&) const = default;
  void describe(SettingVisitor& setting) {
    setting("model_dir", model_dir, "Where the model goes.");
    setting.section("data", data, "Text files.");
    setting.section("model", model, "The model.");
    setting.section("training", training, "The training.");
  }
};

}  // namespace nmt::sample
