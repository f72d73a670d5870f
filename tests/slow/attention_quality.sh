#!/usr/bin/env bash
# Every kind of attention, and none, reaches 85 BLEU on the embedded corpus: attention_quality.sh NMT
set -euo pipefail
nmt=$(realpath "$1")
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
table=$(NMT=$nmt OUT=$work/compare CORPUS=$work/corpus "$source_dir/scripts/compare_attention.sh")
echo "$table"
awk -F '|' 'NR > 2 {rows += 1; if ($4 < 85) {print "under 85:" $2; low = 1}} END {exit rows < 14 || low}' <<<"$table"
