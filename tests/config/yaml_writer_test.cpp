#include "config/yaml_writer.h"

#include <gtest/gtest.h>

#include "config/reader.h"
#include "config/sample_settings.h"
#include "config/yaml.h"

namespace nmt {
namespace {

sample::Run round_trip(sample::Run run) {
  sample::Run again;
  read_settings(again, parse_yaml(write_settings(run), "a.yaml"));
  return again;
}

TEST(YamlWriter, WritesEverySetting) {
  sample::Run run;
  run.data.train.source = {"a.en"};
  run.data.train.target = {"a.de", "b c.de"};
  EXPECT_EQ(write_settings(run),
            "model_dir: \"\"\n"
            "data:\n"
            "  train:\n"
            "    source: a.en\n"
            "    target: [a.de, b c.de]\n"
            "  valid:\n"
            "    source: []\n"
            "    target: []\n"
            "model:\n"
            "  type: wide\n"
            "  dim: 512\n"
            "  dropout: 0.1\n"
            "  heads: 8\n"
            "  norm: pre\n"
            "training:\n"
            "  steps: 100000\n"
            "  learning_rate: 0.0005\n"
            "  mixed: false\n"
            "  valid_every: 1 epoch\n");
}

TEST(YamlWriter, ReadsBackToTheSame) {
  sample::Run run;
  EXPECT_EQ(round_trip(run), run);
  run.model.type = "chain";
  run.model.cell = "lstm";
  run.model.dropout = 1.0 / 3;
  run.training = {.steps = 7, .learning_rate = 1e-9, .mixed = true, .valid_every = {0}};
  EXPECT_EQ(round_trip(run), run);
}

TEST(YamlWriter, QuotesAwkwardTexts) {
  sample::Run run;
  for (const char* text :
       {"null",    "~",      "true", "10k",  "a: b", "# x",       "- x",        "*x",
        " lead",   "trail ", "[x]",  "{x}",  "it's", "say \"x\"", "two\nlines", "tab\tx",
        "${HOME}", "ü ß 中", "cr\r", "c\rr", "\r\n", "\ufeff",    "a\u0085",    "a\u2028b",
        "\u00a0",  "a,b",    "!x",   "%x",   "@x",   "",          "?",          "a\\b"}) {
    run.model_dir = text;
    run.data.train.source = {text};
    run.data.train.target = {"first", text};
    if (*text == '\0') run.data.train.source = {};
    EXPECT_EQ(round_trip(run), run) << text;
  }
}

}  // namespace
}  // namespace nmt
