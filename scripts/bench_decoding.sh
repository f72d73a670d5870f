#!/usr/bin/env bash
# Decoding speed beside CTranslate2 on the same weights: sentences/s and tokens/s of each precision and beam, two
# workers, best batch size of each, in rounds that take turns; then a fresh process, peak memory, and BLEU.
#
# usage: scripts/bench_decoding.sh MODEL_DIR TEXT REFERENCE [ROUNDS]
#   NMT=build/release/nmt   the program
#   SHORTLIST=FILE          of nmt shortlist: each precision with it, too, and the same for CTranslate2
#   PYTHON=python3          with ctranslate2, sentencepiece; without them nmt runs alone
#   ONLY="int8 f32"         precisions; BEAMS="1 5"; BATCHES="128 256 512 1024" source tokens a thread takes at once
#   MARIAN="model.npz vocab.yml tokenizer.spm"  a model for pymarian, to be measured too
# The text goes through each program whole, tokenising and start-up included; CTranslate2's seconds leave out its own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 3 ]; then
  sed -n '5,12s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
model=$1 text=$2 reference=$3 rounds=${4:-3}
nmt=$("$(dirname "$0")"/find_nmt.sh)
python=${PYTHON:-python3}
precisions=${ONLY:-f32 bf16 int8}
beams=${BEAMS:-1 5}
batches=${BATCHES:-128 256 512 1024}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lines=$(wc -l < "$text")

peer_types="float32 int8"
if [ -n "${SHORTLIST:-}" ]; then
  for precision in $precisions; do precisions+=" $precision+shortlist"; done
  peer_types+=" float32+shortlist int8+shortlist"
fi

# flags PRECISION -> where the model is, and how it is used; `int8+shortlist` is int8 with the shortlist
flags() {
  local precision=${1%+*}
  echo "--model $([ "$precision" = int8 ] && echo "$work/int8" || echo "$model") --decoding.precision $precision"
  [ "$1" = "$precision" ] || echo "--decoding.shortlist $SHORTLIST"
}

if [[ " $precisions " == *" int8 "* ]]; then
  "$nmt" quantize --model "$model" --output "$work/int8" > "$work/log"
fi

# run_nmt PRECISION BEAM BATCH -> seconds; translations in $work/nmt.PRECISION.BEAM
run_nmt() {
  local begin end
  begin=$(date +%s%N)
  # shellcheck disable=SC2046
  "$nmt" translate --quiet $(flags "$1") --decoding.beam_size "$2" --decoding.batch_tokens "$3" --decoding.threads 2 < "$text" > "$work/nmt.$1.$2"
  end=$(date +%s%N)
  echo "$begin $end" | awk '{printf "%.3f\n", ($2 - $1) / 1e9}'
}

# run_peer TYPE BEAM BATCH KIND -> seconds
run_peer() {
  "$python" "$here/bench_ctranslate2.py" "$work/ct2" "$model/joint.spm" "$text" "$1" "$2" "$3" "$4" "$work/ct2.$1.$2"
}

bleu() {
  "$nmt" eval --reference "$reference" < <(head -n "$(wc -l < "$reference")" "$1") | sed -n 's/.*BLEU[^=]*= \([0-9.]*\).*/\1/p' | head -1
}

# row NAME BEAM BATCH SECONDS... FILE: the best of the rounds
row() {
  local name=$1 beam=$2 batch=$3 file=$4 seconds=$5
  awk -v lines="$lines" -v tokens="$(pieces "$model/joint.spm" "$file" | wc -w)" -v s="$seconds" -v name="$name" -v beam="$beam" -v batch="$batch" -v bleu="$(bleu "$file")" \
    'BEGIN {printf "%-22s %4d %-14s %10.0f %9.0f %7s\n", name, beam, batch, lines / s, tokens / s, bleu}'
}

# The text in tokens, or in words where there is no SentencePiece.
pieces() {
  "$python" -c 'import sentencepiece, sys
pieces = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
for line in open(sys.argv[2], encoding="utf-8"):
    print(*pieces.encode(line.rstrip("\n"), out_type=str))' "$1" "$2" 2> "$work/missing" || cat "$2"
}

peer=no
if "$python" -c 'import ctranslate2, sentencepiece' 2> "$work/missing" && [ -f "$model/joint.spm" ] &&
  "$nmt" export "$model" --format ctranslate2 --output "$work/ct2" --quiet ${SHORTLIST:+--decoding.shortlist "$SHORTLIST"} 2> "$work/missing"; then
  peer=yes
else
  echo "without CTranslate2: $(tail -1 "$work/missing")" >&2
fi

least() { awk -v a="$1" -v b="$2" 'BEGIN {print (a == "" || b < a) ? b : a}'; }

declare -A best batch_of
for ((round = 0; round < rounds; ++round)); do
  for beam in $beams; do
    for precision in $precisions; do
      for batch in $batches; do
        key=nmt.$precision.$beam
        seconds=$(run_nmt "$precision" "$beam" "$batch")
        if [ "$(least "${best[$key]:-}" "$seconds")" = "$seconds" ]; then best[$key]=$seconds batch_of[$key]="$batch tokens"; fi
      done
    done
    [ $peer = yes ] || continue
    for type in $peer_types; do
      for batch in "32 examples" "64 examples" "1024 tokens"; do
        key=ct2.$type.$beam
        # shellcheck disable=SC2086
        seconds=$(run_peer $type "$beam" $batch)
        if [ "$(least "${best[$key]:-}" "$seconds")" = "$seconds" ]; then best[$key]=$seconds batch_of[$key]=$batch; fi
      done
    done
  done
done

printf '%-22s %4s %-14s %10s %9s %7s\n' "" beam batch sentences/s tokens/s BLEU
for beam in $beams; do
  for key in $(for p in $precisions; do echo "nmt.$p"; done) $([ $peer = no ] || for p in $peer_types; do echo "ct2.$p"; done); do
    row "${key/./ }" "$beam" "${batch_of[$key.$beam]}" "$work/$key.$beam" "${best[$key.$beam]}"
  done
done

echo
echo "one sentence by a fresh process, best of 10:"
head -n 1 "$text" > "$work/one"
for precision in $precisions; do
  read -ra how <<< "$(flags "$precision" | tr '\n' ' ')"
  memory=$(/usr/bin/time -f '%M' "$nmt" translate "${how[@]}" < "$work/one" 2>&1 > "$work/out")
  for ((i = 0; i < 10; ++i)); do
    begin=$EPOCHREALTIME
    "$nmt" translate "${how[@]}" < "$work/one" > "$work/out"
    echo "$begin $EPOCHREALTIME" | awk '{printf "%.0f\n", 1e9 * ($2 - $1)}'
  done | sort -n | head -1 | awk -v p="$precision" -v memory="$memory" \
    '{printf "  nmt %-15s %6.1f ms %7.1f MB\n", p, $1 / 1e6, memory / 1024}'
done

# Models that were not trained alike write sentences of other lengths: compare tokens.
[ -n "${MARIAN:-}" ] || exit 0
read -r marian vocabulary tokenizer <<< "$MARIAN"
echo
echo "Marian, $marian:"
pieces "$tokenizer" "$text" > "$work/pieces"
for beam in $beams; do
  for ((round = 0; round < rounds; ++round)); do
    begin=$(date +%s%N)
    "$(dirname "$python")/pymarian" decode -m "$marian" -v "$vocabulary" "$vocabulary" -i "$work/pieces" -o "$work/marian" \
      --cpu-threads 2 -b "$beam" --normalize 1 --mini-batch 64 --maxi-batch 100 --maxi-batch-sort src -w 512 \
      --max-length 150 --quiet --quiet-translation 2> "$work/log"
    echo "$(($(date +%s%N) - begin))"
  done > "$work/times"
  sort -n "$work/times" | head -1 | awk -v beam="$beam" -v lines="$lines" -v tokens="$(wc -w < "$work/marian")" \
    '{printf "  beam %d %8.0f sentences/s %8.0f tokens/s\n", beam, lines / ($1 / 1e9), tokens / ($1 / 1e9)}'
done
