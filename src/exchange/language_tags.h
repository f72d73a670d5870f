// Tokens such as >>fra<<, by which a model is told what it translates into.
#pragma once

#include <set>
#include <string>

#include "exchange/foreign_model.h"
#include "exchange/token_rows.h"

namespace nmt {

// Pieces of the form >>xxx<<.
std::set<std::string> language_tags_of(const ForeignVocabulary& vocabulary);

// Tells the user to choose one of them, where there are any.
void note_language_tags(const std::set<std::string>& tags, ForeignModel& model);

}  // namespace nmt
