#include "train/weights_files.h"

#include "base/error.h"
#include "base/format.h"

namespace nmt {

void WeightsFiles::write(const std::string& path, std::span<const Real> values,
                         const WeightsInfo& info) {
  try {
    checkpoints_.require();
    save_weights(path, parameters_, values, info);
    waiting_.erase(path);
  } catch (const Error& error) {
    waiting_[path] = {{values.begin(), values.end()}, info};
    warn_(format("{}: {}; these weights stay in memory and are written with the next checkpoint",
                 path, error.parts().what));
  }
}

void WeightsFiles::flush() {
  while (!waiting_.empty()) {
    checkpoints_.require();
    const auto& [path, waiting] = *waiting_.begin();
    save_weights(path, parameters_, waiting.values, waiting.info);
    waiting_.erase(waiting_.begin());
  }
}

std::vector<Real> WeightsFiles::read(const std::string& path) const {
  const auto found = waiting_.find(path);
  if (found != waiting_.end()) return found->second.values;
  std::vector<Real> values(numbers());
  read_parameter_values(path, "", parameters_, values);
  return values;
}

}  // namespace nmt
