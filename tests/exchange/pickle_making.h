// Pickles and files of weights as PyTorch writes them, for the tests that read and damage them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exchange/byte_making.h"
#include "exchange/sample_files.h"

namespace nmt {

// The instructions of a pickle of protocol 2, each as PyTorch's pickler writes it.
class PickleMaker {
 public:
  PickleMaker() { made_.u8(0x80).u8(2); }
  PickleMaker& op(std::string_view instructions) {
    made_.text(instructions);
    return *this;
  }
  PickleMaker& text(std::string_view text) {
    made_.u8('X').u32(static_cast<std::uint32_t>(text.size())).text(text);
    return *this;
  }
  PickleMaker& integer(std::uint32_t number) {
    if (number < 256)
      made_.u8('K').u8(static_cast<std::uint8_t>(number));
    else
      made_.u8('J').u32(number);
    return *this;
  }
  PickleMaker& global(std::string_view module, std::string_view name) {
    made_.u8('c').text(module).u8('\n').text(name).u8('\n');
    return *this;
  }
  PickleMaker& integers(const std::vector<std::uint32_t>& numbers) {
    op("(");
    for (const std::uint32_t number : numbers) integer(number);
    return op("t");
  }
  // torch._utils._rebuild_tensor_v2(storage, first, shape, strides, False, OrderedDict())
  PickleMaker& tensor(std::string_view storage_class, std::string_view key, std::uint32_t count,
                      std::uint32_t first, const std::vector<std::uint32_t>& shape,
                      const std::vector<std::uint32_t>& strides, bool old_form = false) {
    global("torch._utils", "_rebuild_tensor_v2").op("((");
    text("storage").global("torch", storage_class).text(key).text("cpu").integer(count);
    if (old_form) op("N");
    op("tQ").integer(first).integers(shape).integers(strides);
    return op("\x89").global("collections", "OrderedDict").op(")RtR");
  }
  std::string done() { return op(".").made_.all(); }

 private:
  ByteMaker made_;
};

// {"a": [2, 2] of storage 0, "a.T": its transpose, "deep": {"b": [2] of storage 1, f16}}
inline std::string sample_pickle(bool old_form = false) {
  PickleMaker pickle;
  pickle.op("}q").op(std::string_view("\0", 1)).op("(");
  pickle.text("a").tensor("FloatStorage", "0", 4, 0, {2, 2}, {2, 1}, old_form);
  pickle.text("a.T").tensor("FloatStorage", "0", 4, 0, {2, 2}, {1, 2}, old_form);
  pickle.text("epoch").integer(70000);
  pickle.text("deep").global("collections", "OrderedDict").op(")R");
  pickle.text("b").tensor("HalfStorage", "1", 3, 1, {2}, {1}, old_form).op("s");
  // The state of the dictionary: {"_metadata": OrderedDict()}
  pickle.op("}").text("_metadata").global("collections", "OrderedDict").op(")Rsb");
  return pickle.op("u").done();
}

inline std::string floats_1_to_4() { return ByteMaker().f32(1).f32(2).f32(3).f32(4).all(); }
inline std::string three_halves() { return ByteMaker().u16(0x3c00).u16(0x4000).u16(0x4200).all(); }

inline std::string pytorch_zip(const std::string& pickle,
                               const std::string& byte_order = "little") {
  return zip_of({{"top/data.pkl", pickle},
                 {"top/byteorder", byte_order},
                 {"top/data/0", floats_1_to_4()},
                 {"top/data/1", three_halves()},
                 {"top/version", "3\n"}});
}

// Before PyTorch 1.6.
inline std::string pytorch_old(const std::string& pickle, bool little_endian = true) {
  ByteMaker made;
  made.text(PickleMaker().op("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19").done());
  made.text(PickleMaker().op("M\xe9\x03").done());
  made.text(PickleMaker()
                .op("}(")
                .text("protocol_version")
                .integer(1001)
                .text("little_endian")
                .op(little_endian ? "\x88u" : "\x89u")
                .done());
  made.text(pickle);
  made.text(PickleMaker().op("](").text("0").text("1").op("e").done());
  made.u64(4).text(floats_1_to_4()).u64(3).text(three_halves());
  return made.all();
}

}  // namespace nmt
