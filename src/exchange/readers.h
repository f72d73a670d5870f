// Reads the files in which foreign translation models keep their numbers. Files are mapped and not
// copied. Each size, count and offset is checked before it is used: a file that is damaged, or of a
// kind that is not read, is refused with an Error that names it. A file may be packed as texts may
// (gzip, zstd, xz, bzip2: text/line_reader.h), but for safetensors; it is then unpacked into memory.
#pragma once

#include <string>

#include "exchange/file_bytes.h"
#include "exchange/tensor_file.h"

namespace nmt {

// Marian's own format, and any other .npz: a zip archive of numpy's .npy files.
TensorFile read_npz(const std::string& path);

// Marian's binary format, version 1, as Bergamot and Firefox have it. Types intgemm8 and intgemm16
// have a multiplier each; what is packed for one instruction set is refused.
TensorFile read_marian_bin(const std::string& path);

// One file, or FILE.index.json of several files beside it.
TensorFile read_huggingface_safetensors(const std::string& path);

// pytorch_model.bin of PyTorch 1.6 and later (a zip archive) or before, or FILE.index.json. Only the
// few instructions of pickle are known that weights need, and no program in it is run. Tensors of a
// checkpoint that lie deeper than in the first dictionary have names joined by dots.
TensorFile read_pytorch(const std::string& path);

// model.bin of CTranslate2, binary versions 2 to 6. `NAME_scale` gives the multipliers of the int8 or
// int16 tensor NAME, and stays a tensor of its own. A boolean or number is a tensor without
// dimensions.
TensorFile read_ctranslate2(const std::string& path);

// The one that the file's content asks for. Throws Error where it is none of them.
TensorFile read_tensor_file(const std::string& path);

// The same of bytes that are there already, as in an archive; `path` is for errors.
TensorFile read_npz(const std::string& path, const FileBytes& file);
TensorFile read_marian_bin(const std::string& path, const FileBytes& file);
TensorFile read_pytorch(const std::string& path, const FileBytes& file);
TensorFile read_ctranslate2(const std::string& path, const FileBytes& file);

}  // namespace nmt
