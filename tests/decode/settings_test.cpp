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

// What validate() says of settings that do not go together, and how to mend it.
std::string complaint(const DecodingSettings& settings) {
  try {
    settings.validate();
  } catch (const Error& error) {
    return error.parts().what + " | " + error.parts().fix;
  }
  return "";
}

TEST(DecodingSettings, MustGoTogether) {
  EXPECT_EQ(complaint({.beam_size = 5, .diverse_groups = 2}),
            "a beam of 5 cannot be divided into 2 diverse_groups of the same size | "
            "set beam_size to 6");
  EXPECT_EQ(complaint({.beam_size = 6, .diverse_groups = 3}), "");
  EXPECT_EQ(complaint({.min_length = 600}),
            "min_length 600 is more than max_length 512 | set max_length to 600 or more");
  EXPECT_EQ(complaint({.min_length_ratio = 4}),
            "min_length_ratio 4 is more than max_length_ratio 3 | "
            "set max_length_ratio to 4 or more");
  EXPECT_EQ(complaint({.sampling = true}),
            "sampling draws one translation, not a beam of 5 | "
            "set beam_size to 1, or sampling to false");
  EXPECT_EQ(complaint({.beam_size = 1, .sampling = true, .temperature = 0.7, .top_p = 0.9}), "");
  EXPECT_EQ(complaint({.top_p = 0.9}),
            "top_p has no effect without sampling | "
            "set sampling to true and beam_size to 1, or leave top_p out");
}

}  // namespace
}  // namespace nmt
