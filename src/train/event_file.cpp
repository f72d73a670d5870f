#include "train/event_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/log.h"
#include "base/protobuf.h"

namespace nmt {
namespace {

std::array<std::uint32_t, 256> crc_table() {
  constexpr std::uint32_t kCastagnoli = 0x82F63B78;
  std::array<std::uint32_t, 256> table;
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ (rest & 1 ? kCastagnoli : 0);
    table[byte] = rest;
  }
  return table;
}

template <class Number>
std::string raw(Number number) {
  static_assert(std::endian::native == std::endian::little);
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Event {wall_time = 1, step = 2, and one of file_version = 3, summary = 5, session_log = 7}.
ProtobufMessage event(std::int64_t step) {
  return ProtobufMessage().f64(1, seconds_now()).number(2, step);
}

// Summary {value = 1: {tag = 1, simple_value = 2}}.
ProtobufMessage summary(const std::vector<Scalar>& scalars) {
  ProtobufMessage values;
  for (const Scalar& scalar : scalars)
    values.message(1,
                   ProtobufMessage().bytes(1, scalar.tag).f32(2, static_cast<float>(scalar.value)));
  return values;
}

}  // namespace

std::uint32_t masked_crc32c(std::string_view bytes) {
  static const std::array<std::uint32_t, 256> table = crc_table();
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(byte)) & 0xFF];
  }
  return std::rotr(~crc, 15) + 0xA282EAD8;
}

// Names sort by time; the process tells two of the same second apart.
EventFile::EventFile(const std::string& folder, std::int64_t first_step) {
  path_ = format("{}/events.out.tfevents.{:010}.{}.nmt", folder,
                 static_cast<std::int64_t>(seconds_now()), getpid());
  try {
    make_folder(folder);
  } catch (const Error& error) {
    log_warning(format("no curves for TensorBoard: {}", error.parts().what));
    return;
  }
  file_ = open_descriptor(path_, O_WRONLY | O_APPEND | O_CREAT);
  if (!file_.is_open()) {
    warn();
    return;
  }
  append(event(0).bytes(3, "brain.Event:2").written());
  constexpr int kStart = 1;  // SessionLog {status = 1}: events from this step on are void
  append(event(first_step).message(7, ProtobufMessage().number(1, kStart)).written());
}

void EventFile::add(std::int64_t step, const std::vector<Scalar>& scalars) {
  append(event(step).message(5, summary(scalars)).written());
}

// A record: length, its checksum, the bytes, their checksum.
void EventFile::append(const std::string& bytes) {
  if (!file_.is_open()) return;
  const std::string length = raw(static_cast<std::uint64_t>(bytes.size()));
  const std::string record =
      length + raw(masked_crc32c(length)) + bytes + raw(masked_crc32c(bytes));
  const auto size = static_cast<ssize_t>(record.size());
  if (write(file_.number(), record.data(), record.size()) == size) return;
  warn();
  file_.close();
}

void EventFile::warn() const {
  log_warning(format("{} cannot be written ({}): no more curves for TensorBoard in this session",
                     path_, std::strerror(errno)));
}

}  // namespace nmt
