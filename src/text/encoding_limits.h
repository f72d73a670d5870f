// How much of a corpus is tokenized at once, by the token cache and by nmt check alike.
#pragma once

#include <cstddef>

namespace nmt {

// A chunk is read, encoded by all threads, and taken up in order.
constexpr std::size_t kChunkPairs = 8192, kChunkBytes = 8 << 20;
// More threads would wait for the one that reads.
constexpr int kMostThreads = 8;
// A line of more bytes for each token that may be in it is not encoded to find out: it may be a
// file without line ends.
constexpr std::size_t kMostBytesPerToken = 100;

}  // namespace nmt
