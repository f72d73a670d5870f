#include "cli/text_table.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

TEST(TextTableTest, AlignsByWhatIsSeen) {
  TextTable table({"System", "μ ± σ", "p"});
  table.add({"Übersetzer", "1.0", ""});
  table.add({"b", "10.0 ± 2", "0.1"});
  EXPECT_EQ(table.text(),
            "System          μ ± σ     p\n"
            "Übersetzer        1.0\n"
            "b            10.0 ± 2   0.1\n");
}

}  // namespace
}  // namespace nmt
