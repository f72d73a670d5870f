#include "exchange/pytorch_storages.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/format.h"
#include "exchange/byte_cursor.h"
#include "exchange/refusal.h"
#include "exchange/zip_file.h"

namespace nmt {
namespace {

using Kind = PickleValue::Kind;

// 0x1950a86a20f9469cfc6c
constexpr std::string_view kOldMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr std::int64_t kOldProtocol = 1001;

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[noreturn]] void refuse_byte_order(const std::string& path) {
  refuse_file(path, "its numbers are in big-endian order", "save it again on a common machine");
}

[[noreturn]] void refuse_storage(const std::string& path, const PickleValue& storage) {
  refuse_file(path, format("it is damaged: the numbers of storage '{}' are not {} of {}",
                           shown_name(storage.text), storage.number, name_of(storage.type)));
}

// PREFIX/data.pkl, PREFIX/data/KEY, PREFIX/byteorder.
class ZippedStorages : public PytorchStorages {
 public:
  ZippedStorages(const std::string& path, const FileBytes& file) : archive_(path, file) {
    constexpr std::string_view kPickle = "data.pkl";
    const auto name =
        std::find_if(archive_.names().begin(), archive_.names().end(),
                     [](const std::string& n) { return n == kPickle || n.ends_with("/data.pkl"); });
    if (name == archive_.names().end())
      refuse_file(path, "the zip archive is none of PyTorch: there is no data.pkl in it");
    prefix_ = name->substr(0, name->size() - kPickle.size());
    if (const std::string order = prefix_ + "byteorder"; archive_.has(order)) {
      const FileBytes bytes = archive_.read(order);
      if (text_of(bytes.bytes) != "little") refuse_byte_order(path);
    }
    text_ = archive_.read(*name);
    pickle_ = read_pickle(text_.bytes, format("{}:{}", path, shown_name(*name)));
  }

  const Pickle& pickle() const override { return pickle_; }
  std::span<const std::byte> bytes(const PickleValue& storage) override {
    const std::string name = format("{}data/{}", prefix_, storage.text);
    auto found = read_.find(name);
    if (found == read_.end()) found = read_.emplace(name, archive_.read(name)).first;
    const std::span<const std::byte> bytes = found->second.bytes;
    if (bytes.size() % size_of(storage.type) != 0 ||
        bytes.size() / size_of(storage.type) != static_cast<std::uint64_t>(storage.number))
      refuse_storage(archive_.path(), storage);
    return bytes;
  }
  std::vector<std::shared_ptr<const void>> memory() const override {
    std::vector<std::shared_ptr<const void>> memory;
    for (const auto& [name, bytes] : read_) memory.push_back(bytes.memory);
    return memory;
  }

 private:
  ZipFile archive_;
  std::string prefix_;
  FileBytes text_;  // of the pickle
  Pickle pickle_;
  std::map<std::string, FileBytes> read_;
};

// A magic number, a version, facts of the machine, the weights, the keys of the storages; then for
// each its count and its numbers.
class OldStorages : public PytorchStorages {
 public:
  OldStorages(const std::string& path, const FileBytes& file) : path_(path), file_(file) {
    ByteCursor cursor(file_.bytes, path);
    if (next_pickle(cursor).root().text != kOldMagic) refuse_file(path, "it is no file of PyTorch");
    const Pickle version = next_pickle(cursor);
    if (version.root().kind != Kind::integer || version.root().number != kOldProtocol)
      refuse_file(path, "it is of a version of PyTorch that is not read");
    check_machine(next_pickle(cursor));
    pickle_ = next_pickle(cursor);
    find_storages(cursor, next_pickle(cursor));
  }

  const Pickle& pickle() const override { return pickle_; }
  std::span<const std::byte> bytes(const PickleValue& storage) override {
    const auto found = storages_.find(storage.text);
    if (found == storages_.end() ||
        found->second.size() / size_of(storage.type) != static_cast<std::uint64_t>(storage.number))
      refuse_storage(path_, storage);
    return found->second;
  }
  std::vector<std::shared_ptr<const void>> memory() const override { return {file_.memory}; }

 private:
  Pickle next_pickle(ByteCursor& cursor) const {
    Pickle pickle = read_pickle(file_.bytes.subspan(cursor.position()), path_);
    cursor.take(pickle.bytes, "a pickle");
    return pickle;
  }
  void check_machine(const Pickle& facts) const {
    const std::vector<std::uint32_t>& items = facts.root().items;
    if (facts.root().kind != Kind::dictionary) return;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2)
      if (facts.values[items[i]].text == "little_endian" &&
          facts.values[items[i + 1]].kind == Kind::boolean &&
          facts.values[items[i + 1]].number == 0)
        refuse_byte_order(path_);
  }
  void find_storages(ByteCursor& cursor, const Pickle& keys) {
    std::map<std::string_view, const PickleValue*> known;
    for (const PickleValue& value : pickle_.values)
      if (value.kind == Kind::storage &&
          known.emplace(value.text, &value).first->second->type != value.type)
        refuse_storage(path_, value);
    for (const std::uint32_t item : keys.root().items) {
      const auto found = known.find(keys.values[item].text);
      if (found == known.end())
        refuse_file(path_, "it is damaged: nothing uses one of its storages");
      const auto count = cursor.number<std::int64_t>("the size of a storage");
      const std::uint64_t size = size_of(found->second->type);
      if (count < 0 || static_cast<std::uint64_t>(count) > cursor.left() / size)
        refuse_storage(path_, *found->second);
      storages_[found->first] =
          cursor.take(static_cast<std::uint64_t>(count) * size, "the numbers of a storage");
    }
  }

  std::string path_;
  FileBytes file_;
  Pickle pickle_;
  std::map<std::string_view, std::span<const std::byte>> storages_;
};

}  // namespace

std::unique_ptr<PytorchStorages> open_pytorch(const std::string& path, const FileBytes& file) {
  if (text_of(file.bytes).starts_with("PK")) return std::make_unique<ZippedStorages>(path, file);
  return std::make_unique<OldStorages>(path, file);
}

}  // namespace nmt
