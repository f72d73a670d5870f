#include <utility>

#include "exchange/marian_types.h"
#include "exchange/npy.h"
#include "exchange/readers.h"
#include "exchange/zip_file.h"

namespace nmt {

TensorFile read_npz(const std::string& path) { return read_npz(path, file_bytes(path)); }

TensorFile read_npz(const std::string& path, const FileBytes& whole) {
  constexpr std::string_view kEnding = ".npy";
  const ZipFile archive(path, whole);
  TensorFile::Contents contents{.kind = "numpy .npz"};
  for (const std::string& member : archive.names()) {
    const FileBytes file = archive.read(member);
    std::string name = member;
    if (name.ends_with(kEnding)) name.resize(name.size() - kEnding.size());
    ForeignTensor tensor = read_npy(path, name, file.bytes);
    if (is_marian_text(tensor)) {
      contents.kind = "Marian .npz";
      contents.texts[tensor.name] = marian_text(tensor);
    } else {
      contents.tensors.push_back(std::move(tensor));
      contents.memory.push_back(file.memory);
    }
  }
  return TensorFile(path, std::move(contents));
}

}  // namespace nmt
