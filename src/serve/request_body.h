// What comes of a request's body while it is read, within the server's limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/request_fields.h"

namespace nmt {

class RequestBody {
 public:
  // `parts`: those that are there before the body.
  RequestBody(std::int64_t most_bytes, std::vector<RequestPart> parts)
      : most_bytes_(static_cast<std::size_t>(most_bytes)), parts_(std::move(parts)) {}

  // Each is false once there is more than is taken.
  bool add(std::string_view bytes) {
    if (has_room(bytes.size())) body_ += bytes;
    return !too_long_;
  }
  // A part takes room even if it is empty.
  bool begin_part(const std::string& name, const std::string& file_name) {
    if (has_room(sizeof(RequestPart) + name.size() + file_name.size()))
      parts_.push_back({.name = name, .file_name = file_name, .content = {}});
    return !too_long_;
  }
  bool add_to_part(std::string_view bytes) {
    if (has_room(bytes.size())) parts_.back().content += bytes;
    return !too_long_;
  }

  bool too_long() const { return too_long_; }
  std::string take_body() { return std::move(body_); }
  std::vector<RequestPart> take_parts() { return std::move(parts_); }

 private:
  bool has_room(std::size_t more) {
    size_ += more;
    too_long_ = too_long_ || size_ > most_bytes_;
    return !too_long_;
  }

  const std::size_t most_bytes_;
  std::size_t size_ = 0;
  bool too_long_ = false;
  std::string body_;
  std::vector<RequestPart> parts_;
};

}  // namespace nmt
