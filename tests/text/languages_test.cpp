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

LanguageSettings of_many(const std::string& source, const std::string& target) {
  LanguageSettings languages;
  languages.source = source;
  languages.target = target;
  languages.source_tag = "__{source}__";
  languages.target_tag = "2{target}";
  languages.among = {"en", "pt_BR", "tr"};
  return languages;
}

Error::Parts refused(const LanguageSettings& languages) {
  try {
    languages.validate();
    languages.require_chosen();
  } catch (const Error& error) {
    return error.parts();
  }
  return {};
}

TEST(LanguageSettings, MakeTokensAsTheModelWritesThem) {
  const LanguageSettings languages = of_many("EN", "pt-br");
  EXPECT_EQ(refused(languages).what, "");
  EXPECT_EQ(languages.source_token(), "__en__");
  EXPECT_EQ(languages.target_token(), "2pt_BR");
  EXPECT_TRUE(languages.of_many());
  EXPECT_FALSE((LanguageSettings{"en", "tr"}.of_many()));
  EXPECT_EQ((LanguageSettings{"en", "tr"}.source_token()), "");
}

TEST(LanguageSettings, OfManyHaveToBeChosen) {
  const Error::Parts open = refused(of_many("", ""));
  EXPECT_EQ(open.what, "the model translates between 3 languages, and which is not said");
  EXPECT_NE(open.fix.find("of: en, pt_BR, tr"), std::string::npos) << open.fix;
  // One that is always the same needs no choice.
  LanguageSettings fixed = of_many("", "");
  fixed.source_tag = "";
  fixed.target_tag = "<2tr>";
  EXPECT_EQ(refused(fixed).what, "");
  EXPECT_EQ(fixed.target_token(), "<2tr>");
  // A code may hold what stands for the other.
  fixed.target_tag = "{source}{target}{source}";
  fixed.source = "en", fixed.target = "tr";
  EXPECT_EQ(fixed.target_token(), "entren");
}

TEST(LanguageSettings, AreThoseOfTheModel) {
  const Error::Parts parts = refused(of_many("en", "tk"));
  EXPECT_EQ(parts.what, "languages.target is 'tk', which is none of the 3 languages of the model");
  EXPECT_EQ(parts.fix, "did you mean tr? There are: en, pt_BR, tr");
  EXPECT_EQ(refused(of_many("german", "tr")).fix, "write one of: en, pt_BR, tr");
  LanguageSettings many = of_many("xx", "yy");
  many.among.clear();
  for (int i = 0; i < 20; ++i) many.among.push_back("q" + std::to_string(i));
  EXPECT_NE(refused(many).fix.find("q11 and 8 more, which nmt info --config lists"),
            std::string::npos)
      << refused(many).fix;
}

}  // namespace
}  // namespace nmt
