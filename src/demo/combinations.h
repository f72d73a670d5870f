// The combinations of content words that a sentence makes; some of them are kept out of training.
#pragma once

#include <string>
#include <vector>

#include "demo/meaning.h"

namespace nmt {

// One text for each combination, of English words; he and she are the same. They are
//   verb + object, with the subject too where the verb has fewer than ten objects to choose from;
//   subject + verb where nothing stands for the object;
//   adjective + noun, before it or said of it, where the adjective goes with at least ten nouns;
//   owner + noun ("Ali's book"); possessor + thing ("Ali has a book"); thing + place; subject +
//   profession.
std::vector<std::string> combinations(const Meaning& meaning);

}  // namespace nmt
