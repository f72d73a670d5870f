#!/usr/bin/env bash
# From nothing to a translation: installs the packages, builds nmt, trains a small English-Turkish model on the
# embedded corpus, translates, and prints BLEU. A few minutes on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/demo
nmt=$build/nmt
corpus=$build/corpus
model=models/demo
bold='' plain=''
[ -t 2 ] && [ -z "${NO_COLOR:-}" ] && bold=$'\033[1m' plain=$'\033[0m'
say() { printf '\n%s%s%s  (%d s)\n' "$bold" "$*" "$plain" "$SECONDS" >&2; }

say "1/5  packages"
scripts/install_packages.sh
say "2/5  build"
cmake --preset release -B $build -DNMT_BUILD_TESTS=OFF >/dev/null
cmake --build $build --target nmt
say "3/5  corpus: sentences of an English-Turkish grammar"
rm -rf $corpus
$nmt corpus --output $corpus
say "4/5  training"
$nmt train --config configs/demo.yaml --model_dir $model --fresh
say "5/5  translating what it has never seen"
head -5 $corpus/test.en >$build/some.en
$nmt translate --model $model --quiet <$build/some.en >$build/some.tr
paste -d '\n' $build/some.en $build/some.tr | sed 'n;s/^/    /'
echo
$nmt eval --model $model --source $corpus/test.en --reference $corpus/test.tr
say "done; now yours: $nmt translate --model $model < your_sentences.txt"
