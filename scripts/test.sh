#!/usr/bin/env bash
# Installs the packages, builds everything and runs every test: scripts/test.sh [PRESET], PRESET being
# dev (the default), debug, asan-ubsan or tsan. The tests marked slow run with NMT_SLOW=1.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-dev}
scripts/install_packages.sh test
scripts/build.sh "$preset"
slow=(--label-exclude slow)
[ "${NMT_SLOW:-0}" = 1 ] && slow=()
ctest --preset "$preset" --parallel "$(nproc)" "${slow[@]}"
