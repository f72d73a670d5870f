// Messages of protocol buffers (https://protobuf.dev/programming-guides/encoding), written field by field.
// Which number and type a field has, its format says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nmt {

class ProtobufMessage {
 public:
  // Of whole numbers, truth values and enumerations.
  ProtobufMessage& number(int field, std::int64_t value);
  ProtobufMessage& f32(int field, float value);
  ProtobufMessage& f64(int field, double value);
  // Of texts, bytes and messages that are written already.
  ProtobufMessage& bytes(int field, std::string_view value);
  ProtobufMessage& message(int field, const ProtobufMessage& value) {
    return bytes(field, value.written());
  }
  // What stands before so many bytes, for whoever writes them by himself.
  ProtobufMessage& begin_bytes(int field, std::uint64_t size);
  // Fields that are written already.
  ProtobufMessage& append(std::string_view fields);

  const std::string& written() const { return written_; }

 private:
  void put_tag(int field, int wire);
  void put_varint(std::uint64_t value);

  std::string written_;
};

}  // namespace nmt
