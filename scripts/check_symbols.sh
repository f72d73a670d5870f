#!/usr/bin/env bash
# Tells each symbol that two object files define: scripts/check_symbols.sh LIBRARY.a ... [KERNEL.o ...]
# In static libraries the linker takes the first and says nothing, so that one part of the program runs another's code.
# Inline functions and templates (weak symbols) may be in many files; but not in kernels, which are compiled for one
# instruction set: a processor without it might run theirs.
set -euo pipefail
if [ $# -eq 0 ]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi

libraries=() kernels=()
for file in "$@"; do
  case $file in
    *.o) kernels+=("$file") ;;
    *) libraries+=("$file") ;;
  esac
done

symbols=$(nm --print-file-name --defined-only --extern-only --demangle --format=posix "${libraries[@]}" |
  sed -nE 's/^.*\/([^/]*\[[^]]*\]): (.*) ([A-Z])( [0-9a-f]*)?( [0-9a-f]*)?$/\3\t\2\t\1/p' |
  grep -v '^[WVU]' | cut -f 2-)
count=$(printf '%s\n' "$symbols" | cut -f 1 | sort -u | wc -l)
if [ "$count" -lt 100 ]; then
  echo "error: only $count symbols could be read" >&2
  exit 1
fi
twice=$(printf '%s\n' "$symbols" | sort -u |
  awk -F '\t' '{files[$1] = files[$1] "\n    " $2; ++times[$1]} END {for (s in times) if (times[s] > 1) print s files[s]}')
if [ -n "$twice" ]; then
  echo "defined more than once:" >&2
  printf '%s\n' "$twice" >&2
  exit 1
fi
if [ ${#kernels[@]} -gt 0 ]; then
  weak=$(nm --print-file-name --defined-only --demangle --format=posix "${kernels[@]}" | grep -E ' [VWu] ' || true)
  if [ -n "$weak" ]; then
    printf 'weak symbols in kernels:\n%s\n' "$weak" >&2
    exit 1
  fi
fi
echo "$count symbols, each defined once"
