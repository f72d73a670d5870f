// Where the lines to translate come from. Tells whether a line is there without waiting for it, so
// that a conversation is answered line by line and a file is read by the windowful.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace nmt {

class LineSource {
 public:
  virtual ~LineSource() = default;
  // The next line without its LF or CR LF; false at the end. Waits for it. The last line needs no
  // LF; a byte order mark at the beginning of the input is dropped. Throws Error.
  virtual bool next(std::string& line) = 0;
  // Whether next() would answer at once.
  virtual bool ready() = 0;
};

// A file descriptor: a file, a pipe or a terminal. Closing it is the caller's.
class DescriptorLines : public LineSource {
 public:
  // `name` stands for the input in messages.
  explicit DescriptorLines(int descriptor, std::string name = "standard input")
      : descriptor_(descriptor), name_(std::move(name)) {}
  bool next(std::string& line) override;
  bool ready() override;

 private:
  bool has_line();
  void fill();

  int descriptor_;
  std::string name_, buffer_;
  std::size_t begin_ = 0;     // of the next line
  std::size_t searched_ = 0;  // before it is no LF
  std::int64_t line_number_ = 0;
  bool ended_ = false;
};

}  // namespace nmt
