#include "cli/check_forecast.h"

#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <numeric>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "cli/many_languages.h"
#include "text/link_file.h"
#include "text/subword_sampler.h"
#include "text/token_cache.h"
#include "train/held_out.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

// As many are drawn in an epoch of the sample at most.
constexpr std::int64_t kMostDrawn = 200'000;

// A folder that is gone with this.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const char* tmpdir = std::getenv("TMPDIR");
    path_ = format("{}/nmt-check-XXXXXX", tmpdir && *tmpdir ? tmpdir : "/tmp");
    if (mkdtemp(path_.data()) == nullptr)
      throw Error({.what = format("cannot make a temporary folder: {}", std::strerror(errno)),
                   .where = fs::path(path_).parent_path().string(),
                   .fix = "set TMPDIR to a folder that you may write to",
                   .kind = Error::Kind::runtime});
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// One sampled corpus of the list, without the weights of its sentences and without a link in its
// lines of links: their numbers change neither memory nor time.
TrainingCorpus write_sample(const TrainingCorpus& corpus, const std::vector<TextPair>& pairs,
                            const std::string& path) {
  std::string source, target;
  for (const TextPair& pair : pairs) {
    source += pair.source + "\n";
    target += pair.target + "\n";
  }
  TrainingCorpus sample;
  sample.tag = corpus.tag;
  sample.weight = corpus.weight;
  sample.source = {path + ".source"};
  sample.target = {path + ".target"};
  write_file_atomically(sample.source[0], source);
  write_file_atomically(sample.target[0], target);
  if (corpus.alignment.empty()) return sample;
  sample.alignment = {path + ".links"};
  write_file_atomically(sample.alignment[0], std::string(pairs.size(), '\n'));
  return sample;
}

// Weights with which the sample is drawn from in the proportions of the whole; its own where the
// sample is the whole.
void weigh(CorpusList& samples, const std::vector<CorpusPart>& whole,
           const std::vector<std::int64_t>& sampled) {
  std::int64_t drawn = 0;
  bool complete = true;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    drawn += whole[i].draws();
    complete &= whole[i].pairs == sampled[i];
  }
  if (complete && drawn <= kMostDrawn) return;
  const std::int64_t pairs = std::accumulate(sampled.begin(), sampled.end(), std::int64_t{0});
  const double share =
      static_cast<double>(std::min(pairs, kMostDrawn)) / static_cast<double>(drawn);
  for (std::size_t i = 0; i < whole.size(); ++i)
    if (sampled[i] > 0)
      samples.parts[i].weight =
          share * static_cast<double>(whole[i].draws()) / static_cast<double>(sampled[i]);
}

CorpusList write_samples(const CorpusList& corpora, const std::vector<CorpusPart>& whole,
                         const std::vector<std::pair<std::string, CorpusReport>>& reports,
                         const std::string& folder) {
  CorpusList samples;
  samples.parts.clear();
  std::vector<std::int64_t> sampled;
  for (std::size_t i = 0; i < corpora.parts.size(); ++i) {
    const std::vector<TextPair>& pairs = reports[i].second.sample;
    samples.parts.push_back(write_sample(corpora.parts[i], pairs, format("{}/{}", folder, i + 1)));
    sampled.push_back(std::ssize(pairs));
  }
  weigh(samples, whole, sampled);
  return samples;
}

}  // namespace

std::vector<CorpusPart> counted_parts(
    const CorpusList& corpora, const std::vector<std::pair<std::string, CorpusReport>>& reports) {
  std::vector<CorpusPart> parts;
  for (std::size_t i = 0; i < corpora.parts.size(); ++i) {
    const CorpusReport& report = reports[i].second;
    parts.push_back({.pairs = report.pairs,
                     .source_tokens = report.source_tokens,
                     .target_tokens = report.target_tokens,
                     .weight = corpora.parts[i].weight});
  }
  return parts;
}

Forecast forecast_of(RunConfig& config, const Tokenizers& tokenizers,
                     const std::vector<CorpusPart>& whole,
                     const std::vector<std::pair<std::string, CorpusReport>>& samples) {
  check_links(config.data.train);
  const PairSampler sampler(tokenizers, config.data);
  const TemporaryFolder folder;
  DataSettings data = config.data;
  data.train = write_samples(config.data.train, whole, samples, folder.path());
  const TokenCache cache(folder.path(), data, tokenizers, Announce());
  std::optional<LinkFile> links;
  if (data.train.aligned()) links.emplace(folder.path(), data.train);
  const std::unique_ptr<Seq2Seq> model =
      with_target_token(config.model.settings->build(vocabularies_of(tokenizers)), config.languages,
                        *tokenizers.target);
  TrainingJob job = {.model_dir = config.model_dir.empty() ? "." : config.model_dir,
                     .training = config.training,
                     .decoding = config.decoding,
                     .model_settings = config.model,
                     .config_yaml = {},
                     .model = *model,
                     .tokenizers = tokenizers,
                     .train = cache,
                     .links = links ? &*links : nullptr,
                     .sampler = &sampler,
                     .valid = read_held_out(config.data),
                     .max_length = config.data.max_length,
                     .data_files = {}};
  return forecast(job, whole);
}

}  // namespace nmt
