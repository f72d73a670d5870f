#include "base/protobuf.h"

#include <bit>

namespace nmt {
namespace {

static_assert(std::endian::native == std::endian::little);

// How a value is laid out, beside the number of its field.
constexpr int kVarint = 0, k64Bits = 1, kBytes = 2, k32Bits = 5;

}  // namespace

void ProtobufMessage::put_varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) written_ += static_cast<char>(value | 0x80);
  written_ += static_cast<char>(value);
}

void ProtobufMessage::put_tag(int field, int wire) {
  put_varint(static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(wire));
}

ProtobufMessage& ProtobufMessage::number(int field, std::int64_t value) {
  put_tag(field, kVarint);
  put_varint(static_cast<std::uint64_t>(value));
  return *this;
}

ProtobufMessage& ProtobufMessage::f32(int field, float value) {
  put_tag(field, k32Bits);
  return append({reinterpret_cast<const char*>(&value), sizeof value});
}

ProtobufMessage& ProtobufMessage::f64(int field, double value) {
  put_tag(field, k64Bits);
  return append({reinterpret_cast<const char*>(&value), sizeof value});
}

ProtobufMessage& ProtobufMessage::bytes(int field, std::string_view value) {
  return begin_bytes(field, value.size()).append(value);
}

ProtobufMessage& ProtobufMessage::begin_bytes(int field, std::uint64_t size) {
  put_tag(field, kBytes);
  put_varint(size);
  return *this;
}

ProtobufMessage& ProtobufMessage::append(std::string_view fields) {
  written_ += fields;
  return *this;
}

}  // namespace nmt
