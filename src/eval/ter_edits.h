// The fewest edits that turn a hypothesis into a reference, where moving a phrase is one edit:
// the greedy search of Tercom (Snover et al. 2006, section 3) as sacreBLEU has it, limits included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace nmt {

// Words are numbers; equal words have equal numbers. One thread at a time.
class EditCounter {
 public:
  // Insertions, deletions, substitutions and shifts.
  std::int64_t edits(std::span<const std::int32_t> hypothesis,
                     std::span<const std::int32_t> reference);

 private:
  // The edit distance looks only at cells near the diagonal. Row i has the cells [first, last) of
  // the columns 0..reference words, column 0 at `origin` of a grid; around them a grid holds
  // infinity as far as the neighbours look.
  struct Row {
    std::int64_t first = 0, last = 0;
    std::int64_t origin = 0;
  };
  using Grid = std::vector<std::int32_t>;

  // The phrase of `length` words at `start` moves in front of the word `target`.
  struct Shift {
    std::size_t start = 0, length = 0, target = 0;
    std::int64_t gain = 0;  // edits that it saves
    bool better_than(const Shift& other) const;
  };
  // The words [begin, end) of the hypothesis as a shift leaves them.
  struct Moved {
    std::size_t begin = 0, end = 0;
    std::vector<std::int32_t> words;
  };

  void lay_out_rows();
  void fill_row(std::size_t i, std::int32_t word, const Grid& above, Grid& grid) const;
  void fill_forward();
  void fill_backward();
  void align();
  bool may_shift(std::size_t start, std::size_t reference_start, std::size_t length) const;
  Shift best_shift();
  void try_targets(std::size_t start, std::size_t reference_start, std::size_t length);
  void move(const Shift& shift);
  std::int64_t distance_of_moved();

  std::vector<std::int32_t> hypothesis_;  // as shifted so far
  std::span<const std::int32_t> reference_;
  std::vector<Row> rows_;  // [hypothesis words + 1]
  // Edits from the start to each cell, from each cell to the end, and from the start with the words
  // of moved_.
  Grid forward_, backward_, shifted_;
  std::int64_t distance_ = 0;
  // Of each reference word the hypothesis word that it is aligned to, or the last before it, or -1.
  std::vector<std::int64_t> aligned_;
  std::vector<std::int64_t> hypothesis_errors_, reference_errors_;  // before each word
  Moved moved_;
  std::optional<Shift> best_;
  int candidates_ = 0;  // in all shifts
};

}  // namespace nmt
