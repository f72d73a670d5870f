#!/usr/bin/env bash
# Draws the pictures of one sentence in docs/pictures again: its attention map, and the page of nmt serve.
#
#     scripts/draw_pictures.sh [MODEL [SENTENCE]]
#
# MODEL is the one of scripts/demo.sh unless given; NMT is the program. The page needs chromium (Debian package).
set -euo pipefail
cd "$(dirname "$0")/.."
nmt=${NMT:-build/demo/nmt}
model=${1:-models/demo}
sentence=${2:-"The farmer's father has three cars."}
work=$(mktemp -d)
. scripts/start_server.sh

"$nmt" attend --model "$model" "$sentence" --svg docs/pictures/attention_map.svg >"$work/map"

start_server --model "$model" --source_language en --target_language tr
# Chromium has no sandbox for root.
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/chromium" \
  --window-size=1000,590 --virtual-time-budget=10000 --screenshot="$PWD/docs/pictures/page.png" "$url/#${sentence// /%20}" 2>"$work/chromium.log"
