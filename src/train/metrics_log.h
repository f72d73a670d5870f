// metrics.jsonl: the course of a training run, one JSON object on each line.
//
//     {"step":100,"epoch":0.45,"minutes":1.02,"loss":6.31,"cross_entropy":6.1,
//      "learning_rate":0.000125,"gradient_norm":0.8,"tokens_per_second":10120.0}
//     {"step":200,"epoch":0.9,"minutes":2.21,
//      "valid":{"bleu":3.1,"cross_entropy":5.2,"perplexity":181.3},"samples":["Ein Mann ..."]}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.h"
#include "train/scoreboard.h"

namespace nmt {

// Where a run stands. `minutes` counts from the start of the first session.
struct Moment {
  std::int64_t step = 0;
  double epoch = 0;
  double minutes = 0;
};

// The means over the updates since the line before; losses per target token.
struct TrainingMeasures {
  double loss = 0;           // what is minimised
  double cross_entropy = 0;  // the same without label smoothing
  double learning_rate = 0;
  double gradient_norm = 0;
  double tokens_per_second = 0;  // source and target
};

class MetricsLog {
 public:
  // How far the course goes that a session goes on from.
  struct End {
    std::int64_t step = 0, validation = 0;  // the last update, and that of the last validation
  };
  // Opens the file for appending. Lines beyond `end`, which a killed session may have left, and a
  // torn last line are dropped first. Throws Error (runtime).
  MetricsLog(std::string path, const End& end);
  MetricsLog(const MetricsLog&) = delete;
  MetricsLog& operator=(const MetricsLog&) = delete;

  // A line that the disk does not take waits for the next one, or for sync().
  void add(const Moment& moment, const TrainingMeasures& measures);
  // With the translations of the sample sentences, if there are any.
  void add(const Moment& moment, const Scores& scores,
           const std::vector<std::string>& samples = {});
  // Drops the lines beyond `end`, from which the run goes on in another way; on the disk with the
  // next line or sync().
  void cut(const End& end);
  // Brings all lines to the disk, also where the file was removed in the meantime. Throws Error
  // (runtime).
  void sync();

 private:
  void open_file();
  void append(const std::string& line);
  void write_waiting();
  std::string text_on_disk() const;

  std::string path_;
  Descriptor file_;
  std::int64_t size_ = 0;                    // of the whole lines that are written
  std::string waiting_;                      // whole lines that are not
  std::optional<std::string> instead_ = {};  // what the file must be replaced by first
};

}  // namespace nmt
