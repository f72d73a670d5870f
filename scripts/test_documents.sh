#!/usr/bin/env bash
# Translates documents that other programs have made, and has other programs read what comes out:
# scripts/test_documents.sh [NMT]. Needs python3; unzip, xmllint and pandoc are used where they are.
# Ends with 77, which ctest takes for skipped, where there is no python3.
set -euo pipefail
cd "$(dirname "$0")/.."
nmt=${1:-build/release/nmt}
if [ ! -x "$nmt" ]; then
  echo "error: there is no program $nmt; build it (scripts/build.sh), or name another: scripts/test_documents.sh NMT" >&2
  exit 2
fi
if ! command -v python3 >/dev/null; then
  echo "skipped: this machine has no python3"
  exit 77
fi
PYTHONDONTWRITEBYTECODE=1 exec python3 tests/document/documents_test.py "$nmt"
