// Where the lines to translate come from. Knows whether a line is there without waiting for it, so
// that a conversation is answered line by line and a file is read by the windowful.
#pragma once

#include <istream>
#include <string>

namespace nmt {

class LineSource {
 public:
  virtual ~LineSource() = default;
  // The next line without its LF or CR LF; false at the end. Waits for the line. A last line needs
  // no LF.
  virtual bool next(std::string& line) = 0;
  // Whether next() would answer at once.
  virtual bool ready() = 0;
};

// A file descriptor: a file, a pipe or a terminal. Closing it is the caller's.
class DescriptorLines : public LineSource {
 public:
  explicit DescriptorLines(int descriptor) : descriptor_(descriptor) {}
  bool next(std::string& line) override;
  bool ready() override;

 private:
  bool has_line();
  void fill();

  int descriptor_;
  std::string buffer_;
  std::size_t begin_ = 0,
              searched_ = 0;  // into buffer_: where the next line begins; no LF before `searched_`
  bool ended_ = false;
};

// A stream that never keeps its reader waiting, such as a file.
class StreamLines : public LineSource {
 public:
  explicit StreamLines(std::istream& stream) : stream_(&stream) {}
  bool next(std::string& line) override;
  bool ready() override { return true; }

 private:
  std::istream* stream_;
};

}  // namespace nmt
