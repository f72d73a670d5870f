#!/usr/bin/env bash
# Translates by nmt serve with libretranslatepy, LibreTranslate's client, and makes the calls that LibreTranslate's own tests
# make: scripts/test_libretranslate.sh [NMT]. PYTHON names a Python that has the package: one of a virtual environment, say.
# Ends with 77, which ctest takes for skipped, where it has not.
set -euo pipefail
cd "$(dirname "$0")/.."
nmt=${1:-build/release/nmt}
python=${PYTHON:-python3}
if [ ! -x "$nmt" ]; then
  echo "error: there is no program $nmt; build it (scripts/build.sh), or name another: scripts/test_libretranslate.sh NMT" >&2
  exit 2
fi
if ! "$python" -c 'import libretranslatepy' 2>/dev/null; then
  echo "skipped: $python has no libretranslatepy; python3 -m venv VENV; VENV/bin/pip install libretranslatepy; PYTHON=VENV/bin/python"
  exit 77
fi
PYTHONDONTWRITEBYTECODE=1 exec "$python" tests/libretranslate/calls_test.py "$nmt"
