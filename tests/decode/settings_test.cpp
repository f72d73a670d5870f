#include "decode/settings.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace nmt {
namespace {

TEST(DecodingSettings, AreValidAsTheyStand) { DecodingSettings{}.validate(); }

TEST(DecodingSettings, NoMoreTranslationsThanHypotheses) {
  DecodingSettings settings;
  settings.n_best = settings.beam_size;
  settings.validate();
  settings.n_best = 6;
  try {
    settings.validate();
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "n_best 6 is more than beam_size 5");
    EXPECT_EQ(error.parts().fix, "set beam_size to 6 or more");
  }
}

}  // namespace
}  // namespace nmt
