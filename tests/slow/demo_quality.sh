#!/usr/bin/env bash
# The demo's recipe reaches 90 BLEU on sentences whose word combinations it has never seen: demo_quality.sh NMT
set -euo pipefail
nmt=$1
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$nmt" corpus --output "$work/corpus" --quiet
"$nmt" train --config "$source_dir/configs/demo.yaml" --model_dir "$work/model" --quiet \
  --data.train.source "$work/corpus/train.en" --data.train.target "$work/corpus/train.tr" \
  --data.valid.source "$work/corpus/valid.en" --data.valid.target "$work/corpus/valid.tr"
score=$("$nmt" eval --model "$work/model" --source "$work/corpus/test.en" --reference "$work/corpus/test.tr" --score_only)
echo "BLEU $score"
awk -v score="$score" 'BEGIN {exit !(score >= 90)}'
