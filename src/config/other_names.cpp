#include "config/other_names.h"

#include <algorithm>
#include <cctype>

namespace nmt {
namespace {

constexpr const char* kInTokens = "A batch is counted in tokens, not in sentences.";
constexpr const char* kInUpdates = "It is counted in updates.";
constexpr const char* kInterval = "It is written as '500 steps' or '2 epochs'.";
constexpr const char* kBestAreKept =
    "The best weights of each metric are kept in any case, in the folder checkpoints.";
constexpr const char* kDropout = "One dropout holds for embeddings and layers.";

const std::vector<OtherNames>& table() {
  static const std::vector<OtherNames> names = {
      // Where things are
      {"model_dir",
       {"save_dir", "output_dir", "save_model", "model_path", "model_file", "out_dir"}},
      {"data.train", {"train_set", "train_sets", "training", "train_data", "trainpref"}},
      {"data.valid",
       {"dev", "valid_set", "valid_sets", "validation", "validation_data", "validpref", "eval"}},
      {"source", {"src", "source_file", "train_src", "source_lang"}},
      {"target", {"tgt", "trg", "target_file", "train_tgt", "train_trg", "target_lang"}},
      {"data.max_length",
       {"max_len", "max_sent_length", "src_seq_length", "tgt_seq_length", "max_source_positions",
        "max_target_positions", "max_seq_len", "max_sequence_length"}},

      // Tokenizer
      {"tokenizer.vocab_size",
       {"voc_limit", "dim_vocabs", "src_vocab_size", "tgt_vocab_size", "vocabulary_size",
        "num_words", "bpe_size", "num_merges", "bpe_operations", "voc_size"}},
      {"tokenizer.type", {"level", "model_type", "bpe", "subword_type"}},
      {"tokenizer.shared",
       {"joint", "share_vocab", "joined_dictionary", "joint_vocab", "shared_vocab", "joint_bpe"}},
      {"tokenizer.model",
       {"vocab", "vocabs", "vocab_file", "spm", "spm_model", "sentencepiece_model", "dict",
        "codes"}},
      {"tokenizer.source", {"src_vocab", "source_vocab", "srcdict", "src_subword_model"}},
      {"tokenizer.target",
       {"tgt_vocab", "trg_vocab", "target_vocab", "tgtdict", "tgt_subword_model"}},
      {"tokenizer.normalization",
       {"normalization_rule_name", "lowercase"},
       "nmt_nfkc_cf also makes all letters small."},
      {"tokenizer.user_symbols", {"user_defined_symbols", "special_tokens", "special_symbols"}},
      {"tokenizer.training_sentences",
       {"input_sentence_size", "sentencepiece_max_lines", "sample_size"}},
      {"data.sampling", {"subword_alpha", "sentencepiece_alphas", "bpe_dropout"}},

      // Model
      {"model.type", {"arch", "architecture", "model_name", "encoder_type", "decoder_type"}},
      {"model.dim",
       {"hidden_size", "hidden_dim", "d_model", "model_dim", "dim_emb", "embedding_dim",
        "embed_dim", "encoder_embed_dim", "decoder_embed_dim", "rnn_size", "enc_rnn_size",
        "dec_rnn_size", "dim_rnn", "model_size", "num_units", "emb_size", "embedding_size"}},
      {"model.embedding",
       {"word_vec_size", "dim_emb", "embedding_dim", "embed_dim", "emb_size", "embedding_size"}},
      {"model.heads",
       {"num_heads", "n_heads", "n_head", "nhead", "transformer_heads", "attention_heads",
        "encoder_attention_heads", "decoder_attention_heads", "num_attention_heads", "head_count"}},
      {"model.feed_forward",
       {"ff_size", "ffn", "ffn_dim", "ff_dim", "d_ff", "transformer_ff", "transformer_dim_ffn",
        "feed_forward_dim", "feed_forward_size", "encoder_ffn_embed_dim", "decoder_ffn_embed_dim",
        "intermediate_size", "transformer_feed_forward_num_hidden"}},
      {"model.encoder_layers",
       {"layers", "num_layers", "n_layers", "depth", "enc_layers", "enc_depth",
        "num_encoder_layers", "num_hidden_layers"}},
      {"model.decoder_layers",
       {"layers", "num_layers", "n_layers", "depth", "dec_layers", "dec_depth",
        "num_decoder_layers", "num_hidden_layers"}},
      {"model.norm",
       {"layer_norm", "pre_norm", "norm_first", "normalize_before", "encoder_normalize_before",
        "decoder_normalize_before", "transformer_preprocess", "transformer_postprocess"},
       "It is pre or post."},
      {"model.positions",
       {"position_encoding", "positional_encoding", "learned_pos", "transformer_train_position"}},
      {"model.activation", {"activation_fn", "activation_function", "transformer_ffn_activation"}},
      {"model.tied_embeddings",
       {"share_embeddings", "share_all_embeddings", "tie_embeddings", "tied_softmax",
        "tied_embeddings_all", "tied_embeddings_src", "share_decoder_embeddings",
        "share_decoder_input_output_embed", "weight_tying", "weight_tying_type",
        "tie_word_embeddings"}},
      {"model.dropout",
       {"dropout_rate", "dropout_p", "drop", "dropout_prob", "hidden_dropout", "dropout_rnn",
        "hidden_dropout_prob", "transformer_dropout", "embedding_dropout", "dropout_src",
        "dropout_trg"},
       kDropout},
      {"model.attention_dropout",
       {"transformer_dropout_attention", "attention_probs_dropout_prob", "attn_dropout"}},
      {"model.feed_forward_dropout",
       {"transformer_dropout_ffn", "relu_dropout", "activation_dropout", "ffn_dropout"}},
      {"model.cell", {"rnn_type", "enc_cell", "dec_cell", "unit_type", "rnn_cell", "cell_type"}},
      {"model.bidirectional", {"brnn", "bidir", "encoder_bidirectional"}},
      {"model.reverse_source", {"reverse", "reverse_src"}},
      {"model.attention.score", {"global_attention", "attention_type", "attention_function"}},
      {"model.attention.input_feeding", {"input_feed"}},

      // Training
      {"training.batch_tokens",
       {"batch", "batch_size", "train_batch_size", "mini_batch", "minibatch", "mini_batch_words",
        "mini_batch_fit", "max_tokens", "tokens_per_batch", "batch_words", "max_sentences",
        "per_device_train_batch_size"},
       kInTokens},
      {"training.accumulate",
       {"accum_count", "batch_multiplier", "optimizer_delay", "update_freq", "accumulation",
        "gradient_accumulation", "gradient_accumulation_steps", "update_interval", "grad_accum",
        "accumulate_gradients", "accumulate_grad_batches"}},
      {"training.replicas",
       {"threads", "cpu_threads", "num_threads", "num_workers", "workers", "jobs",
        "dataloader_num_workers", "n_threads", "nproc_per_node", "world_size"}},
      {"training.precision",
       {"bf16", "fp16", "amp", "mixed_precision", "half", "dtype", "model_dtype",
        "mixed_precision_training"},
       "It is f32 or bf16."},
      {"training.seed", {"random_seed", "manual_seed", "rng_seed"}},
      {"training.optimizer", {"optim", "opt", "optimiser"}},
      {"training.learning_rate",
       {"lr", "learn_rate", "learningrate", "max_lr", "peak_lr", "base_lr", "alpha", "init_lr",
        "initial_learning_rate", "max_learning_rate"}},
      {"training.beta1", {"adam_beta1", "adam_betas", "betas", "optimizer_params"}},
      {"training.beta2", {"adam_beta2", "adam_betas", "betas", "optimizer_params"}},
      {"training.epsilon", {"adam_eps", "adam_epsilon", "eps"}},
      {"training.weight_decay", {"wd", "l2", "decay"}},
      {"training.label_smoothing", {"label_smoothing_factor", "smoothing", "label_smooth"}},
      {"training.clip_norm",
       {"clip", "clip_grad_norm", "max_grad_norm", "gradient_clip", "gradient_clip_val",
        "gradient_clipping", "grad_clip", "clip_gradient", "max_gradient_norm",
        "gradient_clipping_threshold"}},
      {"training.ema",
       {"exponential_smoothing", "average_decay", "moving_average", "ema_decay"},
       "It is the rate of the new weights: 1e-4 where others write a decay of 0.9999."},
      {"training.schedule",
       {"scheduler", "scheduling", "lr_scheduler", "lr_scheduler_type", "lr_schedule",
        "decay_method", "learning_rate_scheduler", "learning_rate_scheduler_type", "lr_decay",
        "lr_decay_strategy", "decay_scheme"}},
      {"training.warmup_steps",
       {"warmup", "warm_up", "lr_warmup", "warmup_updates", "warmup_ratio", "num_warmup_steps",
        "learning_rate_warmup", "learning_rate_warmup_steps", "warm_up_steps"},
       kInUpdates},
      {"training.min_learning_rate",
       {"min_lr", "stop_min_lr", "learning_rate_min", "minimum_learning_rate"}},
      {"training.plateau_factor",
       {"decrease_factor", "lr_shrink", "learning_rate_decay", "learning_rate_reduce_factor"}},
      {"training.max_steps",
       {"steps", "train_steps", "num_steps", "max_update", "max_updates", "updates",
        "num_train_steps", "max_iter", "iterations", "after_batches", "after", "total_steps"}},
      {"training.max_epochs",
       {"epochs", "epoch", "num_epochs", "max_epoch", "n_epochs", "num_train_epochs",
        "after_epochs", "max_num_epochs"}},
      {"training.max_minutes",
       {"max_time", "max_hours", "stop_time_hours", "max_seconds"},
       "It is counted in minutes."},
      {"training.early_stopping",
       {"patience", "early_stopping_patience", "early_stop", "max_num_checkpoint_not_improved"},
       "It is counted in validations."},
      {"training.early_stopping_metric",
       {"early_stopping_criteria", "best_checkpoint_metric", "metric_for_best_model",
        "optimized_metric", "eval_metric", "stopping_metric"}},
      {"training.valid_every",
       {"valid_freq", "valid_steps", "validation_freq", "validate_interval", "eval_steps",
        "validate_interval_updates", "valid_interval", "checkpoint_interval", "eval_every",
        "eval_frequency", "valid_frequency", "validate_every"},
       kInterval},
      {"training.valid_metrics", {"eval_metrics", "metrics", "valid_metric", "eval_bleu"}},
      {"training.save_every",
       {"save_freq", "save_steps", "save_checkpoint_steps", "save_interval",
        "save_interval_updates", "checkpoint_freq", "steps_per_checkpoint"},
       kInterval},
      {"training.keep_checkpoints",
       {"keep_checkpoint", "keep_last_epochs", "keep_last", "keep_last_params", "save_total_limit",
        "max_to_keep", "keep_interval_updates"}},
      {"training.keep_checkpoints",
       {"keep_best", "keep_best_ckpts", "keep_best_checkpoints"},
       kBestAreKept},
      {"training.average_checkpoints", {"average", "avg_ckpts", "average_last", "num_average"}},
      {"training.log_every",
       {"disp_freq", "log_interval", "logging_freq", "logging_steps", "report_every", "log_freq",
        "print_every", "display_freq", "steps_per_stats"}},
      {"training.memory_mb", {"workspace", "memory", "max_memory"}, "It is counted in MB."},
      {"training.guided_alignment_weight",
       {"lambda_align", "guided_alignment_cost", "alignment_weight"}},
      {"data.train.alignment", {"guided_alignment", "train_align"}},
      {"training.samples", {"print_valid_sents", "num_samples"}},

      // Decoding
      {"decoding.beam_size", {"beam", "beams", "num_beams", "beam_width", "beamsize", "b"}},
      {"decoding.length_penalty", {"lenpen", "normalize", "len_pen", "length_norm", "lp"}},
      {"decoding.coverage_penalty", {"coverage", "cov_pen", "stepwise_penalty"}},
      {"decoding.n_best", {"nbest", "num_hypotheses", "num_return_sequences", "n_best_size"}},
      {"decoding.min_length", {"min_len", "min_decoding_length", "min_output_length"}},
      {"decoding.max_length",
       {"max_len", "max_new_tokens", "max_decoding_length", "max_output_length", "max_len_b",
        "max_target_length"}},
      {"decoding.max_length_ratio",
       {"max_len_a", "max_length_factor", "max_output_length_num_stds"}},
      {"decoding.no_repeat_ngram",
       {"no_repeat_ngram_size", "block_ngram_repeat", "repetition_penalty", "ngram_repeat_block"}},
      {"decoding.diverse_groups", {"diverse_beam_groups", "num_beam_groups"}},
      {"decoding.diversity", {"diverse_beam_strength", "diversity_penalty"}},
      {"decoding.sampling", {"do_sample", "sample", "output_sampling", "random_sampling"}},
      {"decoding.temperature",
       {"temp", "sampling_temperature", "random_sampling_temp", "softmax_temperature"}},
      {"decoding.top_k", {"topk", "sampling_topk", "random_sampling_topk"}},
      {"decoding.top_p", {"topp", "sampling_topp", "random_sampling_topp", "nucleus"}},
      {"decoding.copy_unknown",
       {"replace_unk", "replace_unknowns", "unk_replace", "phrase_table", "replace_unknown"}},
      {"decoding.shortlist", {"vmap", "use_vmap", "restrict_lexicon", "lexicon"}},
      {"decoding.glossary", {"terms", "terminology", "dictionary"}},
      {"decoding.alignment",
       {"print_alignment", "report_align", "alignments", "return_alignments", "with_attention"}},
      {"decoding.batch_tokens",
       {"batch", "batch_size", "mini_batch", "max_batch_size", "eval_batch_size", "max_tokens"},
       kInTokens},
      {"decoding.threads",
       {"num_threads", "cpu_threads", "intra_threads", "inter_threads", "workers", "jobs",
        "num_workers", "n_threads"}},
      {"decoding.precision",
       {"compute_type", "quantize", "int8", "bf16", "fp16", "dtype", "gemm_type"}},
      {"decoding.max_source_length",
       {"max_input_length", "max_len_src", "max_src_length", "max_source_len"}},

      // What nmt does not have
      {"",
       {"gpu", "gpus", "gpu_id", "gpu_ids", "gpu_ranks", "num_gpus", "use_gpu", "cuda", "use_cuda",
        "device", "devices", "device_id", "device_ids", "no_cuda", "cpu", "use_cpu", "accelerator"},
       "nmt computes on processors (CPUs) only, and takes all cores; how many is set by "
       "training.replicas and decoding.threads"},
      {"",
       {"shuffle", "no_shuffle", "shuffle_in_ram", "bucket_size", "maxi_batch", "pool_factor"},
       "nmt shuffles the training text anew for each epoch; leave it out"},
      {"",
       {"batch_type", "batch_by_words", "eval_batch_type", "batch_sync"},
       "nmt always counts a batch in tokens; leave it out"},
      {"",
       {"load_model", "train_from", "restore_file", "resume", "continue", "resume_from_checkpoint",
        "reload", "finetune_from_model", "pretrained_model"},
       "nmt train goes on by itself where the same model_dir has a checkpoint; --from DIR begins "
       "with the weights of another model"},
      {"", {"overwrite", "overwrite_output_dir"}, "nmt train --fresh starts over"},
      {"",
       {"loss", "criterion", "cost_type"},
       "nmt minimises cross-entropy, with "
       "training.label_smoothing; leave it out"},
      {"",
       {"initializer", "init", "param_init", "init_weight", "init_weights"},
       "nmt draws the first weights as the papers of each model do; leave it out"},
      {"",
       {"wandb", "wandb_project", "report_to", "use_wandb"},
       "nmt writes metrics.jsonl, report.html and, with training.tensorboard, TensorBoard's files"},
      {"",
       {"remove_bpe", "post_process", "postprocess", "detokenize", "bpe_type"},
       "nmt gives plain text again by itself; leave it out"}};
  return names;
}

std::string plain(std::string_view name) {
  std::string text(name.substr(std::min(name.find_first_not_of("-_"), name.size())));
  for (char& c : text)
    c = c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::span<const OtherNames> other_names() { return table(); }

std::vector<const OtherNames*> entries_named(std::string_view name) {
  const std::string wanted = plain(name);
  std::vector<const OtherNames*> found;
  for (const OtherNames& entry : table()) {
    const bool named = std::any_of(entry.names.begin(), entry.names.end(),
                                   [&](const char* other) { return wanted == other; });
    if (named) found.push_back(&entry);
  }
  return found;
}

}  // namespace nmt
