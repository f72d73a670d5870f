#!/usr/bin/env bash
# From nothing to a translation: installs the packages, builds nmt, trains a small English-Turkish model on the
# embedded corpus, translates, and prints BLEU. About four minutes on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
begin=$SECONDS
say() { printf '\n\033[1m%s\033[0m  (%d s)\n' "$*" "$((SECONDS - begin))" >&2; }
[ -t 2 ] && [ -z "${NO_COLOR:-}" ] || say() { printf '\n%s  (%d s)\n' "$*" "$((SECONDS - begin))" >&2; }

say "1/5  packages"
scripts/install_packages.sh
say "2/5  build"
cmake --preset release -DNMT_BUILD_TESTS=OFF -B build/demo >/dev/null
cmake --build build/demo --target nmt
nmt=build/demo/nmt
corpus=build/demo/corpus model=models/demo

say "3/5  corpus: 21,000 sentence pairs from a grammar of English and Turkish"
"$nmt" corpus --output "$corpus"
say "4/5  training"
"$nmt" train --config configs/demo.yaml --fresh
say "5/5  translating"
head -5 "$corpus/test.en" | "$nmt" translate --model "$model" --quiet | paste -d '\n' <(head -5 "$corpus/test.en") - |
  sed 'n;s/^/    /'
echo
"$nmt" eval --model "$model" --source "$corpus/test.en" --reference "$corpus/test.tr"
say "done: $nmt translate --model $model < your_sentences.txt"
