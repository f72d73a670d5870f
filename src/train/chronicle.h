// What a run writes down about its course: metrics.jsonl, the curves for TensorBoard, report.html.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "train/event_file.h"
#include "train/metrics_log.h"
#include "train/report.h"
#include "train/settings.h"

namespace nmt {

class Chronicle {
 public:
  // Goes on after `end`. Throws what MetricsLog throws.
  Chronicle(const std::string& model_dir, const TrainingSettings& settings,
            const MetricsLog::End& end);

  void add(const Moment& moment, const TrainingMeasures& measures);
  // With the translations of the sample sentences.
  void add(const Moment& moment, const Scores& scores, const std::vector<std::string>& samples);
  // Drops the metrics beyond `end`, from which the run goes on in another way.
  void cut(const MetricsLog::End& end) { metrics_.cut(end); }
  // Brings the metrics to the disk.
  void sync() { metrics_.sync(); }
  // Writes report.html anew. What cannot be written is warned about.
  void report(const Report& report) const;

 private:
  std::string model_dir_;
  MetricsLog metrics_;
  std::optional<EventFile> events_;
};

// Removes what an earlier run in this folder told TensorBoard.
void forget_events(const std::string& model_dir);

}  // namespace nmt
