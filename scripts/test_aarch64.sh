#!/usr/bin/env bash
# Builds nmt for 64-bit Arm on an x86-64 machine with Debian 12 or later, and tests it under qemu:
#     scripts/test_aarch64.sh
# The suites that decide about numbers run on every instruction set that nmt has for Arm, and models that are made here
# translate there to the same bytes. Nothing is timed: an emulator's speed says nothing about a processor's. The rest of
# the tests (ctest --preset aarch64) can be built and run alike.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD/build/aarch64-root  # where cmake/aarch64-linux-gnu.cmake looks for libraries
build=$PWD/build/aarch64
say() { printf '\n%s  (%d s)\n' "$*" "$SECONDS" >&2; }
fail() {
  echo "error: $1" >&2
  exit 1
}
grep -qw fma /proc/cpuinfo || fail "this machine does not fuse multiplications: its numbers are not those of Arm"

say "packages of this machine"
scripts/install_packages.sh test
scripts/install_packages.sh aarch64

# What nmt and its tests are built with, as the package manager of an Arm machine would choose it: with folders of its
# own, so that it changes nothing here.
libraries=(libbenchmark-dev libcli11-dev libcpp-httplib-dev libfmt-dev libgmock-dev libgtest-dev libicu-dev
  libprotobuf-dev libre2-dev
  libsentencepiece-dev libspdlog-dev libxml2-dev libxxhash-dev libyaml-cpp-dev libzip-dev nlohmann-json3-dev zlib1g-dev)
if [ "$(cat "$root.list" 2>/dev/null)" != "${libraries[*]}" ]; then
  say "libraries for Arm"
  packages=$PWD/build/aarch64-packages
  rm -rf "$root" "$packages"
  mkdir -p "$root" "$packages"/{lists,cache/archives}/partial
  touch "$packages/status"
  cat >"$packages/apt.conf" <<CONF
APT::Architecture "arm64";
#clear APT::Architectures;
APT::Architectures { "arm64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Dir::State "$packages";
Dir::State::status "$packages/status";
Dir::Cache "$packages/cache";
CONF
  export APT_CONFIG=$packages/apt.conf
  apt-get -qq update
  apt-get -qq -y --download-only install "${libraries[@]}" >/dev/null
  unset APT_CONFIG
  for package in "$packages"/cache/archives/*.deb; do
    # The compiler has headers of its own for these.
    case $package in */libc6-dev_* | */linux-libc-dev_*) ;; *) dpkg-deb -x "$package" "$root" ;; esac
  done
  # So that the folder of one processor need not be named beside that of all.
  cp -a "$root/usr/include/aarch64-linux-gnu/." "$root/usr/include/"
  rm -rf "$packages"
  echo "${libraries[*]}" >"$root.list"
fi

say "build"
suites=(tensor autograd nn contract)
scripts/build.sh release --target nmt
scripts/build.sh aarch64 --target nmt base_test decode_test gradient_test "${suites[@]/%/_test}"
here=$PWD/build/release/nmt

emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64)
on() { "$emulator" -L "$root" -cpu "$1" "${@:2}"; }  # on PROCESSOR PROGRAM ...
run() {                                              # run PROCESSOR SUITE [FILTER]
  say "$2 on $1, NMT_CPU=${NMT_CPU:-its best}"
  on "$1" "$build/tests/$2_test" --gtest_brief=1 --gtest_filter="${3:-*}"
}

say "the best instruction set of each processor"
for pair in cortex-a72:neon neoverse-n1:neon_dotprod max:neon_bf16; do
  run "${pair%:*}" tensor 'ChosenCpu.*'
  NMT_CPU=${pair#*:} on "${pair%:*}" "$build/tests/tensor_test" --gtest_brief=1 --gtest_filter='ChosenCpu.*'
done

# The emulator has threads of its own, beside those that the test counts.
run max base '-ThreadPool.SaysHowManyThreadsTheSystemGives'
run max decode 'Models/Exactness.*'
run cortex-a72 tensor
run neoverse-n1 tensor
for cpu in baseline neon neon_dotprod neon_i8mm neon_bf16; do
  export NMT_CPU=$cpu
  for suite in "${suites[@]}"; do run max "$suite"; done
  unset NMT_CPU
done
# In double precision there are no products of int8 and bfloat16 to choose among.
for cpu in baseline neon; do NMT_CPU=$cpu run max gradient; done

# Models made by this machine, with numbers of every kind, must answer the same there: words, scores, everything.
say "models of x86-64 on Arm"
work=$PWD/build/aarch64-check
rm -rf "$work"
mkdir -p "$work"
cd "$work"
"$here" corpus --quiet --output corpus
head -20 corpus/test.en >some.en
transformer=(--model.dim 48 --model.heads 3 --model.feed_forward 100)
rnn=(--model.type rnn --model.dim 40 --model.embedding 24)
data=(--data.train.source corpus/train.en --data.train.target corpus/train.tr --training.batch_tokens 1000)
for kind in transformer rnn; do
  declare -n model=$kind
  "$here" train --quiet --model_dir $kind "${model[@]}" "${data[@]}" --tokenizer.vocab_size 600 --training.max_steps 150
  "$here" quantize --model $kind --output $kind-int8 >/dev/null
  for as in "$kind-int8" "$kind --decoding.precision bf16" "$kind --decoding.precision f32"; do
    read -ra options <<<"--quiet --beam_size 4 --n_best 2 --format json --model $as"
    "$here" translate "${options[@]}" <some.en >here.json
    for cpu in baseline neon neon_dotprod neon_i8mm neon_bf16; do
      NMT_CPU=$cpu on max "$build/nmt" translate "${options[@]}" <some.en >there.json
      cmp here.json there.json || fail "$as translates otherwise with $cpu"
    done
    echo "$as: the same bytes on $(wc -l <here.json) lines"
  done
done

# A few steps of training too. The words of a text need no tokenizer whose training rounds otherwise.
for side in en tr; do head -300 corpus/train.$side >few.$side; done
data=(--data.train.source few.en --data.train.target few.tr --training.batch_tokens 100)
for kind in transformer rnn; do
  declare -n model=$kind
  for precision in f32 bf16; do
    options=("${model[@]}" "${data[@]}" --tokenizer.type words --tokenizer.vocab_size 200 --training.replicas 2
      --training.max_steps 4 --training.precision $precision)
    "$here" train --quiet --model_dir here-$kind-$precision "${options[@]}"
    on max "$build/nmt" train --quiet --model_dir there-$kind-$precision "${options[@]}"
    cmp {here,there}-$kind-$precision/weights.safetensors || fail "$kind learns otherwise in $precision"
    echo "$kind in $precision: the same weights after 4 steps"
  done
done
say "done"
