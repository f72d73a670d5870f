// The two forms of PyTorch's files: their pickle, and the numbers that belong to it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "exchange/file_bytes.h"
#include "exchange/pickle.h"

namespace nmt {

class PytorchStorages {
 public:
  virtual ~PytorchStorages() = default;

  virtual const Pickle& pickle() const = 0;
  // The numbers of a storage of the pickle, as many as it says. Throws Error where they are not.
  virtual std::span<const std::byte> bytes(const PickleValue& storage) = 0;
  // Of all that bytes() gave.
  virtual std::vector<std::shared_ptr<const void>> memory() const = 0;
};

// A zip archive (PyTorch 1.6 and later), or pickles one after the other. Throws Error where it is
// neither, or of a machine with the other byte order.
std::unique_ptr<PytorchStorages> open_pytorch(const std::string& path, const FileBytes& file);

}  // namespace nmt
