#include "exchange/marian_export.h"

#include <algorithm>
#include <cmath>

#include "base/file.h"
#include "base/format.h"
#include "exchange/exported_vocabulary.h"
#include "exchange/marian_export_weights.h"
#include "exchange/marian_shortlist.h"
#include "exchange/marian_zero_start.h"
#include "exchange/writers.h"

namespace nmt {
namespace {

constexpr double kMarianNormEpsilon = 1e-6, kLargestNormEpsilon = 1e-5;
// A token with such a bias has no probability.
constexpr Real kNever = -1000;

using Refusal = std::optional<ExportRefusal>;

// Marian computes its waves as nmt does, up to rounding.
bool has_marian_positions(const ExportedModel& model) {
  if (model.transformer->positions == "sinusoidal") return true;
  const std::vector<Real> table = position_table(model, 0),
                          waves = position_waves(position_rows(model, 0), model.transformer->dim);
  constexpr Real kRounding = 1e-5f;
  return std::equal(table.begin(), table.end(), waves.begin(),
                    [&](Real a, Real b) { return std::abs(a - b) < kRounding; });
}

Refusal activation_refusal(const std::string& name, const char* setting) {
  if (name != "gelu") return std::nullopt;
  return ExportRefusal{"the activation is gelu in its tanh form, and Marian has the exact one",
                       setting};
}

Refusal average_refusal(const ExportedModel& model) {
  const TransformerSettings& s = *model.transformer;
  if (s.decoder_layer != "average") return std::nullopt;
  const int inner =
      s.average.feed_forward > 0 ? s.average.feed_forward : model.decoder_feed_forward();
  if (inner == s.dim)
    return ExportRefusal{format("the network that reads the average is as wide as the model, {}; "
                                "Marian leaves out its second matrix then",
                                inner),
                         "model.average.feed_forward"};
  return activation_refusal(s.average.activation, "model.average.activation");
}

Refusal start_refusal(const ExportedModel& model) {
  if (zero_start_of(model) != ZeroStart::impossible) return std::nullopt;
  const TransformerSettings& s = *model.transformer;
  const std::string why =
      s.embedding_norm
          ? "a layer norm follows the embeddings"
          : format("the first layer of the decoder is {} with the norm after it", s.decoder_layer);
  return ExportRefusal{format("the decoder begins with what it has learned for <s>, Marian's with "
                              "zeros; {}, so that no other number can take the difference",
                              why),
                       s.embedding_norm ? "model.embedding_norm" : "model.decoder_layer"};
}

MarianOrder order_of(const ExportedModel& model) {
  // The probability of <s> counts, though it is never said: without it the others would have more.
  const bool with_begin = model.parameters->find("output.bias")->value(0, kBegin) > kNever;
  return {.source = marian_order(*model.tokenizers.source, with_begin),
          .target = marian_order(*model.tokenizers.target, with_begin)};
}

class MarianFolder {
 public:
  MarianFolder(const ExportedModel& model, const std::string& folder)
      : model_(model), folder_(folder), order_(order_of(model)) {}

  ExportedFiles write() {
    write_weights();
    write_vocabularies();
    if (model_.shortlist) write_shortlist();
    write_decoder();
    add_notes();
    return files_;
  }

 private:
  std::string path_of(const std::string& name) {
    files_.names.push_back(name);
    return folder_ + "/" + name;
  }

  void write_weights() {
    TensorSet tensors(TensorSet::Layout::in_out, TensorSet::Row::matrix);
    add_marian_tensors(model_, order_, tensors);
    write_npz(path_of(kWeights), tensors.tensors(),
              {{"special:model.yml", marian_model_options(model_, order_)}});
  }

  std::string write_vocabulary(const std::string& side, const Tokenizer& tokenizer,
                               std::span<const TokenId> order) {
    const bool words = is_word_tokenizer(tokenizer);
    const std::string name = side + (words ? ".yml" : ".spm");
    write_file_atomically(path_of(name), words ? numbered_tokens(tokenizer, order)
                                               : subwords_in_order(tokenizer, order));
    return name;
  }

  void write_vocabularies() {
    const Tokenizers& tokenizers = model_.tokenizers;
    if (tokenizers.shared) {
      source_ = target_ = write_vocabulary("vocab", *tokenizers.source, order_.source);
      return;
    }
    source_ = write_vocabulary("srcvocab", *tokenizers.source, order_.source);
    target_ = write_vocabulary("trgvocab", *tokenizers.target, order_.target);
  }

  // Marian takes the first tokens as frequent ones. Those of nmt may have any number: every sentence may
  // say them because it ends with </s>, whose translations they are here.
  void write_shortlist() {
    const Shortlist& list = *model_.shortlist;
    std::vector<std::uint32_t> place(
        static_cast<std::size_t>(model_.tokenizers.target->vocabulary_size()));
    for (std::size_t i = 0; i < order_.target.size(); ++i)
      place[static_cast<std::size_t>(order_.target[i])] = static_cast<std::uint32_t>(i);
    constexpr std::uint64_t kAlways = 2;  // </s> and <unk>
    MarianShortlist written{.first = kAlways};
    for (const TokenId token : order_.source) {
      std::vector<std::uint32_t> entries;
      const auto add = [&](std::span<const TokenId> tokens) {
        for (const TokenId target : tokens)
          entries.push_back(place[static_cast<std::size_t>(target)]);
      };
      add(list.translations(token));
      if (token == kEnd) add(list.frequent());
      std::sort(entries.begin(), entries.end());
      entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
      written.best = std::max<std::uint64_t>(written.best, entries.size());
      written.entries.insert(written.entries.end(), entries.begin(), entries.end());
      written.offsets.push_back(written.entries.size());
    }
    write_marian_shortlist(path_of(kShortlist), written);
  }

  bool says_unknown() const {
    const std::vector<std::string>& never = model_.search.suppress;
    return std::find(never.begin(), never.end(), model_.tokenizers.target->piece(kUnknown)) ==
           never.end();
  }

  void write_decoder() {
    const ExportedSearch& search = model_.search;
    std::string text = format("relative-paths: true\nmodels:\n  - {}\nvocabs:\n  - {}\n  - {}\n",
                              kWeights, source_, target_);
    text += format("beam-size: {}\nnormalize: {}\nword-penalty: 0\nmax-length-factor: {}\n",
                   search.beam_size, search.length_penalty, search.max_length_ratio);
    text += "mini-batch: 16\nmaxi-batch: 100\nmaxi-batch-sort: src\n";
    text += format("allow-unk: {}\n", says_unknown());
    if (model_.shortlist) text += format("shortlist:\n  - {}\n", kShortlist);
    write_file_atomically(path_of("decoder.yml"), text);
  }

  void add_notes() {
    const TransformerSettings& s = *model_.transformer;
    const ZeroStart start = zero_start_of(model_);
    if (start == ZeroStart::in_biases || start == ZeroStart::extra_layer)
      files_.notes.push_back(
          format("Marian's decoder starts from zeros, and not from an embedding: {} the difference",
                 start == ZeroStart::extra_layer ? "one more layer of the decoder makes up for"
                                                 : "the biases of the first layers take"));
    if (s.norm == "pre" && s.decoder_layer == "self_attention")
      files_.notes.push_back(
          "with norm: pre, Marian 1.12 scores and trains the model as it is, but translates it "
          "wrongly: there, from the second token on, it reads keys and values without the norm");
    if (s.norm_epsilon != kMarianNormEpsilon)
      files_.notes.push_back(format("layer norms of Marian add {} to the variance, and not {}",
                                    kMarianNormEpsilon, s.norm_epsilon));
  }

  static constexpr const char *kWeights = "model.npz", *kShortlist = "lex.s2t.bin";

  const ExportedModel& model_;
  const std::string& folder_;
  MarianOrder order_;
  std::string source_, target_;
  ExportedFiles files_;
};

}  // namespace

std::optional<ExportRefusal> marian_refusal(const ExportedModel& model) {
  const TransformerSettings& s = *model.transformer;
  if (s.gated)
    return ExportRefusal{"the feed-forward blocks are gated, which Marian's are not",
                         "model.gated"};
  if (const Refusal refusal = activation_refusal(s.activation, "model.activation")) return refusal;
  if (const Refusal refusal = average_refusal(model)) return refusal;
  if (!s.source_end_mark)
    return ExportRefusal{"the encoder reads no end mark, and Marian always gives one",
                         "model.source_end_mark"};
  if (!s.scale_embeddings)
    return ExportRefusal{
        "embeddings are read as they are, and Marian multiplies them by the root "
        "of their width",
        "model.scale_embeddings"};
  if (!has_marian_positions(model))
    return ExportRefusal{"positions are learned, and Marian's are fixed", "model.positions"};
  if (s.norm_epsilon > kLargestNormEpsilon)
    return ExportRefusal{format("layer norms add {} to the variance, and Marian's {}, which is too "
                                "far from it",
                                s.norm_epsilon, kMarianNormEpsilon),
                         "model.norm_epsilon"};
  return start_refusal(model);
}

ExportedFiles write_marian(const ExportedModel& model, const std::string& folder) {
  return MarianFolder(model, folder).write();
}

}  // namespace nmt
