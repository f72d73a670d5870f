#include <map>

#include "base/error.h"
#include "base/format.h"
#include "seq2seq/rnn.h"

namespace nmt {
namespace {

constexpr int kPaperWindow = 10;  // Luong 2015, section 4.1

bool top_reads_both_ways(const RnnSettings& s) {
  return s.bidirectional == "all" || (s.bidirectional == "first" && s.encoder_layers == 1);
}

int encoder_width(const RnnSettings& s) {
  const RnnEncoder::Shape shape = s.encoder_shape();
  if (top_reads_both_ways(s)) return 2 * shape.dim;
  return shape.top_dim > 0 && s.encoder_layers > 1 ? shape.top_dim : shape.dim;
}

std::string resolved_score(const RnnAttentionSettings& attention) {
  if (attention.score != "auto") return attention.score;
  return attention.type == "bahdanau" ? "additive" : "general";
}

std::string resolved_initial_state(const RnnSettings& s) {
  if (s.initial_state != "auto") return s.initial_state;
  const bool reads_backward = top_reads_both_ways(s) || s.reverse_source;
  return s.attention.type == "bahdanau" && reads_backward ? "backward" : "last";
}

[[noreturn]] void refuse(const std::string& what, const std::string& key, const std::string& fix) {
  throw Error({.what = what, .keys = {key}, .fix = fix});
}

void check_attention(const RnnSettings& s) {
  const RnnAttentionSettings& a = s.attention;
  const std::string score = resolved_score(a);
  if (a.type == "none" && a.score != "auto")
    refuse(format("score: {} without attention", a.score), "model.attention.score",
           "remove it, or set model.attention.type: luong");
  if (a.type == "none" && a.scope != "global")
    refuse(format("scope: {} without attention", a.scope), "model.attention.scope",
           "remove it, or set model.attention.type: luong");
  if (a.window != 0 && a.scope == "global")
    refuse(format("window: {} with scope: global, which sees the whole sentence", a.window),
           "model.attention.window", "remove it, or set model.attention.scope: local-p");
  if (score == "location" && a.scope != "global")
    refuse(format("score: location with scope: {}: both decide by position", a.scope),
           "model.attention.score", "score: general, or scope: global");
  const int width = encoder_width(s);
  if (a.type != "none" && (score == "dot" || score == "scaled_dot") && width != s.dim)
    refuse(format("score: {} compares decoder states of {} numbers with source states of {}", score,
                  s.dim, width),
           "model.attention.score",
           top_reads_both_ways(s) && s.dim % 2 == 0
               ? format("encoder_dim: {}, or score: general", s.dim / 2)
               : std::string("score: general"));
}

void check_layers(const RnnSettings& s) {
  if (s.decoder != "auto" && s.attention.type != "bahdanau")
    refuse(format("decoder: {} is a form of Bahdanau's decoder, and the attention is {}", s.decoder,
                  s.attention.type),
           "model.decoder", "remove it, or set model.attention.type: bahdanau");
  if (s.reverse_source && top_reads_both_ways(s))
    refuse("reverse_source, but every layer of the encoder reads both ways", "model.reverse_source",
           "remove it, or set bidirectional: none");
  if (s.initial_state == "backward" && !top_reads_both_ways(s) && !s.reverse_source)
    refuse("initial_state: backward, but the encoder's top layer reads forward only",
           "model.initial_state", "initial_state: last, or reverse_source: true");
}

void check_embeddings(const RnnSettings& s, const Vocabularies& vocabularies) {
  const bool one_vocabulary = s.tied_embeddings == "all" || s.tied_embeddings == "input";
  if (one_vocabulary && !vocabularies.shared)
    refuse(format("tied_embeddings: {} needs one vocabulary for both sides", s.tied_embeddings),
           "model.tied_embeddings", "set tokenizer.shared: true, or tied_embeddings: target");
  const bool tied_output = s.tied_embeddings == "all" || s.tied_embeddings == "target";
  if (tied_output && s.readout != s.embedding)
    refuse(format("tied_embeddings: {} makes the output weights {} wide, and readout is {}",
                  s.tied_embeddings, s.embedding, s.readout),
           "model.readout", format("readout: {}, or tied_embeddings: auto", s.embedding));
}

}  // namespace

void RnnAttentionSettings::describe(SettingVisitor& setting) {
  setting(
      "type", type,
      "bahdanau: the attention is inside the recurrent step, and what it finds changes the state "
      "(2014); luong: it follows the step (2015); none: the encoder's last state must hold the "
      "whole sentence (Sutskever 2014).",
      {.one_of = {"bahdanau", "luong", "none"}, .changes = Changes::model});
  std::vector<std::string> scores = score_names();
  scores.insert(scores.begin(), "auto");
  setting(
      "score", score,
      "How well a source state answers the decoder's: dot; scaled_dot (dot / sqrt(dim)); general "
      "(a matrix between the two); additive (one hidden layer; concat is Luong's name for it); "
      "location (by position alone). auto is additive for bahdanau and general for luong.",
      {.one_of = scores, .changes = Changes::model});
  setting(
      "scope", scope,
      "Which source positions are seen: global, all; local-m, a window around the position of the "
      "target word; local-p, a window around a predicted position, its middle counting most.",
      {.one_of = {"global", "local-m", "local-p"}, .changes = Changes::model});
  static const std::string window_help = format(
      "Local scopes: D, the positions seen on each side of the centre; 0 is {}.", kPaperWindow);
  setting("window", window, window_help.c_str(),
          {.min = 0, .max = 10000, .changes = Changes::model});
  setting("dim", dim, "Width of the hidden layer of additive and concat.",
          {.min = 1, .max = 16384, .changes = Changes::model});
  setting(
      "input_feeding", input_feeding,
      "luong: each step also reads the attentional hidden state of the step before. Without it all "
      "steps of a sentence are attended at once, which trains faster.",
      {.changes = Changes::model});
}

void RnnSettings::describe(SettingVisitor& setting) {
  setting("cell", cell, "The recurrent cell.",
          {.one_of = {"gru", "lstm"}, .changes = Changes::model});
  setting("embedding", embedding, "Width of the word embeddings.",
          {.min = 1, .max = 16384, .changes = Changes::model});
  setting("dim", dim, "Width of the decoder's states.",
          {.min = 1, .max = 16384, .changes = Changes::model});
  setting(
      "readout", readout,
      "Width of the layer between decoder and vocabulary: Bahdanau's maxout, Luong's attentional "
      "hidden state. The embedding can be the output weights where both have one width.",
      {.min = 1, .max = 16384, .changes = Changes::model});
  setting("encoder_layers", encoder_layers,
          "Layers of the encoder; from the third on with residual connections.",
          {.min = 1, .max = 64, .changes = Changes::model});
  setting("decoder_layers", decoder_layers,
          "Layers of the decoder; from the third on with residual connections.",
          {.min = 1, .max = 64, .changes = Changes::model});
  setting(
      "encoder_dim", encoder_dim,
      "Width of the encoder's states in each direction; 0 is dim, and half of it for a layer that "
      "reads both ways where the attention is luong or none.",
      {.min = 0, .max = 16384, .changes = Changes::model});
  setting("bidirectional", bidirectional, "Which layers of the encoder read both ways.",
          {.one_of = {"all", "first", "none"}, .changes = Changes::model});
  setting("reverse_source", reverse_source,
          "The layers that read one way read the source from its end (Sutskever 2014).",
          {.changes = Changes::model});
  setting(
      "initial_state", initial_state,
      "What the decoder starts from: backward, the first token's state read backward; last, the "
      "encoder's state after the sentence; mean, of all states; attention, what a learned query "
      "finds; zero. auto is backward for bahdanau where something is read backward, else last.",
      {.one_of = {"auto", "backward", "last", "mean", "attention", "zero"},
       .changes = Changes::model});
  setting(
      "decoder", decoder,
      "bahdanau: conditional, one recurrent step reads the word, the attention follows, a second "
      "step reads what it found (Sennrich 2017); single, the attention looks first, then one step "
      "reads both (as published). auto is conditional.",
      {.one_of = {"auto", "conditional", "single"}, .changes = Changes::model});
  setting.section("attention", attention, "How the decoder looks back at the source.");
  setting("max_length", max_length, "Longest source in tokens that score: location can take.",
          {.min = 1, .max = 100'000, .changes = Changes::model});
  setting("tied_embeddings", tied_embeddings,
          "Which of source embedding, target embedding and output weights are one matrix: all; "
          "target (target and output); input (source and target); none. auto is all with a shared "
          "tokenizer, target otherwise, without the output where `readout` has another width.",
          {.one_of = {"auto", "all", "target", "input", "none"}, .changes = Changes::model});
  setting("dropout", dropout,
          "Of embeddings, encoder states, inputs of higher layers, and readout.",
          {.min = 0, .max = 0.95, .changes = Changes::model});
  setting("variational_dropout", variational_dropout,
          "Drop the same units at every word of a sentence, and of the states too (Gal 2016).",
          {.changes = Changes::model});
}

void RnnSettings::validate(const Vocabularies& vocabularies) const {
  check_layers(*this);
  check_attention(*this);
  check_embeddings(*this, vocabularies);
}

RecurrentDropout RnnSettings::recurrent_dropout() const {
  return {static_cast<Real>(dropout), variational_dropout ? RecurrentDropout::Kind::variational
                                                          : RecurrentDropout::Kind::plain};
}

RnnEncoder::Shape RnnSettings::encoder_shape() const {
  const bool half = attention.type != "bahdanau" && bidirectional != "none";
  return {.cell = cell == "lstm" ? Cell::lstm : Cell::gru,
          .in = embedding,
          .dim = encoder_dim > 0 ? encoder_dim
                 : half          ? (dim + 1) / 2
                                 : dim,
          .layers = encoder_layers,
          .bidirectional = bidirectional == "all"     ? Bidirectional::all
                           : bidirectional == "first" ? Bidirectional::first
                                                      : Bidirectional::none,
          .top_dim = dim,
          .direction = reverse_source ? Direction::backward : Direction::forward,
          .dropout = recurrent_dropout()};
}

Bridge::Shape RnnSettings::bridge_shape() const {
  static const std::map<std::string, FirstState> kinds = {{"backward", FirstState::backward},
                                                          {"last", FirstState::last},
                                                          {"mean", FirstState::mean},
                                                          {"attention", FirstState::attention},
                                                          {"zero", FirstState::zero}};
  return {.from = kinds.at(resolved_initial_state(*this)),
          .cell = cell == "lstm" ? Cell::lstm : Cell::gru,
          .dim = dim,
          .layers = decoder_layers};
}

std::optional<Attention::Shape> RnnSettings::attention_shape(int source) const {
  if (attention.type == "none") return {};
  return Attention::Shape{.score = resolved_score(attention),
                          .scope = attention.scope == "local-m"   ? Scope::local_m
                                   : attention.scope == "local-p" ? Scope::local_p
                                                                  : Scope::global,
                          .window = attention.window > 0 ? attention.window : kPaperWindow,
                          .query = dim,
                          .key = source,
                          .dim = attention.dim,
                          .max_length = max_length};
}

RnnDecoder::Shape RnnSettings::decoder_shape(int source) const {
  return {.cell = cell == "lstm" ? Cell::lstm : Cell::gru,
          .embedding = embedding,
          .dim = dim,
          .layers = decoder_layers,
          .source = source,
          .readout = readout,
          .attention = attention_shape(source),
          .dropout = recurrent_dropout()};
}

std::unique_ptr<Seq2Seq> RnnSettings::build(const Vocabularies& vocabularies) const {
  return std::make_unique<Rnn>(*this, vocabularies);
}

}  // namespace nmt
