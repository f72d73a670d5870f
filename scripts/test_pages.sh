#!/usr/bin/env bash
# Opens the pages of nmt attend --html and nmt serve in headless Chromium, and clicks through them:
# scripts/test_pages.sh [NMT [PICTURES]]. PICTURES is a folder for screenshots in light and dark colours.
# Ends with 77, which ctest takes for skipped, where there is no chromium or no python3.
set -euo pipefail
cd "$(dirname "$0")/.."
nmt=${1:-build/release/nmt}
if [ ! -x "$nmt" ]; then
  echo "error: there is no program $nmt; build it (scripts/build.sh), or name another: scripts/test_pages.sh NMT" >&2
  exit 2
fi
if ! command -v python3 >/dev/null; then
  echo "skipped: this machine has no python3"
  exit 77
fi
[ $# -lt 2 ] || mkdir -p "$2"
PYTHONDONTWRITEBYTECODE=1 exec python3 tests/pages/pages_test.py "$nmt" "${@:2}"
