#include "train/guided_alignment.h"

#include <cmath>
#include <set>

#include "decode/forced_attention.h"
#include "model_variants.h"
#include "random_pairs.h"
#include "train/tiny_run.h"

namespace nmt {
namespace {

class GuidedAlignmentTest : public TextFilesTest {
 protected:
  // 20 words and the three marks: the vocabulary of the model variants.
  void SetUp() override {
    TextFilesTest::SetUp();
    std::string words = "nmt words 1\n";
    for (int i = 0; i < 20; ++i) words += "w" + std::to_string(i) + "\n";
    const auto tokenizer = load_tokenizer(file("words", words));
    tokenizers_ = {.source = tokenizer, .target = tokenizer, .shared = true};
    batch_ = random_pairs({.source = 23, .target = 23, .shared = true}, 6, 7, 4);
    std::string source, target, links;
    Random random(9);
    for (int s = 0; s < 6; ++s) {
      batch_.pairs.push_back(s);
      source += tokenizers_.source->decode(batch_.source.sentence(s)) + "\n";
      target += tokenizers_.target->decode(batch_.target.sentence(s)) + "\n";
      WordLinks of_pair;
      for (int k = 0; k < 5; ++k) {
        const auto words_of = [](int length) { return static_cast<std::uint64_t>(length - 1); };
        of_pair.push_back({static_cast<int>(random.below(words_of(batch_.source.length(s)))),
                           static_cast<int>(random.below(words_of(batch_.target.length(s))))});
      }
      links += to_pharaoh(of_pair) + "\n";
    }
    CorpusSettings settings = corpus(source, target);
    settings.alignment = {file("links", links)};
    links_ = std::make_unique<LinkFile>(path("cache"), settings);
  }
  double cost(const Seq2Seq& model, const TrainingSettings& settings) const {
    const GuidedAlignment guide(*links_, tokenizers_, settings);
    std::vector<Real> gradient(model.parameters().values().size());
    Tape tape(Tape::Mode::train, gradient);
    AttentionTrace trace;
    guide.watch(tape, trace);
    model.teacher_force(tape, model.encode(tape, batch_.source), batch_.target);
    return double(*guide.cost(tape, trace, batch_, Real(0.5)).value().data);
  }
  // The same from the attention that search sees.
  double expected(const Seq2Seq& model, bool reaches_all) const {
    Tape tape(Tape::Mode::infer);
    const auto maps = forced_attention(model, tape, batch_);
    double sum = 0;
    for (int s = 0; s < 6; ++s) {
      const WordLinks links = links_->pair(s).links;
      for (int t = 0; t < batch_.target.length(s); ++t) {
        std::set<int> wanted;
        for (const WordLink& link : links)
          if (link.target == t) wanted.insert(link.source);
        for (const int source : wanted) {
          const double weight =
              double(maps[static_cast<std::size_t>(s)].row(t)[static_cast<std::size_t>(source)]);
          if (weight == 0 && !reaches_all) continue;
          sum -= std::log(weight + 1e-6) / double(wanted.size());
        }
      }
    }
    return sum;
  }

  Tokenizers tokenizers_;
  PairBatch batch_;
  std::unique_ptr<LinkFile> links_;
};

TEST_F(GuidedAlignmentTest, MeasuresTheAttentionThatSearchSees) {
  TrainingSettings settings;
  settings.guided_alignment_weight = 0.4;
  int measured = 0;
  for (const ModelVariant& variant : model_variants()) {
    if (variant.vocabularies.source != 23 || variant.most_attention == 0) continue;
    const auto model = variant.build();
    const double wanted =
        0.4 * 0.5 * expected(*model, variant.name.find("local") == std::string::npos);
    EXPECT_NEAR(cost(*model, settings), wanted, 1e-3 * wanted) << variant.name;
    ++measured;
  }
  EXPECT_GT(measured, 10);
}

TEST_F(GuidedAlignmentTest, AHeadAndALayerCanBeChosen) {
  const auto model = model_variants().front().build();
  TrainingSettings settings;
  const double last = cost(*model, settings);
  settings.guided_alignment_layer = 2;
  EXPECT_EQ(cost(*model, settings), last);
  settings.guided_alignment_layer = 1;
  EXPECT_NE(cost(*model, settings), last);
  settings.guided_alignment_layer = 0;
  settings.guided_alignment_heads = "first";
  EXPECT_NE(cost(*model, settings), last);
}

TEST_F(GuidedAlignmentTest, RefusesModelsWithoutThatAttention) {
  TrainingSettings settings;
  settings.guided_alignment_layer = 3;
  const auto transformer = model_variants().front().build();
  const Error::Parts layer = error_of([&] { cost(*transformer, settings); });
  EXPECT_EQ(layer.what, "the model's decoder has no attention in layer 3");
  EXPECT_EQ(layer.where, "training.guided_alignment_layer");
  RnnSettings without;
  without.attention.type = "none";
  without.embedding = without.readout = without.dim = 8;
  const auto rnn = without.build({.source = 23, .target = 23, .shared = true});
  rnn->parameters().initialise(1);
  const Error::Parts none = error_of([&] { cost(*rnn, {}); });
  EXPECT_EQ(none.what, "the model has no attention that links could guide");
  EXPECT_EQ(none.where, "data.train.alignment");
}

class GuidedRun : public TinyRunTest {
 protected:
  // How often the last layer looks most at the word that is copied.
  double agreement(const std::string& model_dir) {
    const auto model = build_model();
    model->parameters().initialise(1);
    load_weights(path(model_dir + "/weights.safetensors"), model->parameters(), tokenizers_);
    const PairBatch batch = encode_pairs(valid_, tokenizers_);
    Tape tape(Tape::Mode::infer);
    const auto maps = forced_attention(*model, tape, batch);
    int right = 0, all = 0;
    for (int s = 0; s < batch.target.sentences(); ++s)
      for (int t = 0; t + 1 < batch.target.length(s); ++t, ++all) {
        const auto row = maps[static_cast<std::size_t>(s)].row(t);
        right += std::max_element(row.begin(), row.end()) - row.begin() == t;
      }
    return double(right) / all;
  }
};

TEST_F(GuidedRun, AttentionFollowsTheLinks) {
  training_.max_steps = 150;
  training_.guided_alignment_weight = 1;
  train_in("without");
  std::string lines;
  for (const TextPair& pair : read_pairs(data_.train, InvalidUtf8::error)) {
    WordLinks links;
    for (int i = 0; i < std::ssize(tokenizers_.source->encode(pair.source)); ++i)
      links.push_back({i, i});
    lines += to_pharaoh(links) + "\n";
  }
  data_.train.parts[0].alignment = {file("links", lines)};
  const LinkFile links(path("cache"), data_.train);
  for (const char* name : {"with", "again"}) {
    const std::unique_ptr<Seq2Seq> model = build_model();
    TrainingJob guided = job(name, *model);
    guided.links = &links;
    train(guided);
  }
  EXPECT_EQ(weights("with"), weights("again"));
  EXPECT_GT(agreement("with"), 0.8);
  EXPECT_LT(agreement("without"), agreement("with") - 0.15);
}

}  // namespace
}  // namespace nmt
