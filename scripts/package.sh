#!/usr/bin/env bash
# Makes the packages: build/packages/nmt_VERSION-1_ARCH.deb for Debian and Ubuntu, and nmt-VERSION-linux-ARCH.tar.gz, which
# runs from where it is unpacked.
#
#     scripts/package.sh [--check_reproducible]
#
# They run on this system and on later ones, so build them on the oldest that they are for. Trained models in models/ go in.
# The same source gives the same bytes; --check_reproducible builds a second time, in another folder and without ccache,
# and compares.
set -euo pipefail
cd "$(dirname "$0")/.."
check=no
case ${1:-} in
  '') ;;
  --check_reproducible | --check-reproducible) check=yes ;;
  *) echo "usage: scripts/package.sh [--check_reproducible]" >&2; exit 2 ;;
esac
scripts/install_packages.sh package
umask 022
out=build/packages
version=$(sed -n 's/^project(nmt VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
archive=nmt-$version-linux-$(uname -m)
# The date of the release stands for the time of every file.
SOURCE_DATE_EPOCH=$(date -d "$(sed -n '/^ -- /{s/.*>  //p;q}' packaging/changelog.Debian)" +%s)
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC

# make_packages BUILD_FOLDER OUT
make_packages() {
  local build=$1 out=$2 tree=$1/archive/$archive
  cmake --preset package -B "$build" >/dev/null
  cmake --build "$build"
  rm -rf "$out" "$build/archive"
  mkdir -p "$out"
  (cd "$build" && rm -f -- *.deb && cpack -G DEB >/dev/null)
  mv "$build"/*.deb "$out"
  cmake --install "$build" --prefix "$tree" >/dev/null
  cmake --install "$build" --prefix "$tree" --component archive >/dev/null
  tar --create --directory "$build/archive" --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" \
    --owner=0 --group=0 --numeric-owner "$archive" | gzip -9n >"$out/$archive.tar.gz"
}

for model in models/*/; do
  [ -d "$model" ] && echo "the packages hold the model $model" >&2
done
make_packages build/package $out
if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error $out/*.deb
fi
libc=$(find build/package/archive -type f \( -perm -u+x -o -name '*.so*' \) -exec objdump -T {} + 2>/dev/null |
  grep -o 'GLIBC_2\.[0-9]*' | sort -uV | tail -1)
echo "$(du -h $out/* | awk '{print $2 " (" $1 ")"}' | paste -sd ' '); need ${libc/_/ } or later"
if [ $check = yes ]; then
  CCACHE_DISABLE=1 make_packages build/package-again build/packages-again
  for file in "$out"/*; do
    cmp "$file" "build/packages-again/${file##*/}"
    sha256sum "$file"
  done
  echo "built twice, the same bytes"
  rm -rf build/package-again build/packages-again
fi
