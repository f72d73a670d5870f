// The names that every surface has for parts, layers and heads.
#include "attend/attention_view.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

AttentionView view_of(const std::string& part, int head, int heads) {
  AttentionView view;
  view.part = part;
  view.layer = 2;
  view.layers = 6;
  view.head = head;
  view.heads = heads;
  return view;
}

TEST(AttentionViewTest, NamesPartLayerAndHead) {
  EXPECT_EQ(view_name(view_of("cross", 0, 4)), "cross-attention, layer 2 of 6, mean of 4 heads");
  EXPECT_EQ(view_name(view_of("encoder", 3, 4)),
            "encoder self-attention, layer 2 of 6, head 3 of 4");
  EXPECT_EQ(view_name(view_of("decoder", 1, 4)),
            "decoder self-attention, layer 2 of 6, head 1 of 4");
  // One head is its own mean.
  EXPECT_EQ(view_name(view_of("cross", 0, 1)), "cross-attention, layer 2 of 6");
}

TEST(AttentionViewTest, SeesEverythingUnlessToldOtherwise) {
  AttentionView view;
  view.queries = {"a", "b"};
  view.keys = {"x", "y"};
  EXPECT_TRUE(view.sees_all());
  EXPECT_TRUE(view.sees(1, 0));
  view.seen = {{0, 2}, {0, 2}};
  EXPECT_TRUE(view.sees_all());
  view.seen = {{0, 2}, {1, 2}};
  EXPECT_FALSE(view.sees_all());
  EXPECT_FALSE(view.sees(1, 0));
  EXPECT_TRUE(view.sees(1, 1));
}

}  // namespace
}  // namespace nmt
