#include "text/languages.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace nmt {
namespace {

std::string refusal(const std::string& source, const std::string& target) {
  try {
    LanguageSettings{source, target}.validate();
  } catch (const Error& error) {
    return error.parts().what;
  }
  return "";
}

TEST(LanguageSettings, AreBothOrNeither) {
  EXPECT_EQ(refusal("", ""), "");
  EXPECT_EQ(refusal("en", "tr"), "");
  EXPECT_EQ(refusal("pt-BR", "zh-Hans-CN"), "");
  EXPECT_EQ(refusal("en", ""), "languages.source is set without languages.target");
  EXPECT_EQ(refusal("", "tr"), "languages.target is set without languages.source");
}

TEST(LanguageSettings, AreCodes) {
  for (const char* wrong : {"1en", "en_US", "e n", "-en", "en-",
                            "t\xC3\xBCrk\xC3\xA7"
                            "e",
                            "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"})
    EXPECT_EQ(refusal("en", wrong),
              std::string("languages.target is '") + wrong + "', which is no code of a language");
}

}  // namespace
}  // namespace nmt
