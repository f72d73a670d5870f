#!/usr/bin/env bash
# Lets schemathesis ask nmt serve whatever GET /spec allows, and more, and look whether the answers are as it says:
# scripts/test_serve_spec.sh [NMT [OPTION ...]], with options of `schemathesis run`. PYTHON names a Python that has the package:
# one of a virtual environment, say. Ends with 77, which ctest takes for skipped, where it has not.
set -euo pipefail
cd "$(dirname "$0")/.."
nmt=${1:-build/release/nmt}
python=${PYTHON:-python3}
if [ ! -x "$nmt" ]; then
  echo "error: there is no program $nmt; build it (scripts/build.sh), or name another: scripts/test_serve_spec.sh NMT" >&2
  exit 2
fi
if ! "$python" -c 'import schemathesis' 2>/dev/null; then
  echo "skipped: $python has no schemathesis; python3 -m venv VENV; VENV/bin/pip install schemathesis; PYTHON=VENV/bin/python"
  exit 77
fi
PYTHONDONTWRITEBYTECODE=1 exec "$python" tests/libretranslate/spec_test.py "$nmt" "${@:2}"
