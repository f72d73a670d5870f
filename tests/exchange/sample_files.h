// Small files of each format, byte by byte, for the tests that read them and that damage them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exchange/byte_making.h"
#include "text/deflate.h"

namespace nmt {

// A tensor of Marian's .bin: what its header says, and its bytes.
struct MarianBinItem {
  std::string name;
  std::uint64_t type = 0;
  std::vector<std::int32_t> shape;
  std::string bytes;
};

inline std::string marian_bin(const std::vector<MarianBinItem>& items) {
  ByteMaker made, shapes;
  made.u64(1).u64(items.size());
  for (const MarianBinItem& item : items)
    made.u64(item.name.size() + 1).u64(item.type).u64(item.shape.size()).u64(item.bytes.size());
  for (const MarianBinItem& item : items) made.text(item.name).zeros(1);
  for (const MarianBinItem& item : items) made.numbers(item.shape);
  constexpr std::size_t kLine = 256;
  const std::size_t padding = kLine - (made.all().size() + sizeof(std::uint64_t)) % kLine;
  made.u64(padding).zeros(padding);
  for (const MarianBinItem& item : items) made.text(item.bytes);
  return made.all();
}

// W [2, 3] quantised and kept as its transpose, Wemb [2, 2] quantised as it is, b in full, a text.
inline std::string sample_marian_bin() {
  return marian_bin({
      {"encoder_W",
       0x4101,
       {2, 3},
       ByteMaker().numbers<std::int8_t>({1, 2, 3, 4, 5, 6}).f32(2).zeros(6).all()},
      {"Wemb", 0x4101, {2, 2}, ByteMaker().numbers<std::int8_t>({8, 12, -127, 127}).f32(4).all()},
      {"b", 0x0404, {1, 2}, ByteMaker().f32(0.5F).f32(-1).all()},
      {"special:model.yml", 0x0101, {6}, std::string("a: 1\n\0", 6)},
  });
}

// One file of a zip archive; `content` is stored unless `deflated` is given.
struct ZipSample {
  std::string name, content;
  std::string deflated = {};
  std::uint16_t flags = 0, method = 0;
};

inline std::string zip_of(const std::vector<ZipSample>& files, std::string_view comment = "") {
  ByteMaker made, directory;
  for (const ZipSample& file : files) {
    const std::string& packed = file.method == 0 ? file.content : file.deflated;
    const std::uint32_t checksum = crc32_of(std::as_bytes(std::span<const char>(file.content)));
    const auto facts = [&](ByteMaker& to) {
      to.u16(20).u16(file.flags).u16(file.method).u32(0x210000).u32(checksum);
      to.u32(static_cast<std::uint32_t>(packed.size()));
      to.u32(static_cast<std::uint32_t>(file.content.size()));
      to.u16(static_cast<std::uint16_t>(file.name.size())).u16(0);
    };
    directory.u32(0x02014b50).u16(20);
    facts(directory);
    directory.u16(0).u16(0).u16(0).u32(0).u32(static_cast<std::uint32_t>(made.all().size()));
    directory.text(file.name);
    made.u32(0x04034b50);
    facts(made);
    made.text(file.name).text(packed);
  }
  const auto begin = static_cast<std::uint32_t>(made.all().size());
  made.text(directory.all()).u32(0x06054b50).u32(0);
  made.u16(static_cast<std::uint16_t>(files.size())).u16(static_cast<std::uint16_t>(files.size()));
  made.u32(static_cast<std::uint32_t>(directory.all().size())).u32(begin);
  made.u16(static_cast<std::uint16_t>(comment.size())).text(comment);
  return made.all();
}

inline std::string npy(const std::string& header, const std::string& numbers) {
  return ByteMaker()
      .text("\x93NUMPY")
      .u8(1)
      .u8(0)
      .u16(static_cast<std::uint16_t>(header.size()))
      .text(header)
      .text(numbers)
      .all();
}

inline std::string sample_npy() {
  return npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n",
             ByteMaker().f32(1).f32(2).all());
}

inline std::string sample_npz() {
  return zip_of({{"b.npy", sample_npy()},
                 {"special:model.yml.npy",
                  npy("{'descr': '|i1', 'fortran_order': False, 'shape': (5,), }\n", "a: 1\n")}});
}

// A variable of CTranslate2's model.bin, of version 4 and later.
struct Ctranslate2Item {
  std::string name;
  std::vector<std::uint32_t> shape;
  std::uint8_t type = 0;
  std::string bytes;
};

inline ByteMaker& add_ctranslate2_string(ByteMaker& made, const std::string& text) {
  return made.u16(static_cast<std::uint16_t>(text.size() + 1)).text(text).zeros(1);
}

inline std::string ctranslate2_bin(
    const std::vector<Ctranslate2Item>& items,
    const std::vector<std::pair<std::string, std::string>>& aliases) {
  ByteMaker made;
  made.u32(6);
  add_ctranslate2_string(made, "TransformerSpec").u32(7);
  made.u32(static_cast<std::uint32_t>(items.size()));
  for (const Ctranslate2Item& item : items) {
    add_ctranslate2_string(made, item.name).u8(static_cast<std::uint8_t>(item.shape.size()));
    made.numbers(item.shape).u8(item.type).u32(static_cast<std::uint32_t>(item.bytes.size()));
    made.text(item.bytes);
  }
  made.u32(static_cast<std::uint32_t>(aliases.size()));
  for (const auto& [alias, name] : aliases) {
    add_ctranslate2_string(made, alias);
    add_ctranslate2_string(made, name);
  }
  return made.all();
}

inline std::string sample_ctranslate2() {
  return ctranslate2_bin(
      {{"e/weight", {2, 2}, 1, ByteMaker().numbers<std::int8_t>({1, 2, 3, 4}).all()},
       {"e/weight_scale", {2}, 0, ByteMaker().f32(2).f32(4).all()},
       {"heads", {}, 2, ByteMaker().u16(8).all()},
       {"w16", {2}, 2, ByteMaker().u16(10).u16(0xffff).all()},
       {"w16_scale", {}, 0, ByteMaker().f32(10).all()}},
      {{"p/weight", "e/weight"}, {"q/weight", "p/weight"}});
}

// Two source ids, of which the second has two entries.
inline std::string shortlist_with_checksum(const std::string& after) {
  std::uint64_t hash = 0;
  for (std::size_t at = 0; at + 8 <= after.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, after.data() + at, 8);
    hash ^= word + 0x9e3779b9 + (hash << 6) + (hash >> 2);
  }
  return ByteMaker().u64(0xF11A48D5013417F5).u64(hash).text(after).all();
}

inline std::string sample_shortlist() {
  ByteMaker after;
  after.u64(50).u64(2).u64(4).u64(3).numbers<std::uint64_t>({0, 0, 2, 3});
  after.numbers<std::uint32_t>({7, 60, 9});
  return shortlist_with_checksum(after.all());
}

inline std::string sample_safetensors() {
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},)"
      R"("b":{"dtype":"BF16","shape":[1,1],"data_offsets":[4,6]}})";
  return ByteMaker().u64(header.size()).text(header).u16(0x3c00).u16(0xc000).u16(0x3f80).all();
}

}  // namespace nmt
