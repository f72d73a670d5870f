// The file that --output names. Lines go to FILE.partial, which takes the name FILE when all are
// there; a run that was cut off can be continued behind its last whole line, with what it was made with.
// FILE.partial is plain text in any case, so that it has whole lines whenever a run is cut off; a FILE
// that ends in .gz is packed at the end.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/descriptor.h"
#include "decode/lines.h"
#include "decode/output.h"
#include "train/setting_texts.h"

namespace nmt {

class TranslationFile {
 public:
  // `resume` continues what FILE.partial holds, and begins where there is none.
  enum class Start { fresh, resume };

  // A device or a pipe is written to as it is. Throws Error where nothing can be made, where `start`
  // is fresh but FILE.partial holds what another run has done, and where it is resumed with another
  // origin (translation_origin.h).
  TranslationFile(const std::string& path, OutputFormat format, Start start,
                  const SettingTexts& origin);
  TranslationFile(const TranslationFile&) = delete;
  TranslationFile& operator=(const TranslationFile&) = delete;
  // Keeps FILE.partial when it holds anything.
  ~TranslationFile();

  DescriptorSink& sink() { return *sink_; }
  // The lines of the input that FILE.partial answered at the start.
  std::int64_t lines() const { return lines_; }
  // Where the lines are before commit(); empty for a device or a pipe.
  const std::string& partial() const { return partial_; }
  // After the last line. Throws Error.
  void commit();

 private:
  void open_special();
  void open_partial();
  void pack();
  void refuse_to_pack_stream() const;
  void refuse_to_lose_lines() const;
  void keep_whole_lines(OutputFormat format);

  std::string path_, target_, partial_;
  Descriptor file_;
  std::int64_t lines_ = 0;
  std::unique_ptr<DescriptorSink> sink_;
};

}  // namespace nmt
