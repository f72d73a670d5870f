#include "document/epub.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "document/xml_blocks.h"
#include "document/zip_document.h"

namespace nmt {
namespace {

constexpr const char* kContainer = "META-INF/container.xml";

// The title of a book, and the language that it says it is in.
class EpubPackage : public Document {
 public:
  EpubPackage(std::string content, const std::string& name) : xml_(std::move(content), name) {
    for (const XmlNode& node : xml_.nodes()) {
      if (node.kind != XmlNode::Kind::element || !xml_.space(node).ends_with("/dc/elements/1.1/"))
        continue;
      if (node.name == "language" && !node.closes_itself()) parts_.push_back({node.content});
      if (node.name != "title") continue;
      if (auto text = read_xml_text(xml_, node, rules_)) {
        parts_.push_back({text->range, texts_.size()});
        texts_.push_back(std::move(text->text));
        titles_.push_back(std::move(*text));
      }
    }
  }

  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override {
    std::vector<Replacement> written;
    for (const Part& part : parts_) {
      if (part.title == kLanguage && !languages.target.empty())
        written.push_back({part.range, xml_content(languages.target)});
      if (part.title == kLanguage || is_unchanged(texts_[part.title], translations[part.title]))
        continue;
      written.push_back({part.range, write_xml_text(titles_[part.title], rules_,
                                                    translations[part.title], [&](TextRange range) {
                                                      return std::string(xml_.raw(range));
                                                    })});
    }
    return with_replacements(xml_.content(), written);
  }

  const XmlDocument& xml() const { return xml_; }

 private:
  static constexpr std::size_t kLanguage = static_cast<std::size_t>(-1);
  struct Part {
    TextRange range;
    std::size_t title = kLanguage;  // index of texts
  };
  XmlDocument xml_;
  XmlRules rules_ = {.role = [](const XmlDocument&, const XmlNode&) { return XmlRole{}; },
                     .collapses = true};
  std::vector<Part> parts_;
  std::vector<XmlText> titles_;  // [texts]
};

// The table of contents of EPUB 2.
std::unique_ptr<Document> read_contents(std::string content, const std::string& name) {
  const XmlRules rules = {
      .role =
          [](const XmlDocument&, const XmlNode& node) {
            return XmlRole{node.name == "docAuthor" ? XmlRole::Kind::kept : XmlRole::Kind::block};
          },
      .collapses = true};
  return std::make_unique<XmlBlocks>(std::move(content), name, rules, "ncx");
}

std::string package_file(ZipDocument& book, const std::string& name) {
  if (book.archive().has(kContainer)) {
    const XmlDocument container(book.archive().read(kContainer), book.name_of(kContainer));
    for (const XmlNode& node : container.nodes())
      if (node.is_element("rootfile")) return container.attribute(node, "full-path");
  }
  throw Error({.what = "the archive holds no EPUB",
               .where = name,
               .fix = "say with --format_in which format it has"});
}

// Fonts are made hard to copy, and the book is read all the same; pages have a lock.
std::set<std::string> locked_files(ZipDocument& book) {
  constexpr const char* kEncryption = "META-INF/encryption.xml";
  std::set<std::string> locked;
  if (!book.archive().has(kEncryption)) return locked;
  const XmlDocument encryption(book.archive().read(kEncryption), book.name_of(kEncryption));
  for (const XmlNode& node : encryption.nodes())
    if (node.is_element("CipherReference"))
      locked.insert(path_in_archive("", encryption.attribute(node, "URI")));
  return locked;
}

void add_part(ZipDocument& book, const std::string& file, std::string_view type,
              const DocumentLanguages& languages) {
  const std::string name = book.name_of(file);
  if (type == "application/x-dtbncx+xml")
    book.add(file, read_contents(book.archive().read(file), name));
  else if (type == "application/xhtml+xml")
    book.add(file, find_format("html")->read(book.archive().read(file), name, languages));
}

std::unique_ptr<Document> read_epub(std::string content, const std::string& name,
                                    const DocumentLanguages& languages) {
  auto book = std::make_unique<ZipDocument>(std::move(content), name);
  const std::string package = package_file(*book, name);
  const std::set<std::string> locked = locked_files(*book);
  auto opf = std::make_unique<EpubPackage>(book->archive().read(package), book->name_of(package));
  const XmlDocument& xml = opf->xml();
  const ZipDocument& named = *book;
  book->add(package, std::move(opf));
  std::set<std::string> added = {package};
  for (const XmlNode& node : xml.nodes()) {
    if (!node.is_element("item")) continue;
    const std::string file = path_in_archive(package, xml.attribute(node, "href"));
    if (!book->archive().has(file) || !added.insert(file).second) continue;
    if (locked.contains(file))
      throw Error({.what = "it is encrypted",
                   .where = named.name_of(file),
                   .fix = "give a book without a lock"});
    add_part(*book, file, xml.attribute(node, "media-type"), languages);
  }
  return book;
}

// %20
std::string without_percents(std::string_view reference) {
  std::string path;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto digit = [&](std::size_t at) {
      return at < reference.size() ? kDigits.find(static_cast<char>(reference[at] | 0x20))
                                   : std::string_view::npos;
    };
    const std::size_t high = digit(i + 1), low = digit(i + 2);
    if (reference[i] == '%' && high != std::string_view::npos && low != std::string_view::npos) {
      path += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      path += reference[i];
    }
  }
  return replace_invalid_utf8(path);
}

}  // namespace

std::string path_in_archive(std::string_view file, std::string_view reference) {
  const std::size_t slash = file.rfind('/');
  std::string path(slash == std::string_view::npos ? "" : file.substr(0, slash + 1));
  path += without_percents(reference.substr(0, reference.find_first_of("?#")));
  std::vector<std::string_view> folders;
  for (std::string_view rest = path; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part == ".." && !folders.empty()) folders.pop_back();
    if (!part.empty() && part != "." && part != "..") folders.push_back(part);
  }
  std::string plain;
  for (const std::string_view part : folders)
    plain += (plain.empty() ? "" : "/") + std::string(part);
  return plain;
}

DocumentFormat epub_format() { return {.name = "epub", .suffixes = {".epub"}, .read = read_epub}; }

}  // namespace nmt
