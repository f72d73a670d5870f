#include "text/subword_model.h"

#include <cstdint>
#include <cstring>

#include "base/protobuf.h"

namespace nmt {
namespace {

// One field of a protocol-buffers message.
struct Field {
  std::uint64_t number = 0, value = 0;  // value: of a varint or of fixed bits
  std::string_view bytes = {};          // of a string or a message
};

// Walks over the fields of a message; ok() tells at the end whether they were well-formed.
class Message {
 public:
  explicit Message(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  // What next() has not read yet.
  std::string_view rest() const { return rest_; }
  bool next(Field& field) {
    if (!ok_ || rest_.empty()) return false;
    field = {};
    const std::uint64_t tag = varint();
    field.number = tag >> 3;
    switch (tag & 7) {
      case 0:
        field.value = varint();
        break;
      case 1:
        field.value = fixed(8);
        break;
      case 2:
        field.bytes = take(varint());
        break;
      case 5:
        field.value = fixed(4);
        break;
      default:
        ok_ = false;
    }
    return ok_;
  }

 private:
  std::string_view take(std::uint64_t size) {
    ok_ &= size <= rest_.size();
    if (!ok_) return {};
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint64_t fixed(std::size_t size) {
    std::uint64_t value = 0;
    const std::string_view bytes = take(size);
    for (std::size_t i = bytes.size(); i-- > 0;)
      value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::string_view byte = take(1);
      if (byte.empty()) return 0;
      value |= std::uint64_t{static_cast<unsigned char>(byte[0]) & 0x7Fu} << shift;
      if ((byte[0] & 0x80) == 0) return value;
    }
    ok_ = false;
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

bool read_piece(std::string_view bytes, SubwordModel::Piece& piece) {
  Message message(bytes);
  for (Field field; message.next(field);) {
    if (field.number == 1) piece.text = field.bytes;
    if (field.number == 2) {
      const auto bits = static_cast<std::uint32_t>(field.value);
      std::memcpy(&piece.score, &bits, sizeof bits);
    }
    if (field.number == 3) piece.kind = static_cast<SubwordModel::Piece::Kind>(field.value);
  }
  return message.ok();
}

bool read_trainer_spec(std::string_view bytes, SubwordModel& model) {
  Message message(bytes);
  for (Field field; message.next(field);)
    if (field.number == 3) model.type = static_cast<SubwordModel::Type>(field.value);
  return message.ok();
}

constexpr std::uint64_t kPieces = 1, kSelfTest = 4;  // fields of ModelProto

ProtobufMessage written(const SubwordModel::Piece& piece) {
  return ProtobufMessage()
      .bytes(1, piece.text)
      .f32(2, piece.score)
      .number(3, static_cast<std::int64_t>(piece.kind));
}

}  // namespace

const char* name_of(SubwordModel::Type type) {
  switch (type) {
    case SubwordModel::Type::unigram:
      return "unigram";
    case SubwordModel::Type::bpe:
      return "bpe";
    case SubwordModel::Type::word:
      return "word";
    case SubwordModel::Type::character:
      return "char";
  }
  return "unknown";
}

std::optional<SubwordModel> read_subword_model(std::string_view bytes) {
  SubwordModel model;
  Message message(bytes);
  bool ok = true;
  for (Field field; ok && message.next(field);) {
    if (field.number == 1) ok = read_piece(field.bytes, model.pieces.emplace_back());
    if (field.number == 2) ok = read_trainer_spec(field.bytes, model);
  }
  if (!ok || !message.ok() || model.pieces.empty()) return std::nullopt;
  return model;
}

// The other fields are copied as they lie. What the model tests itself with when it is loaded may be of
// other pieces, and is left out.
std::string with_pieces(std::string_view bytes, const std::vector<SubwordModel::Piece>& pieces) {
  ProtobufMessage model;
  for (const SubwordModel::Piece& piece : pieces)
    model.message(static_cast<int>(kPieces), written(piece));
  Message message(bytes);
  std::string_view before = message.rest();
  for (Field field; message.next(field); before = message.rest())
    if (field.number != kPieces && field.number != kSelfTest)
      model.append(before.substr(0, before.size() - message.rest().size()));
  return model.written();
}

}  // namespace nmt
