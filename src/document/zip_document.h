// A document that is a zip archive, with documents in it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "document/document.h"
#include "document/zip_archive.h"

namespace nmt {

class ZipDocument : public Document {
 public:
  // name: of the file, for errors.
  ZipDocument(std::string content, const std::string& name)
      : name_(name), archive_(std::move(content), name) {}

  ZipArchive& archive() { return archive_; }
  // As errors name a file in it.
  std::string name_of(const std::string& file) const { return name_ + ":" + file; }
  // Its texts come behind those of the parts before it.
  void add(const std::string& file, std::unique_ptr<Document> part);

  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override;

 private:
  struct Part {
    std::string file;
    std::unique_ptr<Document> document;
  };
  std::string name_;
  ZipArchive archive_;
  std::vector<Part> parts_;
};

}  // namespace nmt
