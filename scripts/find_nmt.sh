#!/usr/bin/env bash
# Prints the nmt that the other scripts run: $NMT where it is set, otherwise what scripts/build.sh or scripts/demo.sh
# built, otherwise the installed one. Ends with 2 and says what to do where there is none.
set -euo pipefail
root=$(dirname "$0")/..
if [ -n "${NMT:-}" ]; then
  command -v "$NMT" && exit 0
  echo "error: there is no program $NMT" >&2
  echo "  at:  NMT=$NMT" >&2
else
  for nmt in "$root/build/release/nmt" "$root/build/demo/nmt" "$(command -v nmt || true)"; do
    [ -x "$nmt" ] && realpath "$nmt" && exit 0
  done
  echo "error: nmt is not built" >&2
  echo "  at:  build/release/nmt, build/demo/nmt and PATH" >&2
fi
echo "  fix: build it with scripts/build.sh, or name one that is built: export NMT=/path/to/nmt" >&2
exit 2
