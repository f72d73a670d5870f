// How far a translation moves in the source from one word to the next: the transitions of the hidden
// Markov model (Vogel 1996, eq. 5; with Och and Ney 2003, section 2.1, for the empty word).
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

namespace nmt {

class Jumps {
 public:
  // Sentences have at most `longest` words.
  explicit Jumps(int longest);

  // The weight of moving by `by` words; not normalised.
  const float* weights() const { return weights_.data() + center_; }  // [-longest - 1, longest + 1]
  // The same mirrored: mirrored()[by] is the weight of moving by -by.
  const float* mirrored() const { return mirrored_.data() + center_; }
  // For each position 0 .. words, 0 being before the first: what its moves to 1 .. words weigh in
  // sum.
  std::vector<float> sums(int words) const;

  // Adds the expected number of moves by `by`. Safe from any thread; the same in any order.
  void count(int by, double moves);
  // New weights from the counts, which become 0.
  void estimate();

  int longest() const { return longest_; }

 private:
  static constexpr double kOne = 1 << 20;
  int longest_;
  std::ptrdiff_t center_;
  std::vector<float> weights_, mirrored_;
  std::vector<std::int64_t> counts_;
};

}  // namespace nmt
