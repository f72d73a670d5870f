#include "text/link_file.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <optional>
#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "text/corpus.h"
#include "text/words.h"

namespace nmt {
namespace {

// The file: for each pair a record, padded to nothing (16-bit numbers: words of source and target,
// then the links), and behind them the position of every record and of the end [u64].
using Number = std::uint16_t;
constexpr std::size_t kMostWords = std::numeric_limits<Number>::max();

// The lines of all alignment files, one after the other.
class AlignmentLines {
 public:
  explicit AlignmentLines(const std::vector<std::string>& files) : files_(files) {}
  bool next(std::string& line) {
    for (;;) {
      if (reader_ && reader_->next(line)) return true;
      if (next_ == files_.size()) return false;
      reader_.emplace(files_[next_++]);
    }
  }
  std::string place() const { return format("{}:{}", reader_->path(), reader_->line_number()); }

 private:
  std::vector<std::string> files_;
  std::size_t next_ = 0;
  std::optional<LineReader> reader_;
};

void require_line_for_each_pair(const TrainingCorpus& corpus) {
  if (corpus.alignment.empty()) return;
  std::int64_t lines = 0;
  for (const std::string& file : corpus.alignment) {
    require_regular_file(file);
    lines += count_lines(file);
  }
  const std::int64_t pairs = count_pairs(CorpusSettings(corpus));
  if (lines == pairs) return;
  throw Error({.what = format("{} line(s) of links for {} sentence pairs", lines, pairs),
               .where = corpus.alignment.front(),
               .fix = "line n must have the links of pair n, empty where there are none; nmt align "
                      "writes them"});
}

// Throws Error where a link names a word that the pair does not have.
void require_words(const WordLinks& links, std::size_t source, std::size_t target,
                   const std::string& where) {
  for (const WordLink& link : links) {
    const bool wrong_source = link.source >= static_cast<std::ptrdiff_t>(source);
    if (!wrong_source && link.target < static_cast<std::ptrdiff_t>(target)) continue;
    throw Error(
        {.what = format("the link {}-{} names a word that is not there: the {} has {} word(s)",
                        link.source, link.target, wrong_source ? "source" : "target",
                        wrong_source ? source : target),
         .where = where,
         .fix = "count words from 0, as white space separates them in the raw text; or align "
                "the text again: nmt align"});
  }
}

// `before`: words that training puts before the source, a corpus' tag.
std::vector<Number> record_of(const TextPair& pair, std::size_t before, const std::string& line,
                              const std::string& where) {
  const std::size_t words = words_of(pair.source).size(), target = words_of(pair.target).size();
  const WordLinks links = parse_pharaoh(line, where);
  require_words(links, words, target, where);
  const std::size_t source = before + words;
  if (source > kMostWords || target > kMostWords) return {0, 0};
  std::vector<Number> record = {static_cast<Number>(source), static_cast<Number>(target)};
  for (const WordLink& link : links) {
    record.push_back(static_cast<Number>(before + static_cast<std::size_t>(link.source)));
    record.push_back(static_cast<Number>(link.target));
  }
  return record;
}

// Calls add(record) for each pair of one corpus.
template <class Add>
void each_record(const TrainingCorpus& part, Add add) {
  const std::int64_t pairs = count_pairs(CorpusSettings(part));
  std::int64_t added = 0;
  if (!part.alignment.empty()) {
    AlignmentLines lines(part.alignment);
    std::string line;
    Corpus corpus(CorpusSettings(part), InvalidUtf8::skip);
    for (TextPair pair; corpus.next(pair); ++added) {
      // Pairs that are not valid text have no links, but keep their number.
      for (; added < corpus.number(); ++added, lines.next(line)) add({0, 0});
      lines.next(line);
      add(record_of(pair, part.tag.empty() ? 0 : 1, line, lines.place()));
    }
  }
  for (; added < pairs; ++added) add({0, 0});
}

void write_records(const CorpusList& corpora, AtomicFile& file) {
  std::vector<std::uint64_t> positions = {0};
  for (const TrainingCorpus& part : corpora.parts) {
    each_record(part, [&](const std::vector<Number>& record) {
      file.write(record.data(), record.size() * sizeof(Number));
      positions.push_back(positions.back() + record.size() * sizeof(Number));
    });
  }
  const std::uint64_t zero = 0;
  file.write(&zero, (8 - positions.back() % 8) % 8);
  file.write(positions.data(), positions.size() * sizeof(std::uint64_t));
}

}  // namespace

void check_links(const CorpusList& corpora) {
  for (const TrainingCorpus& part : corpora.parts) {
    require_line_for_each_pair(part);
    if (!part.alignment.empty()) each_record(part, [](const std::vector<Number>&) {});
  }
}

LinkFile::LinkFile(const std::string& folder, const CorpusList& corpora) {
  for (const TrainingCorpus& part : corpora.parts) require_line_for_each_pair(part);
  make_folder(folder);
  const std::string path = folder + "/links.bin";
  {
    AtomicFile file(path);
    write_records(corpora, file);
    file.commit();
  }
  pairs_ = count_pairs(corpora);
  file_ = ReadOnlyMap(open_descriptor(path, O_RDONLY));
  if (file_.data() == nullptr)
    throw Error(
        {.what = "cannot read back what was written: " + std::generic_category().message(errno),
         .where = path,
         .fix = "check the disk, or choose a model_dir on another one",
         .kind = Error::Kind::runtime});
}

LinkFile::Pair LinkFile::pair(std::int64_t number) const {
  std::uint64_t position[2];
  const std::size_t table = file_.size() - static_cast<std::size_t>(pairs_ + 1) * sizeof *position;
  std::memcpy(position, file_.data() + table + static_cast<std::size_t>(number) * sizeof *position,
              sizeof position);
  std::vector<Number> record((position[1] - position[0]) / sizeof(Number));
  std::memcpy(record.data(), file_.data() + position[0], record.size() * sizeof(Number));
  Pair pair = {.source_words = record[0], .target_words = record[1], .links = {}};
  for (std::size_t i = 2; i < record.size(); i += 2)
    pair.links.push_back({record[i], record[i + 1]});
  return pair;
}

WordStarts::WordStarts(const Tokenizer& tokenizer) {
  constexpr std::string_view kMark = "\xE2\x96\x81";
  for (TokenId id = 0; id < tokenizer.vocabulary_size(); ++id)
    begins_.push_back(tokenizer.piece(id).starts_with(kMark));
  if (std::find(begins_.begin(), begins_.end(), true) == begins_.end())
    begins_.assign(begins_.size(), true);
}

std::vector<int> WordStarts::words(std::span<const TokenId> sentence) const {
  std::vector<int> starts;
  int tokens = static_cast<int>(sentence.size());
  if (tokens > 0 && sentence.back() == kEnd) --tokens;
  for (int t = 0; t < tokens; ++t)
    if (t == 0 || begins_[static_cast<std::size_t>(sentence[static_cast<std::size_t>(t)])])
      starts.push_back(t);
  starts.push_back(tokens);
  return starts;
}

WordLinks token_links(const LinkFile::Pair& pair, std::span<const int> source_words,
                      std::span<const int> target_words) {
  WordLinks tokens;
  if (std::ssize(source_words) != pair.source_words + 1 ||
      std::ssize(target_words) != pair.target_words + 1)
    return tokens;
  for (const WordLink& link : pair.links) {
    const auto s = static_cast<std::size_t>(link.source), t = static_cast<std::size_t>(link.target);
    for (int target = target_words[t]; target < target_words[t + 1]; ++target)
      for (int source = source_words[s]; source < source_words[s + 1]; ++source)
        tokens.push_back({source, target});
  }
  return tokens;
}

}  // namespace nmt
