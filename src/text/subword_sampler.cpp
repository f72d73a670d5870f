#include "text/subword_sampler.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "text/subword_model.h"
#include "text/subword_sampler_bpe.h"
#include "text/subword_sampler_unigram.h"

namespace nmt {
namespace {

[[noreturn]] void refuse(const std::string& setting, const std::string& method,
                         const std::string& type, const std::string& fix) {
  throw Error({.what = format("{} {}, but the tokenizer is {}", setting, method, type),
               .keys = {setting},
               .fix = fix});
}

}  // namespace

std::unique_ptr<const SubwordSampler> make_sampler(const Tokenizer& tokenizer,
                                                   const SamplingSettings& settings,
                                                   const std::string& section) {
  if (!settings.active()) return nullptr;
  const bool unigram = settings.alpha > 0;
  const std::string setting = section + (unigram ? ".alpha" : ".dropout");
  const std::string method =
      unigram ? "draws from a unigram model" : "leaves out merges of a bpe model";
  const auto model = read_subword_model(tokenizer.bytes());
  if (!model)
    refuse(setting, method, "words",
           format("remove it, or set tokenizer.type: {}", unigram ? "unigram" : "bpe"));
  const auto wanted = unigram ? SubwordModel::Type::unigram : SubwordModel::Type::bpe;
  if (model->type != wanted) {
    const bool bpe = model->type == SubwordModel::Type::bpe;
    const bool can = bpe || model->type == SubwordModel::Type::unigram;
    refuse(setting, method, name_of(model->type),
           can ? format("set {}.{} instead", section, bpe ? "dropout" : "alpha") : "remove it");
  }
  const SubwordPieces pieces(tokenizer, *model);
  if (unigram) return std::make_unique<UnigramSampler>(pieces, settings);
  return std::make_unique<BpeSampler>(pieces, settings.dropout);
}

PairSampler::PairSampler(const Tokenizers& tokenizers, const DataSettings& data)
    : source_(make_sampler(*tokenizers.source, data.sampling.source, "data.sampling.source")),
      target_(make_sampler(*tokenizers.target, data.sampling.target, "data.sampling.target")),
      max_length_(static_cast<std::size_t>(data.max_length)) {}

void PairSampler::sample(PairBatch& pair, std::uint64_t key) const {
  sample(source_.get(), pair.source, derive_key(key, 0));
  sample(target_.get(), pair.target, derive_key(key, 1));
}

void PairSampler::sample(const SubwordSampler* sampler, Batch& sentence, std::uint64_t key) const {
  if (sampler == nullptr) return;
  Random random(key);
  std::vector<TokenId> ids = sampler->sample(sentence.ids, random);
  if (ids.size() > max_length_) return;
  sentence.offsets = {0, static_cast<int>(ids.size())};
  sentence.ids = std::move(ids);
}

}  // namespace nmt
