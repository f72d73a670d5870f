#!/usr/bin/env bash
# Builds one preset (dev by default): scripts/build.sh [PRESET] [cmake --build arguments ...]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-dev}
[ $# -gt 0 ] && shift
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" "$@"
