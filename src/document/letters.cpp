#include "document/letters.h"

#include <unicode/ucasemap.h>
#include <unicode/uchar.h>

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "document/characters.h"

namespace nmt {
namespace {

void require(UErrorCode code) {
  if (U_SUCCESS(code)) return;
  throw Error({.what = format("the case of letters cannot be changed: {}", u_errorName(code)),
               .where = "ICU",
               .fix = "install ICU anew",
               .kind = Error::Kind::runtime});
}

// utf8: ucasemap_utf8ToLower or its like.
template <class Change>
std::string changed(std::string_view text, const UCaseMap* map, Change change) {
  std::string result(text.size() + 16, '\0');
  for (;;) {
    UErrorCode code = U_ZERO_ERROR;
    const int32_t size = change(map, result.data(), static_cast<int32_t>(result.size()),
                                text.data(), static_cast<int32_t>(text.size()), &code);
    const bool fits = code != U_BUFFER_OVERFLOW_ERROR;
    if (fits) require(code);
    result.resize(static_cast<std::size_t>(size));
    if (fits) return result;
  }
}

}  // namespace

bool is_word_character(char32_t c) {
  constexpr std::uint32_t kInside = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & kInside) != 0;
}

bool is_capital_letter(char32_t c) {
  return u_isupper(static_cast<UChar32>(c)) != 0 || u_istitle(static_cast<UChar32>(c)) != 0;
}

bool is_small_letter(char32_t c) { return u_islower(static_cast<UChar32>(c)) != 0; }

struct LetterCase::Map {
  struct Close {
    void operator()(UCaseMap* map) const { ucasemap_close(map); }
  };
  std::unique_ptr<UCaseMap, Close> of;
};

LetterCase::LetterCase(std::string_view language) {
  UErrorCode code = U_ZERO_ERROR;
  auto map = std::make_unique<Map>();
  map->of.reset(ucasemap_open(std::string(language).c_str(), 0, &code));
  require(code);
  map_ = std::move(map);
}
LetterCase::LetterCase(LetterCase&&) noexcept = default;
LetterCase::~LetterCase() = default;

std::string LetterCase::in_small(std::string_view text) const {
  return changed(text, map_->of.get(), ucasemap_utf8ToLower);
}

std::string LetterCase::in_capitals(std::string_view text) const {
  return changed(text, map_->of.get(), ucasemap_utf8ToUpper);
}

std::string LetterCase::capitalised(std::string_view text) const {
  const std::size_t first = text.empty() ? 0 : std::min(character_size(text[0]), text.size());
  return in_capitals(text.substr(0, first)) + std::string(text.substr(first));
}

}  // namespace nmt
