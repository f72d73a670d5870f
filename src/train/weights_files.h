// Files of weights that a full or vanished disk delays but does not lose: what cannot be written is
// kept in memory and written later.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "seq2seq/model_directory.h"
#include "train/checkpoint.h"

namespace nmt {

// Receives what a person should know at once.
using Warn = std::function<void(const std::string&)>;

class WeightsFiles {
 public:
  // What the references point to must outlive this.
  WeightsFiles(const ParameterSet& parameters, const CheckpointFolder& checkpoints, Warn warn)
      : parameters_(parameters), checkpoints_(checkpoints), warn_(std::move(warn)) {}

  // Writes the file. Where that fails, warns and keeps a copy; the file is then as it was.
  void write(const std::string& path, std::span<const Real> values, const WeightsInfo& info);
  // Writes what write() could not. Throws Error (runtime) when the disk still refuses or is not there.
  void flush();
  // Whether a newer version of the file waits to be written.
  bool is_waiting(const std::string& path) const { return waiting_.contains(path); }
  // The newest version, written or not, in the layout of the parameters.
  std::vector<Real> read(const std::string& path) const;
  // How many numbers a file has.
  std::size_t numbers() const { return parameters_.values().size(); }

 private:
  struct Waiting {
    std::vector<Real> values;
    WeightsInfo info;
  };
  const ParameterSet& parameters_;
  const CheckpointFolder& checkpoints_;
  Warn warn_;
  std::map<std::string, Waiting> waiting_;
};

}  // namespace nmt
