#include "document/po.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/text_width.h"
#include "base/utf8.h"
#include "document/format_directives.h"
#include "document/plain_text.h"
#include "document/plural_forms.h"
#include "document/po_entries.h"
#include "document/po_header.h"
#include "document/source_file.h"
#include "document/spliced_document.h"

namespace nmt {
namespace {

// A msgid or msgid_plural: a text with paragraphs of its own, whose directives are tags.
struct PoMessage {
  std::unique_ptr<Document> lines;
  std::size_t first = 0, count = 0;  // texts of the catalogue
};

struct PoTask {
  std::size_t entry = 0;
  PoMessage one, many;  // many: of a message with plural forms
};

class PoCatalogue : public Document {
 public:
  PoCatalogue(std::string bytes, const std::string& name, const DocumentLanguages& languages)
      : content_(std::move(bytes)) {
    require_utf8(content_, name);
    entries_ = po_entries(content_, name);
    read_header(name);
    read_style();
    LineCounter lines(content_);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const PoEntry& entry = entries_[i];
      const std::size_t line = lines.line_of(entry.begin);
      if (entry.is_header() || entry.is_translated()) continue;
      if (find_invalid_utf8(entry.id + entry.plural.value_or("")) != std::string::npos) continue;
      PoTask task{.entry = i, .one = {}, .many = {}};
      task.one = add_message(entry.id, entry, line, languages);
      if (entry.plural) task.many = add_message(*entry.plural, entry, line, languages);
      if (task.one.count + task.many.count > 0) tasks_.push_back(std::move(task));
    }
  }

  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override {
    std::vector<Edit> edits;
    const std::string header = with_language(header_ ? header_->translations.at(0) : "", languages);
    const auto forms = PluralForms::of_header(po_header_field(header, "Plural-Forms"));
    for (const PoTask& task : tasks_)
      if (!is_same(task, translations)) add_edits(task, translations, *forms, edits);
    if (!edits.empty()) add_header(header, edits);
    return edited(std::move(edits));
  }

 private:
  struct Edit {
    TextRange range;
    std::string bytes;
  };

  void read_header(const std::string& name) {
    const auto header = std::find_if(entries_.begin(), entries_.end(),
                                     [](const PoEntry& entry) { return entry.is_header(); });
    if (header == entries_.end()) return;
    header_ = &*header;
    const std::string_view type = po_header_field(header->translations.at(0), "Content-Type");
    const std::size_t at = type.find("charset=");
    if (at == std::string_view::npos) return;
    std::string charset(type.substr(at + std::string_view("charset=").size()));
    for (char& c : charset) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    constexpr std::string_view kKnown[] = {"UTF-8", "UTF8", "CHARSET", "ASCII", "US-ASCII", ""};
    if (std::find(std::begin(kKnown), std::end(kKnown), charset) != std::end(kKnown)) return;
    throw Error({.what = format("the catalogue is in {}, not in UTF-8", without_controls(charset)),
                 .where = line_in_file(content_, header->begin, name),
                 .fix = format("convert it: msgconv -t UTF-8 {0} -o {0}.utf8", name)});
  }
  // As the lines are that are there.
  void read_style() {
    const std::size_t end = content_.find('\n');
    if (end != std::string::npos && end > 0 && content_[end - 1] == '\r') end_of_line_ = "\r\n";
    constexpr std::size_t kWrapped = 100;  // bytes
    for (std::size_t at = 0; wraps_ && at < content_.size();) {
      const std::size_t next = std::min(content_.find('\n', at), content_.size());
      wraps_ = next - at < kWrapped || content_[at] == '#' ||
               std::string_view(content_).substr(at, next - at).find(' ') == std::string_view::npos;
      at = next + 1;
    }
  }

  PoMessage add_message(const std::string& value, const PoEntry& entry, std::size_t line,
                        const DocumentLanguages& languages) {
    PoMessage message{.lines = plain_text_format().read(value, "", languages)};
    message.first = texts_.size();
    message.count = message.lines->texts().size();
    for (DocumentText text : message.lines->texts()) {
      for (const TextRange range : format_directives(text.text, entry.flags))
        text.tags.push_back({.range = range});
      text.place = format("line {}", line);
      texts_.push_back(std::move(text));
    }
    return message;
  }

  bool is_same(const PoTask& task, std::span<const TranslatedText> translations) const {
    const auto same = [&](const PoMessage& message) {
      for (std::size_t i = message.first; i < message.first + message.count; ++i)
        if (!is_unchanged(texts_[i], translations[i])) return false;
      return true;
    };
    return same(task.one) && same(task.many);
  }

  void add_edits(const PoTask& task, std::span<const TranslatedText> translations,
                 const PluralForms& forms, std::vector<Edit>& edits) const {
    const PoEntry& entry = entries_[task.entry];
    if (entry.flags_line.size() == 0)
      edits.push_back({{entry.begin, entry.begin}, "#, fuzzy" + end_of_line_});
    else if (!entry.has_flag("fuzzy"))
      edits.push_back({{entry.flags_line.begin, entry.flags_line.begin + 2}, "#, fuzzy,"});
    const std::string one = translated(task.one, translations, entry.flags);
    std::string strings;
    if (!entry.plural) {
      strings = po_strings("msgstr", one, wraps_, end_of_line_);
    } else {
      const std::string many = translated(task.many, translations, entry.flags);
      // A number may be left out only where the form is for one number.
      const bool one_fits =
          !forms.one_is_others_too() || format_directives(entry.id, entry.flags).size() ==
                                            format_directives(*entry.plural, entry.flags).size();
      for (std::size_t form = 0; form < forms.count(); ++form) {
        const bool is_one = form == forms.of_one() && one_fits;
        strings += form == 0 ? "" : end_of_line_;
        strings +=
            po_strings(format("msgstr[{}]", form), is_one ? one : many, wraps_, end_of_line_);
      }
    }
    edits.push_back({entry.translations_range, std::move(strings)});
  }

  std::string translated(const PoMessage& message, std::span<const TranslatedText> translations,
                         std::span<const std::string> flags) const {
    std::vector<std::string> directives;
    std::vector<std::size_t> order;
    for (std::size_t i = message.first; i < message.first + message.count; ++i) {
      for (const PlacedTag& tag : translations[i].tags)
        order.push_back(directives.size() + tag.index);
      for (const InlineTag& tag : texts_[i].tags)
        directives.emplace_back(in_range(texts_[i].text, tag.range));
    }
    const std::vector<std::string> placed = reordered(directives, order, flags);
    std::vector<TranslatedText> lines;
    auto directive = placed.begin();
    for (std::size_t i = message.first; i < message.first + message.count; ++i) {
      std::string& line = lines.emplace_back().text;
      const std::string_view text = translations[i].text;
      std::size_t at = 0;
      for (const PlacedTag& tag : translations[i].tags) {
        line += text.substr(at, tag.range.begin - at);
        line += *directive++;
        at = tag.range.end;
      }
      line += text.substr(at);
    }
    return message.lines->write(lines, {});
  }

  // What is machine made is fuzzy, but the header must not be: msgfmt would leave it out.
  void add_header(const std::string& header, std::vector<Edit>& edits) const {
    const std::string strings = po_strings("msgstr", header, wraps_, end_of_line_);
    if (!header_) {
      constexpr std::string_view kByteOrderMark = "\uFEFF";
      const std::size_t begin = content_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
      const std::string entry = "msgid \"\"" + end_of_line_ + strings + end_of_line_ + end_of_line_;
      edits.insert(edits.begin(), {{begin, begin}, entry});
      return;
    }
    if (header_->has_flag("fuzzy") && header_->flags.size() == 1)
      edits.push_back({header_->flags_line, "#"});
    if (header != header_->translations[0]) edits.push_back({header_->translations_range, strings});
  }

  std::string edited(std::vector<Edit> edits) const {
    std::stable_sort(edits.begin(), edits.end(),
                     [](const Edit& a, const Edit& b) { return a.range.begin < b.range.begin; });
    std::string bytes;
    std::size_t at = 0;
    for (const Edit& edit : edits) {
      bytes += in_range(content_, {at, edit.range.begin});
      bytes += edit.bytes;
      at = edit.range.end;
    }
    return bytes += std::string_view(content_).substr(at);
  }

  std::string content_;
  std::vector<PoEntry> entries_;
  const PoEntry* header_ = nullptr;  // of entries_
  std::vector<PoTask> tasks_;
  bool wraps_ = true;
  std::string end_of_line_ = "\n";
};

}  // namespace

DocumentFormat po_format() {
  return {.name = "po",
          .suffixes = {".po", ".pot"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages& languages) -> std::unique_ptr<Document> {
            return std::make_unique<PoCatalogue>(std::move(content), name, languages);
          }};
}

}  // namespace nmt
