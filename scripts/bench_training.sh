#!/usr/bin/env bash
# Training speed beside PyTorch on the same cores in the same minutes, interleaved. Nothing else may be running.
#
#     NMT_DATA=DIR PEERS=DIR scripts/bench_training.sh [ROUNDS] [SHAPE ...]
#
# NMT_DATA holds multi30k/; PEERS holds bench_torch_train.py and env.sh (the peers' environment); without PEERS only nmt
# runs. Speeds are source + target tokens a second, end marks included, 4,096 target tokens a batch, two threads.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
shift || true
shapes=("${@:-tiny small}")
read -ra shapes <<<"${shapes[*]}"
nmt=${NMT:-build/release/nmt}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

shape_flags() {
  case $1 in
    tiny) echo --model.dim 128 --model.feed_forward 256 --model.encoder_layers 4 --model.decoder_layers 4 --model.dropout 0.3 ;;
    small) echo --model.dim 256 --model.feed_forward 1024 --model.encoder_layers 3 --model.decoder_layers 3 --model.dropout 0.1 ;;
    *) echo "error: no shape '$1'; use tiny or small" >&2; exit 2 ;;
  esac
}

# The speed of the last two thirds of the steps: the first see cold memory.
run_nmt() {
  # shellcheck disable=SC2046
  "$nmt" train --config configs/multi30k_en_de_tiny.yaml --model_dir "$work/$1" --fresh --quiet $(shape_flags "$1") \
    --training.replicas 2 --training.ema 0 --training.max_steps 45 --training.log_every 15 --training.valid_every 0 --training.save_every 0 \
    --training.early_stopping 0 --training.early_stopping_metric cross_entropy
  sed -n 's/.*"tokens_per_second": *\([0-9.]*\).*/\1/p' "$work/$1/metrics.jsonl" | tail -2 | awk '{s += $1} END {printf "%.0f", s / NR}'
}

run_torch() {
  (cd "$PEERS" && . ./env.sh && "$PY" bench_torch_train.py "$1" --steps 20 --warm 4 --threads 2) |
    sed -n 's/.*"src_trg_tok_s": \([0-9]*\).*/\1/p'
}

printf '%-6s %-6s %10s %10s %7s\n' shape round nmt torch ratio
for shape in "${shapes[@]}"; do
  for ((round = 1; round <= rounds; ++round)); do
    ours=$(run_nmt "$shape")
    theirs=-
    [ -n "${PEERS:-}" ] && theirs=$(run_torch "$shape")
    printf '%-6s %-6s %10s %10s %7s\n' "$shape" "$round" "$ours" "$theirs" \
      "$(awk -v a="$ours" -v b="$theirs" 'BEGIN {if (b > 0) printf "%.2f", a / b; else print "-"}')"
  done
done
