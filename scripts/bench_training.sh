#!/usr/bin/env bash
# Training speed beside PyTorch and Marian on the same cores in the same minutes, interleaved. Nothing else may be running.
#
#     NMT_DATA=DIR PEERS=DIR scripts/bench_training.sh [ROUNDS] [SHAPE ...]         SHAPE: tiny, small, rnn
#
# NMT_DATA holds multi30k/; PEERS holds bench_torch_train.py, bench_marian_train.sh and env.sh (the peers' environment);
# without PEERS only nmt runs. Speeds are source + target tokens a second, end marks included, 4,096 target tokens a batch,
# two threads.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
shift || true
shapes=("${@:-tiny small}")
read -ra shapes <<<"${shapes[*]}"
nmt=${NMT:-build/release/nmt}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Source and target tokens to one target token in Multi30k with 8,000 pieces; Marian counts the target's.
both_sides=1.963

shape_flags() {
  local recipe=configs/multi30k_en_de_tiny.yaml
  case $1 in
    tiny) echo --config $recipe --model.dim 128 --model.feed_forward 256 --model.encoder_layers 4 --model.decoder_layers 4 --model.dropout 0.3 ;;
    small) echo --config $recipe --model.dim 256 --model.feed_forward 1024 --model.encoder_layers 3 --model.decoder_layers 3 --model.dropout 0.1 ;;
    rnn) echo --config configs/bahdanau.yaml --model.initial_state mean --model.dropout 0.1 ;;
    *) echo "error: no shape '$1'; use tiny, small or rnn" >&2; exit 2 ;;
  esac
}

# The speed of the last two thirds of the steps: the first see cold memory.
run_nmt() {
  # shellcheck disable=SC2046
  "$nmt" train $(shape_flags "$1") --model_dir "$work/$1" --fresh --quiet --training.batch_tokens 4096 \
    --training.replicas 2 --training.ema 0 --training.max_steps 45 --training.log_every 15 --training.valid_every 0 --training.save_every 0 \
    --training.early_stopping 0 --training.early_stopping_metric cross_entropy
  sed -n 's/.*"tokens_per_second": *\([0-9.]*\).*/\1/p' "$work/$1/metrics.jsonl" | tail -2 | awk '{s += $1} END {printf "%.0f", s / NR}'
}

run_torch() {
  (cd "$PEERS" && . ./env.sh && "$PY" bench_torch_train.py "$1" --steps 20 --warm 4 --threads 2) |
    sed -n 's/.*"src_trg_tok_s": \([0-9]*\).*/\1/p'
}

# The mean of what Marian prints after its first, cold lines.
run_marian() {
  (cd "$PEERS" && . ./env.sh && DISP=4 bash ./bench_marian_train.sh "$1" 16 2 4096) 2>&1 |
    sed -n 's/.* \([0-9.]*\) words\/s.*/\1/p' | awk -v both="$both_sides" 'NR > 1 {s += $1; n += 1} END {printf "%.0f", n ? both * s / n : 0}'
}

printf '%-6s %-6s %10s %10s %10s %10s\n' shape round nmt torch marian 'to best'
for shape in "${shapes[@]}"; do
  shape_flags "$shape" >/dev/null
  for ((round = 1; round <= rounds; ++round)); do
    ours=$(run_nmt "$shape")
    torch=- marian=-
    if [ -n "${PEERS:-}" ]; then
      torch=$(run_torch "$shape")
      marian=$(run_marian "$shape")
    fi
    printf '%-6s %-6s %10s %10s %10s %10s\n' "$shape" "$round" "$ours" "$torch" "$marian" \
      "$(awk -v a="$ours" -v b="$torch" -v c="$marian" 'BEGIN {m = b > c ? b : c; if (m > 0) printf "%.2f", a / m; else print "-"}')"
  done
done
