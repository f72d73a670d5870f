#include "exchange/split_file.h"

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/file.h"
#include "base/format.h"
#include "exchange/refusal.h"

namespace nmt {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLargestIndex = 64 << 20;

// A file beside the index, and no path that leads elsewhere.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

// For each file the tensors that it has.
std::map<std::string, std::set<std::string>> read_index(const std::string& path) {
  require_regular_file(path);
  const std::string text = read_file_start(path, kLargestIndex);
  const Json index = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object())
    refuse_file(path, "it is no index of weights: there is no \"weight_map\"");
  std::map<std::string, std::set<std::string>> files;
  for (const auto& [tensor, file] : index["weight_map"].items()) {
    const std::string name = file.is_string() ? file.get<std::string>() : "";
    if (!is_plain_name(name))
      refuse_tensor(path, tensor, "the index does not name a file beside it");
    files[name].insert(tensor);
  }
  if (files.empty()) refuse_file(path, "it is an index of no weights");
  return files;
}

}  // namespace

bool is_split_index(const std::string& path) { return path.ends_with(".json"); }

TensorFile read_split_file(const std::string& path,
                           const std::function<TensorFile(const std::string&)>& read) {
  TensorFile::Contents all;
  for (const auto& [name, tensors] : read_index(path)) {
    const std::string file = (std::filesystem::path(path).parent_path() / name).string();
    if (is_split_index(file)) refuse_file(path, format("it names another index, {}", name));
    const TensorFile part = read(file);
    all.kind = part.kind();
    all.texts = part.contents().texts;
    for (const std::string& tensor : tensors) all.tensors.push_back(part.at(tensor));
    const auto& memory = part.contents().memory;
    all.memory.insert(all.memory.end(), memory.begin(), memory.end());
  }
  return TensorFile(path, std::move(all));
}

}  // namespace nmt
