#!/usr/bin/env bash
# Every kind of attention, and none, reaches 85 BLEU on the embedded corpus: attention_quality.sh NMT
# What sees positions only, or a single state, gets more text and updates.
set -euo pipefail
nmt=$(realpath "$1")
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compare() {
  NMT=$nmt OUT=$work/compare "$source_dir/scripts/compare_attention.sh" "$@" | tail -n +3
}
"$nmt" corpus --output "$work/large" --train 100000 --quiet
rows=$(
  CORPUS=$work/corpus compare bahdanau luong-dot luong-general luong-concat local-m-dot local-m-general local-m-concat \
    local-p-dot local-p-general local-p-concat luong-general-no-feeding transformer
  CORPUS=$work/large compare luong-location -- --training.max_steps 4000
  CORPUS=$work/large compare none -- --training.max_steps 8000 --model.dim 256 --training.learning_rate 3e-3
)
echo "$rows"
awk -F '|' '{rows += 1; if ($4 < 85) {print "under 85:" $2; low = 1}} END {exit rows != 14 || low}' <<<"$rows"
