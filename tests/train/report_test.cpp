#include "train/report.h"

#include <gmock/gmock.h>

#include "base/format.h"

namespace nmt {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<TextPair> kSamples = {{"a <dog>", "ein Hund"}, {"two & two", "zwei"}};

std::string validation(int step, const std::string& first, const std::string& second) {
  return format(
      "{{\"step\":{},\"epoch\":1.5,\"minutes\":2.0,\"valid\":{{\"bleu\":{}.5}},\"samples\":[\"{}\","
      "\"{}\"]}}\n",
      step, step, first, second);
}

std::string update(int step, const std::string& loss) {
  return format("{{\"step\":{},\"epoch\":1.0,\"minutes\":1.0,\"loss\":{}}}\n", step, loss);
}

std::string page(const std::string& metrics, const std::string& status = "finished") {
  return report_html({"models/x", status, "a: <b>\nc: 2\n", kSamples}, metrics);
}

TEST(ReportTest, DrawsCurvesOfWhatWasMeasured) {
  const std::string html =
      page(update(100, "6.5") + update(200, "5.5") + validation(200, "ein Hund", "zwei"));
  EXPECT_THAT(html, HasSubstr("<title>training, as minimised, 100: 6.5</title>"));
  EXPECT_THAT(html, HasSubstr("<title>BLEU, 200: 200.5</title>"));
  EXPECT_THAT(html, Not(HasSubstr("Perplexity")));
  EXPECT_THAT(html, HasSubstr("finished: step 200, epoch 1.50, 2.0 minutes"));
}

TEST(ReportTest, ShowsTranslationsNewestFirstAndEqualOnesOnce) {
  const std::string html = page(validation(1, "ein", "x") + validation(2, "ein Hund", "zwei") +
                                validation(3, "ein Hund", "zw&ei"));
  EXPECT_THAT(html, HasSubstr("<tr class=\"newest\"><th scope=\"row\">steps 2 to 3</th>"
                              "<td dir=\"auto\">ein Hund</td></tr>\n"
                              "<tr class=\"earlier\"><th scope=\"row\">step 1</th>"
                              "<td dir=\"auto\">ein</td></tr>"));
  EXPECT_THAT(html, HasSubstr("a &lt;dog&gt;"));
  EXPECT_THAT(html, HasSubstr("zw&amp;ei"));
}

TEST(ReportTest, MarksTheBestAndWhatIsKept) {
  const auto valid = [](int step, double bleu, double entropy) {
    return format("{{\"step\":{},\"valid\":{{\"bleu\":{},\"cross_entropy\":{}}}}}\n", step, bleu,
                  entropy);
  };
  const std::string metrics =
      update(100, "6.5") + valid(100, 2.5, 4) + valid(200, 6.25, 5) + valid(300, 6, 6);
  const std::string html = report_html(
      {"models/x", "finished", "", kSamples, KeptWeights{100, {{"cross_entropy", 4.0}}}}, metrics);
  EXPECT_THAT(html, HasSubstr(">best: 6.25</text>"));
  EXPECT_THAT(html, HasSubstr(">best: 4</text>"));
  EXPECT_THAT(html, Not(HasSubstr(">best: 6.5</text>")));  // the training loss chooses nothing
  EXPECT_THAT(html,
              HasSubstr("the best weights so far, which are kept: step 100, cross_entropy 4."));
  EXPECT_THAT(html, HasSubstr(">kept</text>"));
  EXPECT_THAT(page(update(1, "2")), Not(HasSubstr("kept")));
}

TEST(ReportTest, ReloadsWhileTrainingRunsAndNeedsNoNetwork) {
  EXPECT_THAT(page(update(1, "2"), "running"), HasSubstr("http-equiv=\"refresh\""));
  const std::string html = page(update(1, "2"));
  EXPECT_THAT(html, Not(HasSubstr("http-equiv=\"refresh\"")));
  EXPECT_THAT(html, Not(HasSubstr("href")));
  EXPECT_THAT(html, Not(HasSubstr("src=")));
  EXPECT_THAT(html, HasSubstr("a: &lt;b&gt;\nc: 2\n"));
}

TEST(ReportTest, TakesNothingTornLinesAndNumbersThatAreNone) {
  EXPECT_THAT(page(""), HasSubstr("Nothing was measured yet."));
  const std::string html = page(update(1, "2.0") + update(2, "null") + "{\"step\":3,\"lo");
  EXPECT_THAT(html, HasSubstr("step 2"));
  EXPECT_THAT(html, Not(HasSubstr("nan")));
}

// 4,000 points are 400 means of ten.
TEST(ReportTest, ThinsLongCurves) {
  std::string metrics;
  for (int i = 1; i <= 4000; ++i) metrics += update(i, i % 2 == 0 ? "1.0" : "3.0");
  const std::string html = page(metrics);
  EXPECT_LT(html.size(), 40'000u);
  EXPECT_THAT(html, HasSubstr(">4000</text>"));
}

}  // namespace
}  // namespace nmt
