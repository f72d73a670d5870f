#!/usr/bin/env bash
# Training speed beside PyTorch and Marian on the same cores in the same minutes, interleaved. Nothing else may be running.
#
#     NMT_DATA=DIR PEERS=DIR scripts/bench_training.sh [ROUNDS] [SHAPE ...]         SHAPE: tiny, small, base, rnn
#
# NMT_DATA holds multi30k/; PEERS holds bench_torch_train.py, bench_marian_train.sh and env.sh (the peers' environment);
# without PEERS only nmt runs. NMT and BENCH_GEMM name other builds than build/release. Speeds are source + target tokens a
# second, end marks included, 4,096 target tokens a batch, two threads. base has 32,000 pieces: those that Multi30k gives,
# and 24,000 that never occur, for all three alike.
#
# For each round: speeds, f32 to the best of the peers in f32, bf16 to the best of all peers. For each shape: the highest
# resident memory in MB, the share of the measured peak (matrix products with weights only), and two replicas to one.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
shift || true
shapes=("${@:-tiny small base rnn}")
read -ra shapes <<<"${shapes[*]}"
nmt=$(scripts/find_nmt.sh)
bench_gemm=${BENCH_GEMM:-build/release/tests/bench_gemm}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pieces=8000 unused_pieces=24000
# Source and target tokens to one target token in Multi30k with 8,000 pieces; Marian counts the target's.
both_sides=1.963

shape_flags() {
  local recipe=configs/multi30k_en_de_tiny.yaml
  case $1 in
    tiny) echo --config $recipe --model.dim 128 --model.feed_forward 256 --model.encoder_layers 4 --model.decoder_layers 4 --model.dropout 0.3 ;;
    small) echo --config $recipe --model.dim 256 --model.feed_forward 1024 --model.encoder_layers 3 --model.decoder_layers 3 --model.dropout 0.1 ;;
    base) echo --config $recipe --model.dim 512 --model.heads 8 --model.feed_forward 2048 --model.encoder_layers 6 --model.decoder_layers 6 --model.dropout 0.1 "$(base_vocabulary)" ;;
    rnn) echo --config configs/bahdanau.yaml --model.initial_state mean --model.dropout 0.1 ;;
    *) echo "error: no shape '$1'; use tiny, small, base or rnn" >&2; exit 2 ;;
  esac
}

# The tokenizer of the first run serves the others.
base_vocabulary() {
  if [ ! -f "$work/base.spm" ] && [ -f "$work/base/joint.spm" ]; then cp "$work/base/joint.spm" "$work/base.spm"; fi
  if [ -f "$work/base.spm" ]; then
    echo --tokenizer.model "$work/base.spm"
    return
  fi
  {
    echo "tokenizer: {vocab_size: $((pieces + unused_pieces)), user_symbols: ["
    for ((i = 0; i < unused_pieces; ++i)); do echo "  <unused$i>,"; done
    echo "]}"
  } >"$work/base.yaml"
  echo --config "$work/base.yaml"
}

# Operations of the products with weights, forward and backward, for each token of both sides.
operations_per_token() {
  local encoder decoder dim inner vocabulary=$pieces
  case $1 in
    tiny) encoder=4 decoder=4 dim=128 inner=256 ;;
    small) encoder=3 decoder=3 dim=256 inner=1024 ;;
    base) encoder=6 decoder=6 dim=512 inner=2048 vocabulary=$((pieces + unused_pieces)) ;;
    rnn) echo 29000000; return ;;
  esac
  awk -v e=$encoder -v l=$decoder -v d=$dim -v f=$inner -v v=$vocabulary -v both="$both_sides" 'BEGIN {
    source = e * (4 * d * d + 2 * d * f) + l * 2 * d * d
    target = l * (6 * d * d + 2 * d * f) + d * v
    printf "%.0f", 6 * (source * (both - 1) + target) / both }'
}

# Runs a command; its highest resident memory, in MB, goes to the file of that name.
with_memory() {
  local file=$work/memory.$1
  shift
  /usr/bin/time -o "$work/time" -f %M "$@"
  tail -1 "$work/time" | awk '{printf "%.0f", $1 / 1024}' >"$file"
}

# SHAPE PRECISION REPLICAS. The speed of the last two thirds of the steps: the first see cold memory.
run_nmt() {
  local steps=45
  [ "$1" = base ] && steps=9
  # shellcheck disable=SC2046
  with_memory "nmt_$2_$3" "$nmt" train $(shape_flags "$1") --model_dir "$work/$1" --fresh --quiet --training.batch_tokens 4096 \
    --training.precision "$2" --training.replicas "$3" --training.ema 0 --training.max_steps $steps \
    --training.log_every $((steps / 3)) --training.valid_every 0 --training.save_every 0 --training.early_stopping 0 \
    --training.early_stopping_metric cross_entropy
  sed -n 's/.*"tokens_per_second": *\([0-9.]*\).*/\1/p' "$work/$1/metrics.jsonl" | tail -2 | awk '{s += $1} END {printf "%.0f", s / NR}'
}

# SHAPE PRECISION. The peers' script knows the other shapes; base is added beside it.
run_torch() {
  local steps=20 warm=4 flags=()
  [ "$1" = base ] && steps=5 warm=2
  [ "$2" = bf16 ] && flags=(--bf16)
  (cd "$PEERS" && . ./env.sh && "$PY" -c '
import runpy, sys, nmt_torch
nmt_torch.SHAPES["base"] = dict(V=int(sys.argv.pop(1)), d=512, f=2048, h=8, enc=6, dec=6, p=0.1)
sys.argv[0] = "bench_torch_train.py"
runpy.run_path(sys.argv[0], run_name="__main__")' $((pieces + unused_pieces)) "$1" --steps $steps --warm $warm --threads 2 "${flags[@]}") >"$work/torch"
  sed -n 's/.*"peak_rss_MB": \([0-9]*\).*/\1/p' "$work/torch" >"$work/memory.torch_$2"
  sed -n 's/.*"src_trg_tok_s": \([0-9]*\).*/\1/p' "$work/torch"
}

# Marian's folder once more, with a larger vocabulary.
marian_folder() {
  local folder=$work/marian
  if [ ! -d "$folder" ]; then
    mkdir "$folder"
    ln -s "$NMT_BENCH"/venv "$NMT_BENCH"/enc "$folder"
    { cat "$NMT_BENCH/vocab.yml"; for ((i = 0; i < unused_pieces; ++i)); do echo "\"<unused$i>\": $((pieces + i))"; done; } >"$folder/vocab.yml"
  fi
  echo "$folder"
}

# The mean of what Marian prints after its first, cold lines.
run_marian() {
  (
    cd "$PEERS" && . ./env.sh
    if [ "$1" = base ]; then
      NMT_BENCH=$(marian_folder) DISP=2 bash ./bench_marian_train.sh base 6 2 4096 --type transformer --enc-depth 6 --dec-depth 6 \
        --dim-emb 512 --transformer-dim-ffn 2048 --transformer-heads 8 --transformer-dropout 0.1 --transformer-ffn-activation relu
    else
      DISP=4 bash ./bench_marian_train.sh "$1" 16 2 4096
    fi
  ) >"$work/marian.log" 2>&1 || { tail -3 "$work/marian.log" >&2; }
  sed -n 's/.*Maximum resident set size (kbytes): \([0-9]*\)/\1/p' "$work/marian.log" | awk '{printf "%.0f", $1 / 1024}' >"$work/memory.marian"
  sed -n 's/.* \([0-9.]*\) words\/s.*/\1/p' "$work/marian.log" | awk -v both="$both_sides" 'NR > 1 {s += $1; n += 1} END {printf "%.0f", n ? both * s / n : 0}'
}

# The first number to the largest of the others.
to_best() {
  awk -v ours="$1" -v others="${*:2}" 'BEGIN {
    n = split(others, x, " "); for (i = 1; i <= n; ++i) if (x[i] + 0 > best) best = x[i] + 0
    if (best > 0) printf "%.2f", ours / best; else print "-" }'
}

share_of_peak() { awk -v tokens="$1" -v operations="$2" -v peak="$3" -v cores="$4" 'BEGIN {printf "%.0f%%", (peak > 0 ? 100 * tokens * operations / 1e9 / cores / peak : 0)}'; }
peak_of() { "$bench_gemm" --benchmark_filter="peak<Precision::$1>" 2>/dev/null | sed -n 's/.*Gop\/s=\([0-9.]*\).*/\1/p' | tail -1 || true; }
memory_of() { cat "$work/memory.$1" 2>/dev/null || echo -; }

row() { printf '%-6s %-14s %9s %9s %9s %9s %9s %9s %9s %9s %9s\n' "$@"; }
peak_f32=$(peak_of f32) peak_bf16=$(peak_of bf16)
echo "peak of a core: f32 ${peak_f32:--} Gop/s, bf16 ${peak_bf16:--} Gop/s"
row shape '' 'f32' 'bf16' 'f32, one' 'bf16, one' 'torch' 'torch bf16' 'marian' 'f32 to' 'bf16 to'
for shape in "${shapes[@]}"; do
  shape_flags "$shape" >/dev/null
  operations=$(operations_per_token "$shape")
  for ((round = 1; round <= rounds; ++round)); do
    f32=$(run_nmt "$shape" f32 2) torch=- torch_bf16=- marian=-
    [ -z "${PEERS:-}" ] || torch=$(run_torch "$shape" f32)
    bf16=$(run_nmt "$shape" bf16 2)
    [ -z "${PEERS:-}" ] || { torch_bf16=$(run_torch "$shape" bf16); marian=$(run_marian "$shape"); }
    f32_one=$(run_nmt "$shape" f32 1) bf16_one=$(run_nmt "$shape" bf16 1)
    row "$shape" "tokens/s, $round" "$f32" "$bf16" "$f32_one" "$bf16_one" "$torch" "$torch_bf16" "$marian" \
      "$(to_best "$f32" "$torch" "$marian")" "$(to_best "$bf16" "$torch" "$torch_bf16" "$marian")"
  done
  row "$shape" 'share of peak' "$(share_of_peak "$f32" "$operations" "${peak_f32:-0}" 2)" "$(share_of_peak "$bf16" "$operations" "${peak_bf16:-0}" 2)" \
    "$(share_of_peak "$f32_one" "$operations" "${peak_f32:-0}" 1)" "$(share_of_peak "$bf16_one" "$operations" "${peak_bf16:-0}" 1)" '' '' '' '' ''
  row "$shape" 'two to one' "$(to_best "$f32" "$f32_one")" "$(to_best "$bf16" "$bf16_one")" '' '' '' '' '' '' ''
  row "$shape" 'memory, MB' "$(memory_of nmt_f32_2)" "$(memory_of nmt_bf16_2)" "$(memory_of nmt_f32_1)" "$(memory_of nmt_bf16_1)" \
    "$(memory_of torch_f32)" "$(memory_of torch_bf16)" "$(memory_of marian)" '' ''
done
