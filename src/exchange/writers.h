// Writes the files in which foreign translation models keep their numbers. Files are replaced
// atomically; Error (runtime) where that fails. Tensors lie row after row and have no multipliers
// but as a tensor of their own.
#pragma once

#include <map>
#include <span>
#include <string>

#include "exchange/tensor_file.h"

namespace nmt {

// Stored, not compressed. A text becomes an array of int8 with a zero byte at its end, as Marian
// keeps special:model.yml.
void write_npz(const std::string& path, std::span<const ForeignTensor> tensors,
               const std::map<std::string, std::string>& texts);

// Marian's binary format, version 1. Types f16, f32, f64 and whole numbers.
void write_marian_bin(const std::string& path, std::span<const ForeignTensor> tensors,
                      const std::map<std::string, std::string>& texts);

// `texts` are the metadata, such as {"format", "pt"}.
void write_huggingface_safetensors(const std::string& path, std::span<const ForeignTensor> tensors,
                                   const std::map<std::string, std::string>& texts);

struct Ctranslate2Kind {
  std::string spec = "TransformerSpec";
  int revision = 7;
};
// Binary version 6. Types f32, i8, i16, i32, f16 and bf16; written in the order of their names.
// aliases: another name -> the name of a tensor.
void write_ctranslate2(const std::string& path, const Ctranslate2Kind& kind,
                       std::span<const ForeignTensor> tensors,
                       const std::map<std::string, std::string>& aliases);

}  // namespace nmt
