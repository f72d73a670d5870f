#include "document/subtitles.h"

#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "document/sentence_rules.h"
#include "document/source_file.h"
#include "document/spliced_document.h"
#include "document/subtitle_text.h"
#include "document/subtitle_writer.h"

namespace nmt {
namespace {

class Subtitles : public SplicedDocument {
 public:
  Subtitles(std::string bytes, const std::string& name, SubtitleKind kind,
            const DocumentLanguages& languages)
      : SplicedDocument(std::move(bytes)), kind_(kind) {
    require_utf8(content(), name);
    const std::vector<CuePart> parts = cue_parts(content(), kind);
    if (parts.empty()) refuse_what_is_none(name);
    const std::string language = main_language(languages.source);
    LineCounter lines(content());
    constexpr std::size_t kMostCues = 10;
    for (std::size_t first = 0; first < parts.size();) {
      std::size_t end = first + 1;
      while (end < parts.size() && end < first + kMostCues &&
             goes_on(content(), parts[end - 1], parts[end], language))
        ++end;
      SubtitleText text =
          subtitle_text(content(), std::span(parts).subspan(first, end - first), kind);
      first = end;
      if (text.text.text.empty()) continue;
      text.text.place = format("line {}", lines.line_of(text.place.begin));
      add(text.text, text.place);
      subtitles_.push_back(std::move(text));
    }
  }

 protected:
  std::string written(std::size_t index, const TranslatedText& translation,
                      const DocumentLanguages&) const override {
    return written_subtitle(subtitles_[index], translation, kind_);
  }

 private:
  void refuse_what_is_none(const std::string& name) const {
    const bool webvtt = kind_ == SubtitleKind::webvtt;
    const std::string_view first =
        content().starts_with("\uFEFF") ? content().substr(3) : content();
    if (webvtt ? first.starts_with("WEBVTT") : first.find_first_not_of(" \t\r\n") == first.npos)
      return;
    throw Error(
        {.what =
             webvtt
                 ? "these are no WebVTT subtitles: they begin with no line WEBVTT and have no cue"
                 : "these are no SubRip subtitles: no line has the times of a cue",
         .where = name,
         .fix = webvtt
                    ? "begin the file with WEBVTT, and cues with lines as 00:01.000 --> 00:02.000"
                    : "begin cues with lines as 00:00:01,000 --> 00:00:02,000"});
  }

  SubtitleKind kind_;
  std::vector<SubtitleText> subtitles_;  // [texts]
};

template <SubtitleKind kind>
std::unique_ptr<Document> read_subtitles(std::string content, const std::string& name,
                                         const DocumentLanguages& languages) {
  return std::make_unique<Subtitles>(std::move(content), name, kind, languages);
}

}  // namespace

DocumentFormat subrip_format() {
  return {.name = "srt", .suffixes = {".srt"}, .read = read_subtitles<SubtitleKind::subrip>};
}

DocumentFormat webvtt_format() {
  return {.name = "vtt", .suffixes = {".vtt"}, .read = read_subtitles<SubtitleKind::webvtt>};
}

}  // namespace nmt
