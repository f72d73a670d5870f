#!/usr/bin/env bash
# Real documents of Debian packages go through nmt, and stay what they are: tests/slow/documents.sh NMT
# Fetches some packages with apt-get, and ends with 77 where it cannot. The model has learned next to nothing, so that its
# translations are as odd as can be; whether the documents stay sound does not depend on it.
set -euo pipefail
nmt=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

packages=(debian-faq debian-policy developers-reference gettext gtk-doc-tools gnome-user-docs nodejs-doc pandoc-data)
if ! apt-get download -qq "${packages[@]}" 2> apt.log; then
  echo "skipped: these packages cannot be had here: ${packages[*]}"
  cat apt.log
  exit 77
fi
for package in *.deb; do dpkg-deb -x "$package" packages; done
find packages -name '*.gz' -exec gunzip -f {} +

for i in 1 2 3 4 5 6 7 8; do
  printf 'The old man sees a red car.\nTwo women walk on the street.\nChildren play with a ball.\n'
done > source.txt
tr a-y b-z < source.txt > target.txt
"$nmt" train --quiet --model_dir model --data.train.source source.txt --data.train.target target.txt \
  --tokenizer.type bpe --tokenizer.vocab_size 300 --model.dim 16 --model.heads 2 --model.feed_forward 32 --model.encoder_layers 1 \
  --model.decoder_layers 1 --training.max_steps 20 --training.replicas 1 --languages.source en --languages.target tr

some() { # COUNT FIND-EXPRESSION ...: so many of them, of moderate size, the same each time
  local count=$1
  shift
  find packages -type f -size +1k -size -200k "$@" | sort | awk -v n="$count" '{ all[NR] = $0 }
    END { step = NR > n ? NR / n : 1; for (i = 1; i <= NR && printed < n; i += step) { print all[int(i)]; ++printed } }'
}
{
  some 20 -name '*.html'
  some 14 -name '*.md'
  some 14 -name '*.po'
  some 8 -name '*.docbook'
  some 6 -name '*.json'
  some 6 -name '*.txt'
} > documents.txt

documents=0
while read -r document; do
  case $document in
    *.html) format=html ;; *.md) format=markdown ;; *.po) format=po ;; *.docbook) format=docbook ;;
    *.json) format=json ;; *.txt) format=text ;;
  esac
  rm -f translated
  if ! "$nmt" translate --model model --quiet --beam_size 1 --max_length_ratio 1 --document "$document" \
    --format_in "$format" --output translated 2> messages; then
    echo "$document:"
    cat messages
    exit 1
  fi
  python3 "$here/same_structure.py" "$format" "$document" translated
  [ "$format" != po ] || ! command -v msgfmt > /dev/null || msgfmt -c --no-check-format 2> messages -o /dev/null translated ||
    { msgfmt -c -o /dev/null "$document" 2> /dev/null && cat messages && exit 1; }
  [ "$format" != docbook ] || ! command -v xmllint > /dev/null || xmllint --nonet --noout translated
  documents=$((documents + 1))
done < documents.txt
echo "$documents documents"
[ "$documents" -ge 50 ]
