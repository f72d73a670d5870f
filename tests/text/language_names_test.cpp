#include "text/language_names.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

TEST(LanguageNames, AreEnglish) {
  EXPECT_EQ(language_name("aa"), "Afar");  // the first
  EXPECT_EQ(language_name("de"), "German");
  EXPECT_EQ(language_name("zu"), "Zulu");  // the last
  EXPECT_EQ(language_name("ast"), "Asturian");
}

TEST(LanguageNames, TellScriptAndCountry) {
  EXPECT_EQ(language_name("pt-BR"), "Portuguese (Brazil)");
  EXPECT_EQ(language_name("zh-Hant"), "Chinese (Traditional)");
  EXPECT_EQ(language_name("de-1996"), "German (1996)");
}

TEST(LanguageNames, AreTheCodeWhereThereIsNone) {
  EXPECT_EQ(language_name("qqq"), "qqq");
  EXPECT_EQ(language_name("qqq-BR"), "qqq-BR");
  EXPECT_EQ(language_name(""), "");
}

}  // namespace
}  // namespace nmt
