#include "train/followers.h"

#include <optional>

#include "base/denormals.h"
#include "base/error.h"
#include "base/format.h"
#include "base/hash.h"
#include "cluster/bytes.h"
#include "tensor/cpu.h"
#include "train/best_weights.h"
#include "train/guided_alignment.h"
#include "train/orders.h"
#include "train/replicas.h"
#include "train/validation.h"

namespace nmt {
namespace {

// Whose values a validation measures.
enum class Measured : char { parameters, average, sent };

std::string hash_of_state(ParameterSet& parameters, Optimizer& optimizer) {
  ContentHasher hasher;
  for (std::span<const Real> values :
       {std::span<const Real>(parameters.values()), std::span<const Real>(optimizer.mean()),
        std::span<const Real>(optimizer.square()), std::span<const Real>(optimizer.average())}) {
    hasher.update({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  }
  return hasher.hex();
}

void broadcast_state(Cluster& cluster, ParameterSet& parameters, Optimizer& optimizer) {
  for (std::span<Real> values :
       {parameters.values(), optimizer.mean(), optimizer.square(), optimizer.average()}) {
    cluster.broadcast(values);
  }
}

std::string instruction_set() { return name_of(chosen_cpu()); }

void require_one_instruction_set(Cluster& cluster) {
  const std::vector<std::string> all = cluster.gather(instruction_set());
  for (std::size_t rank = 1; rank < all.size(); ++rank) {
    if (all[rank] == all[0]) continue;
    throw Error({.what = format("rank {} computes with {}, rank 0 with {}: their weights would not "
                                "stay the same",
                                rank, all[rank], all[0]),
                 .where = "the machines of this run",
                 .fix = "give all the one that each of them has: mpirun -x NMT_CPU=NAME ..."});
  }
}

class Follower {
 public:
  Follower(Cluster& cluster, const FollowerJob& job)
      : cluster_(cluster),
        parameters_(allocated(job.model)),
        replicas_(job.model, job.training.replicas > 0 ? job.training.replicas : all_cores(),
                  job.training.arithmetic(), &cluster),
        optimizer_(job.training, parameters_.values()),
        blas_(job.training.arithmetic().blas) {
    if (!job.valid.empty())
      validation_.emplace(job.model, job.tokenizers, job.valid, job.max_length, job.training,
                          job.decoding, job.learned);
    if (job.links && job.training.guided_alignment_weight > 0)
      guide_.emplace(*job.links, job.tokenizers, job.training);
  }

  void obey(const std::string& bytes) {
    ByteReader order(bytes);
    switch (order.number<Order>()) {
      case Order::state:
        return broadcast_state(cluster_, parameters_, optimizer_);
      case Order::update:
        return compute_share(order);
      case Order::apply:
        return apply(order);
      case Order::measure:
        return measure(order.number<Measured>());
      case Order::compare:
        cluster_.gather(hash_of_state(parameters_, optimizer_));
        return;
      case Order::set_up:
        return;  // once only, before there is a follower
    }
  }

 private:
  static ParameterSet& allocated(Seq2Seq& model) {
    model.parameters().allocate();
    return model.parameters();
  }
  void compute_share(ByteReader& order) {
    ShardTerms terms;
    terms.label_smoothing = order.number<double>();
    terms.dropout_key = order.number<std::uint64_t>();
    terms.scale = order.number<Real>();
    terms.guide = guide_ ? &*guide_ : nullptr;
    replicas_.compute_share(terms);
  }
  void apply(ByteReader& order) {
    Optimizer::Update update;
    update.step = order.number<std::int64_t>();
    update.learning_rate = order.number<double>();
    update.gradient_scale = order.number<double>();
    replicas_.for_each_range([&](Range range) {
      optimizer_.apply(update, range, parameters_.values(), replicas_.gradient());
    });
  }
  void measure(Measured which) {
    std::vector<Real> sent(which == Measured::sent ? parameters_.values().size() : 0);
    cluster_.broadcast(sent);
    const BorrowedValues borrowed(parameters_,
                                  which == Measured::average ? optimizer_.average() : sent, blas_);
    validation_->measure(replicas_.pool(), nullptr, &cluster_);
  }

  Cluster& cluster_;
  ParameterSet& parameters_;
  Replicas replicas_;
  Optimizer optimizer_;
  Blas blas_;
  std::optional<Validation> validation_;
  std::optional<GuidedAlignment> guide_;
};

}  // namespace

void set_up_followers(Cluster& cluster, const FollowerSetup& setup) {
  if (cluster.alone()) return;
  ByteWriter order;
  order.number(Order::set_up).text(setup.config_yaml).number(setup.tokenizers.shared);
  order.text(setup.tokenizers.source->bytes()).text(setup.tokenizers.target->bytes());
  order.number(setup.valid.size());
  for (const TextPair& pair : setup.valid) order.text(pair.source).text(pair.target);
  order.text(setup.learned.language)
      .text(setup.learned.target_language)
      .number(setup.learned.sentences_a_line)
      .number(setup.learned.capital_lines)
      .number(setup.learned.title_lines)
      .number(setup.learned.longest);
  cluster.order(order.take());
  require_one_instruction_set(cluster);
}

FollowerSetup read_setup(Cluster& cluster, const std::string& bytes) {
  ByteReader order(bytes);
  order.number<Order>();
  FollowerSetup setup;
  setup.config_yaml = order.text();
  setup.tokenizers.shared = order.number<bool>();
  const std::string source = order.text(), target = order.text();
  setup.tokenizers.source = tokenizer_from(source, "the leader's source tokenizer");
  setup.tokenizers.target = setup.tokenizers.shared
                                ? setup.tokenizers.source
                                : tokenizer_from(target, "the leader's target tokenizer");
  const auto pairs = order.number<std::size_t>();
  for (std::size_t i = 0; i < pairs; ++i) {
    TextPair pair = {.source = order.text(), .target = {}};
    pair.target = order.text();
    setup.valid.push_back(std::move(pair));
  }
  setup.learned.language = order.text();
  setup.learned.target_language = order.text();
  setup.learned.sentences_a_line = order.number<double>();
  setup.learned.capital_lines = order.number<double>();
  setup.learned.title_lines = order.number<double>();
  setup.learned.longest = order.number<int>();
  cluster.gather(instruction_set());
  return setup;
}

void Followers::share_state() {
  if (alone()) return;
  cluster_->order(ByteWriter().number(Order::state).take());
  broadcast_state(*cluster_, parameters_, optimizer_);
}

void Followers::apply(const Optimizer::Update& update) {
  if (alone()) return;
  cluster_->order(ByteWriter()
                      .number(Order::apply)
                      .number(update.step)
                      .number(update.learning_rate)
                      .number(update.gradient_scale)
                      .take());
}

void Followers::measure(std::span<Real> values) {
  if (alone()) return;
  const bool average = !values.empty() && values.data() == optimizer_.average().data();
  const bool others = !values.empty() && !average;
  const Measured which =
      others ? Measured::sent : (average ? Measured::average : Measured::parameters);
  cluster_->order(ByteWriter().number(Order::measure).number(which).take());
  cluster_->broadcast(others ? values : std::span<Real>());
}

void Followers::require_same_state() {
  if (alone()) return;
  cluster_->order(ByteWriter().number(Order::compare).take());
  const std::vector<std::string> hashes = cluster_->gather(hash_of_state(parameters_, optimizer_));
  for (std::size_t rank = 1; rank < hashes.size(); ++rank) {
    if (hashes[rank] == hashes[0]) continue;
    throw Error({.what = format("the weights of rank {} are no longer those of rank 0", rank),
                 .where = "the machines of this run",
                 .fix =
                     "test that machine's memory and processor; the same command without it goes "
                     "on from the last checkpoint",
                 .kind = Error::Kind::runtime});
  }
}

void follow_training(Cluster& cluster, const FollowerJob& job) {
  flush_denormals();
  Follower follower(cluster, job);
  while (const std::optional<std::string> order = cluster.next_order()) follower.obey(*order);
}

}  // namespace nmt
