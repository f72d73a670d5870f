#!/usr/bin/env bash
# Sequence-level distillation (Kim and Rush 2016): a teacher translates the training source, and a smaller student learns
# from its translations instead of the references. They are easier to learn: more regular, and free of what no model could
# have guessed.
#
#     SOURCE=train.en TARGET=train.de scripts/distill.sh TEACHER CONFIG OUT [-- FLAG ...]
#
# TEACHER is a model directory, CONFIG the configuration of the student, OUT a folder for the translations and the models;
# FLAGs go to every training. The student gets the teacher's tokenizers. With TARGET, the references, a second student learns
# from them for comparison, and with MIX=yes a third from both. With TEST_SOURCE and TEST_REFERENCE all are measured.
# BEAM is the teacher's beam (5). What is finished in OUT is not done again.
set -euo pipefail
nmt=$("$(dirname "$0")"/find_nmt.sh)
usage="usage: SOURCE=FILE [TARGET=FILE] scripts/distill.sh TEACHER CONFIG OUT [-- FLAG ...]"
[ $# -ge 3 ] || { echo "$usage" >&2; exit 2; }
teacher=$1 config=$2 out=$3
shift 3
[ "${1:-}" != -- ] || shift
: "${SOURCE:?$usage}"
mkdir -p "$out"

translation=$out/teacher.txt
if [ ! -s "$translation" ]; then
  "$nmt" translate --model "$teacher" --decoding.beam_size "${BEAM:-5}" < "$SOURCE" > "$translation.part"
  mv "$translation.part" "$translation"
fi

if [ -f "$teacher/joint.spm" ]; then
  tokenizers=(--tokenizer.model "$teacher/joint.spm")
else
  tokenizers=(--tokenizer.source "$teacher/source.spm" --tokenizer.target "$teacher/target.spm")
fi

# student NAME FLAG ...
student() {
  local name=$1
  shift
  "$nmt" train --config "$config" --model_dir "$out/$name" "${tokenizers[@]}" "$@"
}
models=("$teacher" "$out/distilled")
student distilled --data.train.source "$SOURCE" --data.train.target "$translation" "$@"
if [ -n "${TARGET:-}" ]; then
  models+=("$out/references")
  student references --data.train.source "$SOURCE" --data.train.target "$TARGET" "$@"
fi
if [ -n "${TARGET:-}" ] && [ "${MIX:-no}" = yes ]; then
  models+=("$out/mixed")
  student mixed --data.train.source "[$SOURCE, $SOURCE]" --data.train.target "[$TARGET, $translation]" "$@"
fi

[ -n "${TEST_SOURCE:-}" ] && [ -n "${TEST_REFERENCE:-}" ] || exit 0
for model in "${models[@]}"; do
  for beam in 1 5; do
    score=$("$nmt" eval --quiet --model "$model" --decoding.beam_size $beam --source "$TEST_SOURCE" \
      --reference "$TEST_REFERENCE" --metrics bleu | sed 's/^[^=]* = \([0-9.]*\) .*$/\1/;q')
    printf '%-40s beam %d  BLEU %s\n' "$model" "$beam" "$score"
  done
done
