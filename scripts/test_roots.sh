#!/usr/bin/env bash
# What a newcomer meets, on a machine that has nothing: clean roots of Debian 12 and 13, in which the README's two
# commands run, and into which the package and the portable tarball are installed.
#
# usage: scripts/test_roots.sh [SUITE ...]     as root; bookworm and trixie where none is named
#   STEPS="demo test package install"   what is done in each root; `package` only in the first, whose system is the oldest
#   ROOTS=build/roots                   pristine roots are kept there, so that the next run need not make them again
#   MIRROR=URL                          of Debian's packages, as debootstrap takes it
# The committed state is tried. A table of times and sizes is printed at the end; logs are in $ROOTS/SUITE.STEP.log.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  sed -n '2,9s/^# \{0,1\}//p' "$0"
  exit 0
fi
suites=("${@:-bookworm}")
[ $# -gt 0 ] || suites=(bookworm trixie)
steps=${STEPS:-demo test package install}
mkdir -p "${ROOTS:-build/roots}"
roots=$(cd "${ROOTS:-build/roots}" && pwd)
[ "$(id -u)" -eq 0 ] || { echo "error: clean roots need root" >&2; exit 2; }
for tool in debootstrap unshare git; do
  command -v $tool >/dev/null || { echo "error: there is no $tool; apt-get install debootstrap util-linux git" >&2; exit 2; }
done

pristine() {  # pristine SUITE
  [ -e "$roots/$1/etc/debian_version" ] ||
    debootstrap --variant=minbase "$1" "$roots/$1" ${MIRROR:+"$MIRROR"} >"$roots/$1.log"
}

# The root of a machine that was just installed, with the project in /root/nmt.
fresh() {  # fresh SUITE NAME
  rm -rf "${roots:?}/$2"
  cp -a "$roots/$1" "$roots/$2"
  cp /etc/resolv.conf "$roots/$2/etc/"
  cp -n /etc/apt/apt.conf.d/* "$roots/$2/etc/apt/apt.conf.d/" 2>/dev/null || true
  git clone --quiet --no-hardlinks . "$roots/$2/root/nmt"
}

# Runs a script of bash in the root; its mounts and processes end with it.
enter() {  # enter NAME SCRIPT
  unshare --mount --pid --fork -- bash -c '
    set -euo pipefail
    mount --make-rprivate /
    mount -t proc proc "$1/proc"
    mount -t sysfs sys "$1/sys"
    mount --rbind /dev "$1/dev"
    exec chroot "$1" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
      bash -c "cd /root/nmt && set -euo pipefail && $2"' bash "$roots/$1" "$2"
}

table=()
step() {  # step SUITE STEP NAME SCRIPT
  local begin=$SECONDS log=$roots/$1.$2.log
  echo "$1: $2" >&2
  if ! enter "$3" "$4" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "error: $2 failed on $1; the whole log is $log" >&2
    exit 1
  fi
  table+=("$(printf '%-9s %-9s %5d s  %s' "$1" "$2" $((SECONDS - begin)) "$(grep -hE '^(BLEU|nmt:|100% tests passed)' "$log" | tail -n 1)")")
}

# What the installed program must do, wherever it came from: $1 is how it is called.
use='
use() {
  "$1" --version
  "$1" corpus --output /tmp/corpus --quiet
  "$1" train --config "$2" --model_dir /tmp/model --data.train.source /tmp/corpus/train.en --data.train.target /tmp/corpus/train.tr \
    --data.valid.source /tmp/corpus/valid.en --data.valid.target /tmp/corpus/valid.tr --training.max_steps 20 --training.warmup_steps 10 --fresh
  head -n 3 /tmp/corpus/test.en | "$1" translate --model /tmp/model > /tmp/out
  [ "$(wc -l < /tmp/out)" -eq 3 ]
  "$1" eval --reference /tmp/corpus/test.tr < /tmp/corpus/test.tr
}
'
apt='export DEBIAN_FRONTEND=noninteractive; apt-get update -qq'

for suite in "${suites[@]}"; do
  pristine "$suite"
  for name in demo test; do
    [[ " $steps " == *" $name "* ]] || continue
    fresh "$suite" "$suite.$name"
    step "$suite" $name "$suite.$name" "scripts/$name.sh"
    rm -rf "${roots:?}/$suite.$name"
  done
  if [[ " $steps " == *" package "* ]] && [ "$suite" = "${suites[0]}" ]; then
    fresh "$suite" package
    step "$suite" package package 'scripts/package.sh --check_reproducible'
    rm -rf "$roots/packages"
    cp -r "$roots/package/root/nmt/build/packages" "$roots/packages"
    rm -rf "$roots/package"
  fi
  if [[ " $steps " == *" install "* ]]; then
    # The source tree is there for the configuration of a training only.
    fresh "$suite" "$suite.install"
    cp "$roots"/packages/* "$roots/$suite.install/root/"
    step "$suite" deb "$suite.install" "$apt; $use"'
      apt-get install -y -qq --no-install-recommends man-db bash-completion /root/nmt_*.deb
      use nmt configs/demo.yaml
      MANPAGER=cat MANWIDTH=80 man nmt-translate | grep -q "translate"
      bash -c "source /usr/share/bash-completion/bash_completion; source /usr/share/bash-completion/completions/nmt
        COMP_WORDS=(nmt tran) COMP_CWORD=1; eval \"\$(complete -p nmt | sed -E \"s/.*-F ([^ ]+).*/\\1/\")\" nmt tran nmt
        printf \"%s\\n\" \"\${COMPREPLY[@]}\" | grep -qx \"translate *\""
      echo "nmt: $(stat -c %s /root/nmt_*.deb) bytes of package, $(stat -c %s /usr/bin/nmt) bytes of program"
      apt-get remove -y -qq nmt
      [ ! -e /usr/bin/nmt ]'
    step "$suite" tarball "$suite.install" "$use"'
      mkdir /opt/nmt; tar -xzf /root/nmt-*.tar.gz -C /opt/nmt --strip-components=1
      use /opt/nmt/bin/nmt configs/demo.yaml
      echo "nmt: $(stat -c %s /root/nmt-*.tar.gz) bytes of tarball"'
    rm -rf "${roots:?}/$suite.install"
  fi
done
printf '%s\n' "${table[@]}"
