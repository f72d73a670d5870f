#include "cli/translation_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "base/format.h"
#include "cli/translation_origin.h"
#include "text/line_reader.h"
#include "text/text_writer.h"

namespace nmt {
namespace {

constexpr const char* kMakeRoom = "make room on its disk (df -h), then continue with --resume";

// A pipe, a terminal or something like /dev/null.
bool is_special(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

// Where the links that begin at `path` lead.
std::string followed(const std::string& path) {
  std::error_code unknown;
  const std::filesystem::path place = std::filesystem::weakly_canonical(path, unknown);
  return unknown ? path : place.string();
}

// How many lines of input a file answers, and how many of its bytes those answers are.
struct Answers {
  std::int64_t lines = 0, bytes = 0;
};

// `whole` over one further line. Where a line of input has several answers, the last group may lack
// some, so that it counts only when another follows.
void count_line(std::string_view line, OutputFormat format, std::int64_t end, Answers& whole) {
  if (format == OutputFormat::text || format == OutputFormat::json) {
    whole = {whole.lines + 1, end};
    return;
  }
  const std::int64_t number = answered_number(line, format);
  if (number > whole.lines + 1) whole = {number - 1, end - static_cast<std::int64_t>(line.size())};
}

Answers whole_answers(const std::string& path, OutputFormat format) {
  Answers whole;
  std::int64_t end = 0;
  std::string line;
  BlockReader blocks(path);
  for (std::string_view block = blocks.next(); !block.empty(); block = blocks.next()) {
    while (!block.empty()) {
      const std::size_t size = std::min(block.find('\n'), block.size() - 1) + 1;
      line += block.substr(0, size);
      block.remove_prefix(size);
      if (!line.ends_with('\n')) continue;
      end += static_cast<std::int64_t>(line.size());
      count_line(line, format, end, whole);
      line.clear();
    }
  }
  return whole;
}

}  // namespace

TranslationFile::TranslationFile(const std::string& path, OutputFormat form, Start start,
                                 const SettingTexts& origin)
    : path_(path) {
  if (is_special(path)) {
    refuse_to_pack_stream();
    open_special();
    sink_ = std::make_unique<DescriptorSink>(file_.number(), path, "make room there: df -h");
  } else {
    target_ = followed(path);
    partial_ = target_ + ".partial";
    open_partial();
    sink_ = std::make_unique<DescriptorSink>(file_.number(), path + ".partial", kMakeRoom);
  }
  if (partial_.empty()) return;
  if (start == Start::fresh) {
    refuse_to_lose_lines();
  } else {
    if (size_of(file_) > 0) require_same_origin(partial_, path + ".partial", origin);
    keep_whole_lines(form);
  }
  write_origin(partial_, origin);
}

TranslationFile::~TranslationFile() {
  if (!file_.is_open() || partial_.empty() || size_of(file_) > 0) return;
  unlink(partial_.c_str());
  unlink(origin_path(partial_).c_str());
}

void TranslationFile::open_special() {
  file_ = open_descriptor(path_, O_WRONLY);
  if (file_.is_open()) return;
  throw Error({.what = "the output cannot be opened: " + std::generic_category().message(errno),
               .where = "--output " + path_,
               .fix = "name a file, or a pipe or a device that you may write to"});
}

void TranslationFile::open_partial() {
  const bool is_folder = std::filesystem::is_directory(path_);
  if (!is_folder) file_ = open_descriptor(partial_, O_RDWR | O_CREAT);
  if (!file_.is_open())
    throw Error(
        {.what = is_folder ? "the output is a folder" : "the output file cannot be made",
         .where = "--output " + path_,
         .fix = is_folder ? "name a file in it" : "check that its folder exists and is yours"});
  if (take_lock(file_, LockWait::no)) return;
  file_.close();
  throw Error({.what = "another process is writing the file",
               .where = "--output " + path_,
               .fix = "wait until it has ended, or name another file",
               .kind = Error::Kind::runtime});
}

void TranslationFile::refuse_to_pack_stream() const {
  if (!is_packed_name(path_)) return;
  throw Error({.what = "a pipe or a device takes the lines as they come, which cannot be packed",
               .where = "--output " + path_,
               .fix = "leave --output out, and pack what is written: nmt translate | gzip"});
}

void TranslationFile::refuse_to_lose_lines() const {
  if (size_of(file_) == 0) return;
  throw Error({.what = format("{}.partial holds what a run that did not end has translated", path_),
               .where = "--output " + path_,
               .fix = format("continue it with --resume, or start over: rm {}.partial", path_)});
}

void TranslationFile::keep_whole_lines(OutputFormat form) {
  const Answers whole = whole_answers(partial_, form);
  lines_ = whole.lines;
  if (ftruncate(file_.number(), whole.bytes) == 0 && lseek(file_.number(), 0, SEEK_END) >= 0)
    return;
  throw Error({.what = "the lines that are there cannot be continued",
               .where = path_ + ".partial",
               .fix = "check that it is a file of yours: ls -la",
               .kind = Error::Kind::runtime});
}

void TranslationFile::pack() {
  TextWriter packed(target_);
  BlockReader blocks(partial_);
  for (std::string_view block = blocks.next(); !block.empty(); block = blocks.next())
    packed.write(block);
  packed.commit();
  unlink(partial_.c_str());
  unlink(origin_path(partial_).c_str());
  file_.close();
}

void TranslationFile::commit() {
  if (!partial_.empty() && is_packed_name(path_)) return pack();
  const bool is_file = !partial_.empty();
  errno = is_file ? sync_to_disk(file_) : 0;
  const bool kept = errno == 0;
  if (kept && (!is_file || std::rename(partial_.c_str(), target_.c_str()) == 0)) {
    file_.close();
    if (is_file) unlink(origin_path(partial_).c_str());
    return;
  }
  throw Error({.what = "the translations cannot be kept: " + std::generic_category().message(errno),
               .where = path_,
               .fix = kMakeRoom,
               .kind = Error::Kind::runtime});
}

}  // namespace nmt
