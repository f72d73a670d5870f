#include "train/validation.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <numeric>

#include "base/error.h"
#include "base/format.h"
#include "cluster/bytes.h"
#include "decode/forced_attention.h"
#include "eval/bleu.h"
#include "text/encoded_corpus.h"

namespace nmt {
namespace {

// Small enough that threads share the work evenly; no result depends on it.
constexpr int kBatchTokens = 1024;
// Sentences that are translated before anybody looks whether to stop; no result depends on it.
constexpr std::size_t kLinesAtOnce = 256;

bool is_set(const std::atomic<bool>* stop) { return stop != nullptr && stop->load(); }

// Those that the losses are of, by length, so that a batch holds sentences of about the same length.
std::vector<TokenPair> measured_pairs(std::span<const TextPair> pairs, const Tokenizers& tokenizers,
                                      int max_length) {
  std::vector<TokenPair> measured;
  for (const TextPair& pair : pairs) {
    TokenPair tokens = encode_pair(pair, tokenizers, max_length);
    if (tokens.use == TokenPair::Use::taken) measured.push_back(std::move(tokens));
  }
  std::stable_sort(measured.begin(), measured.end(), [](const TokenPair& a, const TokenPair& b) {
    return a.target.size() > b.target.size();
  });
  return measured;
}

void add_ended(std::vector<TokenId> sentence, Batch& batch) {
  sentence.push_back(kEnd);
  batch.add(sentence);
}

std::vector<PairBatch> batches_of(const std::vector<TokenPair>& pairs) {
  std::vector<PairBatch> batches;
  for (const TokenPair& pair : pairs) {
    if (batches.empty() || batches.back().target.tokens() + pair.target_length() > kBatchTokens) {
      batches.emplace_back();
    }
    add_ended(pair.source, batches.back().source);
    add_ended(pair.target, batches.back().target);
  }
  return batches;
}

// The first `limit` pairs (0: all), the longest source first, so that those translated at once are
// of about equal length.
std::vector<TextPair> translated_pairs(std::span<const TextPair> pairs, std::int64_t limit) {
  const auto most = static_cast<std::size_t>(limit);
  if (limit > 0 && most < pairs.size()) pairs = pairs.first(most);
  std::vector<TextPair> sorted(pairs.begin(), pairs.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const TextPair& a, const TextPair& b) {
    return a.source.size() > b.source.size();
  });
  return sorted;
}

std::vector<TextPair> spread_evenly(std::span<const TextPair> pairs, int count) {
  std::vector<TextPair> chosen;
  const std::size_t wanted = std::min(pairs.size(), static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < wanted; ++i) chosen.push_back(pairs[i * pairs.size() / wanted]);
  return chosen;
}

Tokenizers tagged(Tokenizers tokenizers, const DecodingSettings& decoding) {
  tokenizers.source = with_tag(tokenizers.source, decoding.tag, "decoding.tag");
  return tokenizers;
}

// Gives back their defaults to the settings that validation decides for itself: it searches in a
// way of its own, and looks at nothing but the words.
class ValidationDefaults : public SettingVisitor {
 public:
  ValidationDefaults() {
    plain_.describe(*this);
    collecting_ = false;
  }

 private:
  void visit(const char* key, SettingField field, const char*, const Rule& rule) override {
    const bool own = rule.changes == Changes::search || rule.changes == Changes::answer;
    if (collecting_) {
      defaults_[key] = field;
    } else if (own) {
      std::visit([&](auto* value) { *value = *std::get<decltype(value)>(defaults_.at(key)); },
                 field);
    }
  }
  void enter(const char*, const char*) override {}
  void leave() override {}

  DecodingSettings plain_;
  std::map<std::string, SettingField> defaults_;
  bool collecting_ = true;
};

DecodingSettings for_validation(DecodingSettings decoding, const TrainingSettings& training) {
  ValidationDefaults defaults;
  decoding.describe(defaults);
  decoding.beam_size = training.bleu_beam_size;
  decoding.threads = training.replicas;
  return decoding;
}

double negative_log_likelihood(const Seq2Seq& model, Tape& tape, const PairBatch& batch) {
  tape.reset();
  const Encoded encoded = model.encode(tape, batch.source);
  const Var hidden = model.teacher_force(tape, encoded, batch.target);
  const Tensor log_probabilities =
      model.output().log_probabilities(tape, hidden.value(), batch.target.ids);
  double sum = 0;
  for (int r = 0; r < log_probabilities.rows; ++r) {
    sum -= static_cast<double>(log_probabilities(r, 0));
  }
  return sum;
}

double entropy_of_attention(const Seq2Seq& model, Tape& tape, const PairBatch& batch) {
  tape.reset();
  double sum = 0;
  for (const AttentionMap& map : forced_attention(model, tape, batch))
    sum += attention_entropy(map);
  return sum;
}

// To the leader: rank r has every size-th of them, from the r-th on.
void gather_sums(Cluster& cluster, std::vector<double>& sums) {
  const std::vector<std::string> all =
      cluster.gather(ByteWriter().numbers(std::span<const double>(sums)).take());
  for (std::size_t rank = 1; rank < all.size(); ++rank) {
    const std::vector<double> others = ByteReader(all[rank]).numbers<double>();
    for (std::size_t b = rank; b < sums.size(); b += all.size()) sums[b] = others[b];
  }
}

// To the leader, in their order: rank r has every size-th of them, from the r-th on.
std::vector<std::string> gather_lines(Cluster& cluster, std::span<const std::string> own) {
  ByteWriter bytes;
  for (const std::string& line : own) bytes.text(line);
  const std::vector<std::string> all = cluster.gather(bytes.take());
  std::vector<ByteReader> ranks(all.begin(), all.end());
  std::vector<std::string> lines;
  for (std::size_t i = 0; !ranks.empty() && !ranks[i % ranks.size()].at_end(); ++i)
    lines.push_back(ranks[i % ranks.size()].text());
  return lines;
}

// Whether the leader, or who is alone, does not want to stop.
bool goes_on(Cluster* cluster, const std::atomic<bool>* stop) {
  if (cluster == nullptr) return !is_set(stop);
  return cluster->broadcast(is_set(stop) ? "" : "go on") == "go on";
}

}  // namespace

Validation::Validation(const Seq2Seq& model, const Tokenizers& tokenizers,
                       std::span<const TextPair> pairs, int max_length,
                       const TrainingSettings& training, const DecodingSettings& decoding,
                       LearnedText learned)
    : model_(&model),
      training_(&training),
      samples_(spread_evenly(pairs, training.samples)),
      translator_(model, tagged(tokenizers, decoding), for_validation(decoding, training),
                  std::move(learned)) {
  const int longest =
      model.max_length() > 0 ? std::min(max_length, model.max_length()) : max_length;
  const std::vector<TokenPair> measured = measured_pairs(pairs, translator_.tokenizers(), longest);
  left_out_ = std::ssize(pairs) - std::ssize(measured);
  if (measured.empty()) {
    throw Error({.what = format("no pair of data.valid can be measured: each has an empty side, or "
                                "one of more than {} tokens",
                                longest),
                 .keys = {"data.valid"},
                 .fix = "check the files, or raise data.max_length"});
  }
  batches_ = batches_of(measured);
  for (const TextPair& pair : translated_pairs(pairs, training.bleu_sentences)) {
    source_lines_.push_back(pair.source);
    target_lines_.push_back(pair.target);
  }
}

std::optional<Scores> Validation::measure(ThreadPool& pool, const std::atomic<bool>* stop,
                                          Cluster* cluster) {
  cluster_ = cluster != nullptr && !cluster->alone() ? cluster : nullptr;
  Scores scores;
  if (training_->uses_metric("cross_entropy") || training_->uses_metric("perplexity")) {
    const double entropy = mean_over_tokens(pool, stop, negative_log_likelihood);
    if (training_->uses_metric("cross_entropy")) scores["cross_entropy"] = entropy;
    if (training_->uses_metric("perplexity")) scores["perplexity"] = std::exp(entropy);
  }
  if (training_->uses_metric("attention_entropy"))
    scores["attention_entropy"] = mean_over_tokens(pool, stop, entropy_of_attention);
  if (training_->uses_metric("bleu")) scores["bleu"] = bleu(stop);
  if (is_set(stop)) return std::nullopt;
  return scores;
}

std::vector<std::string> Validation::sample_translations() {
  std::vector<std::string> lines, translations;
  for (const TextPair& pair : samples_) lines.push_back(pair.source);
  for (const Translation& translation : translator_.translate(lines))
    translations.push_back(translation.text());
  return translations;
}

double Validation::mean_over_tokens(ThreadPool& pool, const std::atomic<bool>* stop,
                                    MeasureBatch measure_batch) {
  while (tapes_.size() < static_cast<std::size_t>(pool.threads())) {
    tapes_.emplace_back(Tape::Mode::infer);
  }
  std::vector<double> sums(batches_.size());
  const std::size_t first = cluster_ ? cluster_->rank() : 0, step = cluster_ ? cluster_->size() : 1;
  std::atomic<std::size_t> next = 0;
  pool.run(pool.threads(), [&](int thread) {
    for (std::size_t b; (b = first + step * next++) < batches_.size() && !is_set(stop);) {
      sums[b] = measure_batch(*model_, tapes_[thread], batches_[b]);
    }
  });
  if (cluster_) gather_sums(*cluster_, sums);
  std::int64_t tokens = 0;
  for (const PairBatch& batch : batches_) tokens += batch.target.tokens();
  return std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(tokens);
}

double Validation::bleu(const std::atomic<bool>* stop) {
  std::vector<std::string> hypotheses;
  const std::span<const std::string> lines = source_lines_;
  const std::size_t at_once =
      kLinesAtOnce * static_cast<std::size_t>(cluster_ ? cluster_->size() : 1);
  for (std::size_t begin = 0; begin < lines.size(); begin += at_once) {
    if (!goes_on(cluster_, stop)) return 0;
    const auto rest = lines.subspan(begin);
    for (std::string& line : translate_share(rest.first(std::min(rest.size(), at_once))))
      hypotheses.push_back(std::move(line));
  }
  if (hypotheses.size() < lines.size()) return 0;  // a follower
  References references;
  for (const std::string& line : target_lines_) references.push_back({line});
  return corpus_score(*bleu_metric(BleuSettings{}), hypotheses, references, 1);
}

// Of all these lines on the leader: rank r translates every size-th of them, from the r-th on.
std::vector<std::string> Validation::translate_share(std::span<const std::string> lines) {
  const std::size_t rank = cluster_ ? cluster_->rank() : 0, ranks = cluster_ ? cluster_->size() : 1;
  std::vector<std::string> own;
  for (std::size_t i = rank; i < lines.size(); i += ranks) own.push_back(lines[i]);
  std::vector<std::string> translated;
  for (const Translation& translation : translator_.translate(own))
    translated.push_back(translation.text());
  return cluster_ ? gather_lines(*cluster_, translated) : translated;
}

}  // namespace nmt
