#include "seq2seq/model_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "seq2seq/safetensors.h"

namespace nmt {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class ModelDirectoryTest : public testing::Test {
 protected:
  ModelDirectoryTest() {
    fs::create_directories(folder_);
    declare(parameters_);
    parameters_.initialise(7);
  }
  ~ModelDirectoryTest() override { fs::remove_all(folder_); }

  static void declare(ParameterSet& parameters) {
    parameters.declare("embedding", 5, 4, Init::normal(1));
    parameters.declare("output.bias", 1, 5, Init::uniform(1));
  }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::shared_ptr<const Tokenizer> tokenizer(const std::string& word) const {
    write_file_atomically(path(word + ".words"), "nmt words 1\n" + word + "\n");
    return load_tokenizer(path(word + ".words"));
  }
  Tokenizers shared_tokenizers(const std::string& word = "a") const {
    const auto one = tokenizer(word);
    return {one, one, true};
  }
  template <class Act>
  static Error::Parts error_of(Act act) {
    try {
      act();
    } catch (const Error& error) {
      return error.parts();
    }
    ADD_FAILURE() << "no Error was thrown";
    return {};
  }
  // What loading the saved weights into another model answers.
  template <class Declare>
  Error::Parts refusal(Declare declare_other) {
    const Tokenizers tokenizers = shared_tokenizers();
    save_weights(path("weights"), parameters_, parameters_.values(), weights_info(tokenizers, 1));
    ParameterSet other;
    declare_other(other);
    other.initialise(1);
    const std::vector<Real> before(other.values().begin(), other.values().end());
    const auto parts = error_of([&] { load_weights(path("weights"), other, tokenizers); });
    EXPECT_EQ(before, std::vector<Real>(other.values().begin(), other.values().end()));
    return parts;
  }

  std::string folder_ = testing::TempDir() + "nmt_model_directory_" + std::to_string(getpid());
  ModelDirectory directory_{path("model")};
  ParameterSet parameters_;
};

TEST_F(ModelDirectoryTest, LoadsWhatItSaved) {
  const Tokenizers tokenizers = shared_tokenizers();
  EXPECT_FALSE(directory_.has_weights());
  directory_.create("model: {type: test}\n", tokenizers);
  directory_.save(parameters_, parameters_.values(),
                  weights_info(tokenizers, 1200, {{"bleu", 37.123456789}, {"perplexity", 1e300}}));
  directory_.save_training_record("{\"seed\": 1}\n");
  EXPECT_TRUE(directory_.has_weights());
  EXPECT_TRUE(fs::exists(path("model/joint.vocab")));
  EXPECT_EQ(read_file(directory_.training_record_path()), "{\"seed\": 1}\n");

  EXPECT_EQ(directory_.load_config(), "model: {type: test}\n");
  const Tokenizers loaded = directory_.load_tokenizers();
  EXPECT_TRUE(loaded.shared);
  EXPECT_EQ(loaded.source, loaded.target);
  EXPECT_EQ(loaded.source->hash(), tokenizers.source->hash());
  ParameterSet other;
  declare(other);
  other.initialise(8);
  other.pack();
  const WeightsInfo info = directory_.load(other, loaded);
  EXPECT_TRUE(
      std::equal(other.values().begin(), other.values().end(), parameters_.values().begin()));
  EXPECT_EQ(info.step, 1200);
  EXPECT_EQ(info.scores,
            (std::map<std::string, double>{{"bleu", 37.123456789}, {"perplexity", 1e300}}));
  EXPECT_EQ(read_weights_info(directory_.weights_path()).step, 1200);
}

TEST_F(ModelDirectoryTest, SavesOtherValuesInTheSameLayout) {
  const Tokenizers tokenizers = shared_tokenizers();
  std::vector<Real> average(parameters_.values().size());
  for (std::size_t i = 0; i < average.size(); ++i) average[i] = static_cast<Real>(i);
  save_weights(path("weights"), parameters_, average, weights_info(tokenizers, 0));
  load_weights(path("weights"), parameters_, tokenizers);
  EXPECT_TRUE(std::equal(average.begin(), average.end(), parameters_.values().begin()));
}

TEST_F(ModelDirectoryTest, KeepsTwoTokenizersApart) {
  directory_.create("", shared_tokenizers());
  const Tokenizers two{tokenizer("a"), tokenizer("b"), false};
  directory_.create("", two);
  EXPECT_FALSE(fs::exists(path("model/joint.vocab")));
  const Tokenizers loaded = directory_.load_tokenizers();
  EXPECT_FALSE(loaded.shared);
  EXPECT_EQ(loaded.source->piece(3), "a");
  EXPECT_EQ(loaded.target->piece(3), "b");
}

TEST_F(ModelDirectoryTest, SaysWhatIsMissing) {
  auto parts = error_of([&] { directory_.load_config(); });
  EXPECT_EQ(parts.what, "no model can be loaded: there is no such directory");
  EXPECT_EQ(parts.where, path("model"));
  EXPECT_EQ(parts.kind, Error::Kind::input);
  fs::create_directories(path("model"));
  EXPECT_EQ(error_of([&] { directory_.load_config(); }).what,
            "no model can be loaded: config.yaml is missing");
  EXPECT_EQ(error_of([&] { directory_.load_tokenizers(); }).what,
            "the model directory has no source tokenizer: neither joint.spm nor source.spm (or "
            ".vocab) is there");
  directory_.create("", {tokenizer("a"), tokenizer("b"), false});
  EXPECT_EQ(error_of([&] { directory_.load_config(); }).what,
            "no model can be loaded: weights.safetensors is missing");
  fs::remove(path("model/target.vocab"));
  EXPECT_THAT(error_of([&] { directory_.load_tokenizers(); }).what,
              HasSubstr("no target tokenizer"));
}

TEST_F(ModelDirectoryTest, RefusesOtherTokenizers) {
  const Tokenizers mine = shared_tokenizers("a"), other = shared_tokenizers("b");
  directory_.create("", mine);
  directory_.save(parameters_, parameters_.values(), weights_info(mine, 1));
  auto parts = error_of([&] { directory_.load(parameters_, other); });
  EXPECT_EQ(parts.what, "the weights want the source tokenizer with hash " + mine.source->hash() +
                            "; the one here has " + other.source->hash());
  EXPECT_EQ(parts.where, directory_.weights_path());
  parts = error_of([&] { directory_.load(parameters_, {mine.source, other.source, false}); });
  EXPECT_THAT(parts.what, HasSubstr("the weights want the target tokenizer"));
}

TEST_F(ModelDirectoryTest, RefusesOtherModels) {
  auto parts = refusal([](ParameterSet& other) {
    declare(other);
    other.declare("decoder.0.weight", 2, 2, Init::constant(0));
  });
  EXPECT_EQ(parts.what, "the weights lack a tensor of the configured model");
  EXPECT_EQ(parts.where, path("weights") + ", tensor decoder.0.weight");
  EXPECT_EQ(parts.fix, "use the config.yaml that these weights were trained with");
  parts = refusal([](ParameterSet& other) {
    other.declare("embedding", 5, 8, Init::constant(0));
    other.declare("output.bias", 1, 5, Init::constant(0));
  });
  EXPECT_EQ(parts.what, "the shape is [5, 4]; the configured model has [5, 8]");
  EXPECT_EQ(parts.where, path("weights") + ", tensor embedding");
  parts = refusal([](ParameterSet& other) { other.declare("embedding", 5, 4, Init::constant(0)); });
  EXPECT_EQ(parts.what, "the configured model has no such tensor");
  EXPECT_EQ(parts.where, path("weights") + ", tensor output.bias");
}

TEST_F(ModelDirectoryTest, RefusesWeightsOfOtherPrograms) {
  const auto refuse = [&](const SafetensorsMetadata& metadata) {
    write_safetensors(path("weights"), metadata, {});
    return error_of([&] { read_weights_info(path("weights")); }).what;
  };
  EXPECT_EQ(refuse({}),
            "these weights were not written by nmt: the metadata 'format_version' is missing");
  EXPECT_EQ(refuse({{"format_version", "2"}}),
            "the weights have format version 2; this program reads version 1");
  SafetensorsMetadata metadata = {{"format_version", "1"},
                                  {"source_tokenizer", "x"},
                                  {"target_tokenizer", "x"},
                                  {"step", "many"}};
  EXPECT_EQ(refuse(metadata), "the metadata 'step' is 'many', which is not a number");
  metadata["step"] = "1";
  metadata["score.bleu"] = "37 points";
  EXPECT_EQ(refuse(metadata), "the metadata 'score.bleu' is '37 points', which is not a number");
  metadata.erase("score.bleu");
  metadata["precision"] = "int3";
  EXPECT_EQ(refuse(metadata), "the weights are kept in 'int3', which this program does not know");
}

// Packed and mapped weights of the parameters that declare() makes, the embedding as a table.
class QuantisedWeights : public ModelDirectoryTest {
 protected:
  static void declare_packed(ParameterSet& parameters, int dim = 4) {
    parameters.declare("embedding", 5, dim, Init::normal(1), Use::transposed_product);
    parameters.declare("output.bias", 1, 5, Init::uniform(1));
  }
  WeightsInfo save(Precision precision) const {
    ParameterSet full;
    declare_packed(full);
    full.initialise(7);
    full.pack(precision);
    WeightsInfo info = weights_info(shared_tokenizers(), 3);
    info.precision = precision;
    save_quantised_weights(path("weights"), full, info);
    return info;
  }
};

TEST_F(QuantisedWeights, AreTheSameOnAnyNumberOfThreads) {
  const auto packed_on = [](int threads, Precision precision) {
    ParameterSet parameters;
    for (int i = 0; i < 5; ++i)
      parameters.declare(format("matrix{}", i), 700 + 100 * i, 900, Init::normal(1),
                         i == 3 ? Use::transposed_product : Use::product);
    parameters.initialise(7);
    parameters.pack(precision, threads);
    std::vector<Real> numbers;
    for (const Parameter& p : parameters.parameters()) {
      std::vector<Real> column(static_cast<std::size_t>(p.packed.rows));
      for (int j = 0; j < p.packed.cols; ++j) {
        unpack_column(column.data(), p.packed, j);
        numbers.insert(numbers.end(), column.begin(), column.end());
      }
    }
    return numbers;
  };
  for (const Precision precision : {Precision::f32, Precision::bf16, Precision::int8})
    EXPECT_TRUE(packed_on(1, precision) == packed_on(3, precision)) << name_of(precision);
}

TEST_F(QuantisedWeights, CannotBeTrainedFurther) {
  save(Precision::int8);
  ParameterSet other;
  declare_packed(other);
  other.initialise(1);
  const auto parts = error_of([&] { load_weights(path("weights"), other, shared_tokenizers()); });
  EXPECT_EQ(parts.what, "the weights are quantised to int8; here the full ones are needed");
  EXPECT_EQ(parts.where, path("weights"));
}

TEST_F(QuantisedWeights, AreUsedInTheirPrecisionOnly) {
  save(Precision::int8);
  ParameterSet mapped;
  declare_packed(mapped);
  EXPECT_EQ(map_weights(path("weights"), mapped, shared_tokenizers()).precision, Precision::int8);
  mapped.pack(Precision::int8);
  EXPECT_EQ(mapped.arithmetic().precision, Precision::int8);
  EXPECT_EQ(mapped.find("embedding")->value.data, nullptr);
  EXPECT_NE(mapped.find("output.bias")->value.data, nullptr);
  const auto parts = error_of([&] { mapped.pack(Precision::f32); });
  EXPECT_EQ(parts.what, "the weights are kept in int8; f32 is wanted");
  EXPECT_EQ(parts.where, "decoding.precision");
}

TEST_F(QuantisedWeights, OfAnotherShapeAreRefused) {
  save(Precision::int8);
  ParameterSet other;
  declare_packed(other, 8);
  auto parts = error_of([&] { map_weights(path("weights"), other, shared_tokenizers()); });
  EXPECT_EQ(parts.what, "the shape is [1, 1, 64, 4]; the configured model has [1, 2, 64, 4]");
  EXPECT_EQ(parts.where, path("weights") + ", tensor embedding");
  ParameterSet more;
  declare_packed(more);
  more.declare("missing", 1, 5, Init::constant(0));
  parts = error_of([&] { map_weights(path("weights"), more, shared_tokenizers()); });
  EXPECT_EQ(parts.what, "the weights lack a tensor of the configured model");
}

TEST_F(QuantisedWeights, OfAnotherTypeAreRefused) {
  const WeightsInfo info = save(Precision::int8);
  const std::string bytes = read_file(path("weights"));
  const std::size_t at = bytes.find("\"I8\"");
  ASSERT_NE(at, std::string::npos);
  write_file_atomically(path("weights"), std::string(bytes).replace(at, 4, "\"U8\""));
  ParameterSet other;
  declare_packed(other);
  const auto parts = error_of([&] { map_weights(path("weights"), other, shared_tokenizers()); });
  EXPECT_EQ(parts.what, "the numbers are U8; I8 is wanted");
  EXPECT_EQ(info.precision, Precision::int8);
}

TEST_F(ModelDirectoryTest, SaysWhatCannotBeWritten) {
  write_file_atomically(path("model"), "a file in its place");
  const auto parts = error_of([&] { directory_.create("", shared_tokenizers()); });
  EXPECT_THAT(parts.what, HasSubstr("cannot make the folder"));
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
}

}  // namespace
}  // namespace nmt
