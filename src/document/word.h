// Word documents (Office Open XML, .docx).
#pragma once

#include "document/document.h"

namespace nmt {

// Texts are the paragraphs of the document, its headers, footers, notes and comments.
DocumentFormat word_format();

// One file of such a document. name: for errors.
std::unique_ptr<Document> read_word_part(std::string content, const std::string& name);

}  // namespace nmt
