#include "serve/framing.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

using Body = Framing::Body;

TEST(FramingTest, TellsWhereABodyEnds) {
  EXPECT_EQ(framing_of({}, {}).body, Body::none);
  EXPECT_EQ(framing_of({"0"}, {}).body, Body::sized);
  EXPECT_EQ(framing_of({"17"}, {}).length, 17u);
  EXPECT_EQ(framing_of({"17", "17"}, {}).length, 17u);
  EXPECT_EQ(framing_of({}, {"chunked"}).body, Body::chunked);
  EXPECT_EQ(framing_of({}, {"Chunked"}).body, Body::chunked);
  for (const Framing& right :
       {framing_of({}, {}), framing_of({"5"}, {}), framing_of({}, {"chunked"})})
    EXPECT_FALSE(right.fault);
}

TEST(FramingTest, RefusesWhatCanBeReadInTwoWays) {
  for (const char* length :
       {"", "-1", "+1", "1.5", "1 2", "0x10", "99999999999999999999999", "two"}) {
    const Framing framing = framing_of({length}, {});
    ASSERT_TRUE(framing.fault) << length;
    EXPECT_EQ(framing.fault->status, 400);
    EXPECT_EQ(framing.fault->error, "Content-Length is not one whole number");
  }
  EXPECT_EQ(framing_of({"1", "2"}, {}).fault.value().status, 400);
  EXPECT_EQ(framing_of({"1"}, {"chunked"}).fault.value().status, 400);
  EXPECT_EQ(framing_of({}, {"gzip, chunked"}).fault.value().status, 501);
  EXPECT_EQ(framing_of({}, {"gzip", "chunked"}).fault.value().status, 501);
}

}  // namespace
}  // namespace nmt
