#include "decode/prefix_lines.h"

#include "base/error.h"
#include "base/format.h"

namespace nmt {

std::vector<std::string> PrefixLines::take(std::size_t count) {
  std::vector<std::string> taken;
  if (lines_ == nullptr) return taken;
  std::string prefix;
  for (; read_ < skip_; ++read_)
    if (!lines_->next(prefix)) break;
  for (; taken.size() < count; ++read_) {
    if (!lines_->next(prefix))
      throw Error({.what = format("the prefixes end after {} lines, but the input goes on", read_),
                   .where = "--prefix",
                   .fix = "give a line for each line of the input, empty where any translation "
                          "will do"});
    taken.push_back(prefix);
  }
  return taken;
}

}  // namespace nmt
