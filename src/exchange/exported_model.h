// A model of nmt on its way into the files of another program: what the writer of each format reads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "autograd/parameter.h"
#include "seq2seq/registry.h"
#include "seq2seq/transformer.h"
#include "text/shortlist.h"
#include "text/tokenizer.h"

namespace nmt {

// How the model directory says that its model translates, as far as other programs can be told.
struct ExportedSearch {
  int beam_size = 1;
  double length_penalty = 1, max_length_ratio = 3;
  bool wu_penalty = false;
  int max_length = 512;
  std::vector<std::string> suppress = {};  // tokens that are never said
  std::string tag = {};                    // stands before each source sentence
};

// Numbers by the names of nmt's parameters. What is changed for a format is changed in a copy.
class ExportedWeights {
 public:
  // The values have to stay. They are f32, not packed.
  explicit ExportedWeights(const ParameterSet& parameters);

  bool has(const std::string& name) const { return values_.contains(name); }
  // Throws Error (runtime) where there is none.
  Tensor at(const std::string& name) const;
  // The same to write to: a copy from now on.
  Tensor change(const std::string& name);
  // Zeros in the shape of each parameter NAME.*, under ZEROS.*.
  void add_zeros_like(const std::string& name, const std::string& zeros);

 private:
  Tensor keep(const std::string& name, std::vector<Real> numbers, int rows, int cols);

  std::map<std::string, Tensor> values_;
  std::map<std::string, std::vector<Real>> copies_;
};

struct ExportedModel {
  std::string path = {};                             // of the model directory, for messages
  std::string type = {};                             // model.type
  const TransformerSettings* transformer = nullptr;  // none where it is of another type
  const ParameterSet* parameters = nullptr;
  Tokenizers tokenizers = {};
  std::optional<Shortlist> shortlist = {};
  std::string source_language = {}, target_language = {};  // empty where nobody has said
  ExportedSearch search = {};

  // The facts of a Transformer that its settings leave to `auto`.
  bool has(const char* parameter) const { return parameters->find(parameter) != nullptr; }
  bool one_input() const { return has("embedding"); }
  bool tied_output() const { return !has("output.weight"); }
  bool final_norm() const { return has("encoder.norm.gain"); }
  const char* target_table() const { return one_input() ? "embedding" : "target_embedding"; }
  const char* source_table() const { return one_input() ? "embedding" : "source_embedding"; }
  const char* output_table() const { return tied_output() ? target_table() : "output.weight"; }
  int decoder_feed_forward() const;
  // Whether a token means the same on both sides.
  bool one_vocabulary() const;
};

// Rows of sines and cosines as nmt's, [rows, dim], for formats that keep them as a table.
std::vector<Real> position_waves(int rows, int dim);
// The table of positions of a model: its own, or waves of at least `rows` rows.
std::vector<Real> position_table(const ExportedModel& model, int rows);
int position_rows(const ExportedModel& model, int rows);

}  // namespace nmt
