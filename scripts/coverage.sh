#!/usr/bin/env bash
# Tells which functions and lines of src/ no test runs: builds the preset `coverage`, runs the tests with it, and reads what
# gcov has counted.
#
#     scripts/coverage.sh [--slow] [--tests REGEX]   builds, runs all tests or those that ctest -R finds, and reports
#     scripts/coverage.sh --report                   reports what the last run has counted
#     scripts/coverage.sh --lines PATH ...           prints the lines of files or folders of src that it has not run
#
# --slow adds the tests that train for minutes. Every nmt that a test starts is counted, unless it ends by a signal or by
# _exit(), as the children do that read foreign tokenizers apart: their counts are lost.
set -euo pipefail
usage() {
  sed -n '5,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
build=$(dirname "$0")/../build/coverage
slow=(--label-exclude slow) tests=()
while [ $# -gt 0 ]; do
  case $1 in
    --slow) slow=() ;;
    --tests) [ $# -gt 1 ] || usage; tests=(--tests-regex "$2"); shift ;;
    --report) [ $# -eq 1 ] || usage; exec "$(dirname "$0")/coverage.py" "$build" ;;
    --lines) [ $# -gt 1 ] || usage; exec "$(dirname "$0")/coverage.py" "$build" "${@:2}" ;;
    *) usage ;;
  esac
  shift
done
cd "$(dirname "$0")/.."
build=build/coverage
clear_counts() { find $build -name '*.gcda' -delete; }

# A program that finds the counts of another build says so among what it prints, which tests compare.
[ -d $build ] && clear_counts
scripts/build.sh coverage
clear_counts  # of listing the tests
failed=no
ctest --preset coverage --parallel "${CTEST_PARALLEL_LEVEL:-$(nproc)}" "${slow[@]}" "${tests[@]}" >&2 || failed=yes
scripts/coverage.py $build
[ $failed = no ] || echo "warning: tests failed (above); what they would have run may be missing here" >&2
