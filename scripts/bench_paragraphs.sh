#!/usr/bin/env bash
# What dividing lines into sentences is worth: BLEU of 2,000 paragraphs of 2 to 10 sentences of a test set, translated
# as they stand (decoding.split auto and lines), beside the same sentences translated one a line and then put together.
#
# usage: scripts/bench_paragraphs.sh MODEL_DIR TEXT REFERENCE [FLAG ...]
#   NMT=build/release/nmt   the program
#   PARAGRAPHS=2000         how many
#   FLAG ...                of nmt translate, such as --beam_size 5
# The paragraphs are the same in every run.
set -euo pipefail
if [ $# -lt 3 ]; then
  sed -n '5,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
model=$1 text=$2 reference=$3
shift 3
nmt=$("$(dirname "$0")"/find_nmt.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The numbers of the sentences of each paragraph. A generator of its own (Park and Miller's): each awk has another.
awk -v lines="$(wc -l <"$text")" -v paragraphs="${PARAGRAPHS:-2000}" '
  function draw(n) { state = state * 16807 % 2147483647; return int(state / 2147483647 * n) }
  BEGIN {
    state = 20261127
    for (p = 0; p < paragraphs; ++p) {
      count = 2 + draw(9)
      row = ""
      for (i = 0; i < count; ++i) row = row (i ? " " : "") 1 + draw(lines)
      print row
    }
  }' </dev/null >"$work/numbers"

# paragraphs FILE -> its lines, put together as the numbers say
paragraphs() {
  awk 'NR == FNR {line[FNR] = $0; next} {row = ""; for (i = 1; i <= NF; ++i) row = row (i > 1 ? " " : "") line[$i]; print row}' \
    "$1" "$work/numbers"
}

translate() { "$nmt" translate --model "$model" --quiet "$@"; }
bleu() { "$nmt" eval --reference "$work/reference" --force "$1" | sed -n 's/^BLEU[^=]*= \([0-9.]*\).*/\1/p'; }

paragraphs "$text" >"$work/source"
paragraphs "$reference" >"$work/reference"
translate --split lines "$@" <"$text" >"$work/sentences"
paragraphs "$work/sentences" >"$work/one-a-line"
for split in auto lines; do translate --split $split "$@" <"$work/source" >"$work/$split"; done

echo "$(wc -l <"$work/source") paragraphs of $(wc -w <"$work/numbers") sentences"
printf '%-26s %6s %8s\n' translated BLEU words
for way in one-a-line auto lines; do
  case $way in one-a-line) name='one sentence a line' ;; *) name="paragraphs, split $way" ;; esac
  printf '%-26s %6s %8s\n' "$name" "$(bleu "$work/$way")" "$(wc -w <"$work/$way")"
done
echo "paragraphs that auto translates otherwise than sentence by sentence: $(
  paste -d '\n' "$work/one-a-line" "$work/auto" | awk 'NR % 2 {one = $0; next} one != $0 {++n} END {print n + 0}')"
