// Words by MeCab, with a dictionary of a few words that is compiled here.
#include "eval/tokenizer_mecab.h"

#include "text/text_files.h"

#ifdef NMT_MECAB
#include <mecab.h>

#include <vector>

#include "eval/tokenizers.h"

namespace nmt {
namespace {

constexpr const char* kDicrc =
    "cost-factor = 800\n"
    "bos-feature = BOS/EOS\n"
    "eval-size = 1\n"
    "unk-eval-size = 1\n"
    "config-charset = UTF-8\n";

class MecabTest : public TextFilesTest {
 protected:
  // `ab` is cheaper than `a` and `b`, as long as no space before it costs anything.
  std::string dictionary(const std::string& dicrc, const std::string& charset = "UTF-8") const {
    file("dicrc", dicrc);
    file("matrix.def", "1 1\n0 0 0\n");
    file("char.def", "DEFAULT 0 0 1\nSPACE 0 1 0\n0x0020 SPACE\n");
    file("unk.def", "DEFAULT,0,0,9000,other\nSPACE,0,0,9000,other\n");
    file("pos-id.def", "noun 1\nparticle 7\nother 9\n");
    file("words.csv", "ab,0,0,100,particle\na,0,0,500,noun\nb,0,0,500,noun\n");
    std::vector<std::string> words = {
        "mecab-dict-index", "-d", folder_, "-o", folder_, "-f", "UTF-8", "-t", charset};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    testing::internal::CaptureStdout();
    const int failed = mecab_dict_index(static_cast<int>(arguments.size()), arguments.data());
    const std::string said = testing::internal::GetCapturedStdout();
    EXPECT_EQ(failed, 0) << said;
    return folder_;
  }
};

std::string tokenized(const MetricTokenizer& tokenizer, std::string line) {
  tokenizer.tokenize(line);
  return line;
}

TEST_F(MecabTest, SplitsJapanese) {
  const MetricTokenizer tokenizer = japanese_tokenizer(dictionary(kDicrc));
  EXPECT_TRUE(tokenizer.signature.starts_with("ja-mecab-"));
  EXPECT_TRUE(tokenizer.signature.ends_with("-3-words"));
  EXPECT_EQ(tokenized(tokenizer, "abba"), "ab b a");
  EXPECT_EQ(tokenized(tokenizer, "a ab"), "a ab");
  EXPECT_EQ(tokenized(tokenizer, "日aab"), "日 a ab");
  EXPECT_EQ(tokenized(tokenizer, ""), "");
}

// The same dictionary with the setting that makes it Korean.
TEST_F(MecabTest, SplitsKoreanWithTheCostsOfSpaces) {
  const std::string penalties = "left-space-penalty-factor = 1,10,7,3000\n";
  const MetricTokenizer tokenizer = korean_tokenizer(dictionary(kDicrc + penalties));
  EXPECT_NE(tokenizer.signature.find("/ko-"), std::string::npos);
  EXPECT_EQ(tokenized(tokenizer, "abba"), "ab b a");
  EXPECT_EQ(tokenized(tokenizer, "a ab"), "a a b");
  EXPECT_EQ(tokenized(tokenizer, "한ab ab  "), "한 ab a b");
  EXPECT_EQ(tokenized(tokenizer, ""), "");
}

TEST_F(MecabTest, IsFoundByItsName) {
  const std::string penalties = "left-space-penalty-factor = 1,10,7,3000\n";
  const std::string folder = dictionary(kDicrc + penalties);
  const MetricTokenizer japanese = metric_tokenizer("ja-mecab:" + folder);
  EXPECT_EQ(japanese.signature, japanese_tokenizer(folder).signature);
  EXPECT_EQ(tokenized(japanese, " a ab  "), "a ab");
  const MetricTokenizer korean = metric_tokenizer("ko-mecab:" + folder);
  EXPECT_EQ(korean.signature, korean_tokenizer(folder).signature);
  EXPECT_EQ(tokenized(korean, " a ab  "), "a a b");
}

TEST_F(MecabTest, RefusesADictionaryThatIsNotKorean) {
  const std::string folder = dictionary(kDicrc);
  EXPECT_EQ(error_of([&] { korean_tokenizer(folder); }).what,
            "this MeCab dictionary is not Korean: its dicrc has no left-space-penalty-factor");
}

TEST_F(MecabTest, RefusesADictionaryThatIsNotInUtf8) {
  const std::string folder = dictionary(kDicrc, "EUC-JP");
  const Error::Parts error = error_of([&] { japanese_tokenizer(folder); });
  EXPECT_EQ(error.what, "this MeCab dictionary is written in EUC-JP, not UTF-8");
  EXPECT_EQ(error.where, folder + "/sys.dic");
}

TEST_F(MecabTest, RefusesAFolderWithoutADictionary) {
  const Error::Parts error = error_of([&] { japanese_tokenizer(folder_); });
  EXPECT_EQ(error.what, "no MeCab dictionary here: there is no file sys.dic");
  EXPECT_EQ(error.where, folder_);
  EXPECT_NE(error.fix.find("mecab-ipadic-utf8"), std::string::npos);
}

TEST_F(MecabTest, RefusesADamagedDictionary) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "MeCab itself loses memory where it refuses a dictionary";
#endif
  const std::string folder = dictionary(kDicrc);
  file("sys.dic", "damaged");
  const Error::Parts error = error_of([&] { japanese_tokenizer(folder); });
  EXPECT_TRUE(error.what.starts_with("MeCab cannot start: ")) << error.what;
  EXPECT_EQ(error.where, folder);
}

}  // namespace
}  // namespace nmt

#else

namespace nmt {

TEST(MecabTest, IsToldHowToGetIt) {
  for (auto make : {japanese_tokenizer, korean_tokenizer}) {
    const Error::Parts error = error_of([&] { make(""); });
    EXPECT_TRUE(error.what.starts_with("this nmt is built without MeCab")) << error.what;
    EXPECT_NE(error.fix.find("libmecab-dev"), std::string::npos);
  }
}

}  // namespace nmt

#endif
