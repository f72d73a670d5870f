#!/usr/bin/env bash
# Trains every kind of attention on one text with one budget, and prints a table: quality on the test set, how even the
# attention is, speed.
#
#     scripts/compare_attention.sh [VARIANT ...] [-- FLAG ...]
#
# Without VARIANTs all of them; FLAGs go to every training, so that a budget is one flag: `-- --training.max_steps 600`.
# By default it trains configs/demo_rnn.yaml on the embedded corpus, a minute each on two cores. Other text and sizes:
#
#     CONFIG=configs/luong.yaml SOURCE=test.en REFERENCE=test.de TRANSFORMER="--model.dim 256 ..." scripts/compare_attention.sh
#
# Models stay in OUT (build/compare); a variant that is finished there is not trained again. CORPUS is where the embedded
# corpus is or comes to be.
set -euo pipefail
cd "$(dirname "$0")/.."
nmt=$(scripts/find_nmt.sh)
out=${OUT:-build/compare}
config=${CONFIG:-configs/demo_rnn.yaml}
corpus=${CORPUS:-build/demo/corpus}
source=${SOURCE:-$corpus/test.en}
reference=${REFERENCE:-$corpus/test.tr}
# A Transformer with about as many parameters as the recurrent models of the configuration.
transformer=${TRANSFORMER:---model.dim 128 --model.heads 4 --model.feed_forward 160 --model.encoder_layers 2 --model.decoder_layers 2}

all=(bahdanau luong-dot luong-general luong-concat luong-location
  local-m-dot local-m-general local-m-concat local-p-dot local-p-general local-p-concat
  luong-general-no-feeding none transformer)

# What a variant changes in the configuration.
flags_of() {
  case $1 in
    bahdanau) echo --model.attention.type bahdanau --model.attention.score additive ;;
    luong-*-no-feeding) echo "$(flags_of "${1%-no-feeding}") --model.attention.input_feeding false" ;;
    luong-*) echo --model.attention.type luong --model.attention.score "${1#luong-}" ;;
    local-m-*-no-feeding | local-p-*-no-feeding) echo "$(flags_of "${1%-no-feeding}") --model.attention.input_feeding false" ;;
    local-m-* | local-p-*)
      local scope=${1%-*}
      echo --model.attention.type luong --model.attention.scope "$scope" --model.attention.score "${1#"$scope"-}" ;;
    none) echo --model.attention.type none --model.attention.score auto --model.attention.scope global ;;
    transformer) echo --model.type transformer "$transformer" ;;
    *) echo "error: no variant '$1'; one of: ${all[*]}" >&2; exit 2 ;;
  esac
}

# A Transformer has none of the settings of the recurrent models.
config_for() {
  if [ "$1" != transformer ]; then
    echo "$config"
    return
  fi
  sed -e '/^model:/,/^[a-z]/{/^model:/!{/^[a-z]/!d}}' -e 's/^model:.*/model: {dropout: '"$(dropout)"'}/' "$config" >"$out/transformer.yaml"
  echo "$out/transformer.yaml"
}
dropout() { sed -n 's/^  dropout: *\([0-9.]*\).*/\1/p' "$config"; }

train_variant() {
  [ -f "$out/$1/finished" ] && return
  # shellcheck disable=SC2046
  "$nmt" train --config "$(config_for "$1")" --model_dir "$out/$1" --fresh --quiet $(flags_of "$1") "${data[@]}" \
    --training.valid_metrics cross_entropy --training.valid_metrics perplexity --training.valid_metrics bleu \
    --training.valid_metrics attention_entropy "${extra[@]}"
  touch "$out/$1/finished"
}

number() { sed -n 's/.*"'"$1"'": *\([0-9.e+-]*\).*/\1/p'; }

row_of() {
  local dir=$out/$1 last speed scores entropy
  last=$(grep '"valid"' "$dir/metrics.jsonl" | tail -1)
  speed=$(number tokens_per_second <"$dir/metrics.jsonl" | awk 'NR > 1 {s += $1; n += 1} END {printf "%.0f", n ? s / n : 0}')
  scores=$("$nmt" eval --model "$dir" --source "$source" --reference "$reference" -m bleu -m chrf --width 2 --score-only --quiet | awk '{printf "%s ", $NF}')
  read -r bleu chrf <<<"$scores"
  entropy=$(number attention_entropy <<<"$last")
  [ "$1" = none ] && entropy=
  awk -v name="$1" -v parameters="$(number parameters <"$dir/training.json")" -v bleu="$bleu" -v chrf="$chrf" \
    -v perplexity="$(number perplexity <<<"$last")" -v entropy="$entropy" -v speed="$speed" -v minutes="$(number minutes <"$dir/training.json")" 'BEGIN {
      printf "| %s | %.2f M | %.2f | %.2f | %.2f | %s | %d | %.1f |\n", name, parameters / 1e6, bleu, chrf, perplexity,
        entropy == "" ? "-" : sprintf("%.2f", entropy), speed, minutes }'
}

chosen=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do chosen+=("$1"); shift; done
[ $# -gt 0 ] && shift
extra=("$@")
[ ${#chosen[@]} -eq 0 ] && chosen=("${all[@]}")
for variant in "${chosen[@]}"; do flags_of "$variant" >/dev/null; done
mkdir -p "$out"
data=()
if [ -z "${CONFIG:-}" ]; then
  [ -d "$corpus" ] || "$nmt" corpus --output "$corpus" --quiet
  data=(--data.train.source "$corpus/train.en" --data.train.target "$corpus/train.tr"
    --data.valid.source "$corpus/valid.en" --data.valid.target "$corpus/valid.tr")
fi

echo '| variant | parameters | BLEU | chrF | perplexity | attention entropy | tokens/s | minutes |'
echo '|---|---|---|---|---|---|---|---|'
for variant in "${chosen[@]}"; do
  train_variant "$variant"
  row_of "$variant"
done
