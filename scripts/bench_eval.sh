#!/usr/bin/env bash
# Speed of nmt eval beside sacreBLEU in the same minutes, whole commands, interleaved. Nothing else may be running.
#
#     NMT_DATA=DIR [PYTHON=.../python] scripts/bench_eval.sh [ROUNDS]
#
# NMT_DATA holds metrics/; PYTHON has sacrebleu installed; without it only nmt runs.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
nmt=$(scripts/find_nmt.sh)
reference=$NMT_DATA/metrics/en-de.ref
hypotheses=$NMT_DATA/metrics/en-de.marian.hyp
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Seconds that a command takes.
seconds() {
  local start=$EPOCHREALTIME
  "$@" >"$work/out"
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.3f", b - a}'
}

sacrebleu() { "$PYTHON" -m sacrebleu -q "$reference" -i "$hypotheses" -m bleu chrf ter; }

echo "$(wc -l <"$reference") sentences, BLEU + chrF + TER, seconds"
printf '%-6s %8s %10s %7s\n' round nmt sacrebleu ratio
for ((round = 1; round <= rounds; ++round)); do
  ours=$(seconds "$nmt" eval --reference "$reference" -m bleu chrf ter "$hypotheses")
  theirs=-
  [ -n "${PYTHON:-}" ] && theirs=$(seconds sacrebleu)
  printf '%-6s %8s %10s %7s\n' "$round" "$ours" "$theirs" \
    "$(awk -v a="$ours" -v b="$theirs" 'BEGIN {if (b > 0) printf "%.1f", b / a; else print "-"}')"
done

for file in "$reference" "$hypotheses"; do
  for ((copy = 0; copy < 333; ++copy)); do cat "$file"; done >"$work/${file##*/}"
done
echo "$(wc -l <"$work/en-de.ref") sentences, BLEU, seconds"
for ((round = 1; round <= rounds; ++round)); do
  printf '%-6s %8s\n' "$round" "$(seconds "$nmt" eval --reference "$work/en-de.ref" "$work/en-de.marian.hyp")"
done
