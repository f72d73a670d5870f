#!/usr/bin/env bash
# Installs what nmt is built with, on Debian 12 or later: scripts/install_packages.sh [PURPOSE]. Asks the network only for
# what is missing. A PURPOSE adds what is needed for it:
#   test      the tests            pages     a browser for scripts/test_pages.sh
#   package   scripts/package.sh   aarch64   building and running nmt for 64-bit Arm
set -euo pipefail

# libprotobuf-dev: Debian 13's libsentencepiece-dev needs it without saying so.
packages=(g++ cmake ninja-build pkg-config libbz2-dev libcld2-dev libcli11-dev libcpp-httplib-dev libfmt-dev libicu-dev
  liblzma-dev libmd4c-dev libprotobuf-dev libre2-dev libsentencepiece-dev libspdlog-dev libssl-dev libxml2-dev libxxhash-dev
  libyaml-cpp-dev libzip-dev libzstd-dev nlohmann-json3-dev zlib1g-dev)
# nmt has kernels of its own for these; elsewhere OpenBLAS multiplies (training.blas).
case $(uname -m) in x86_64 | aarch64) ;; *) packages+=(libopenblas0) ;; esac
[ "${1:-}" = test ] && packages+=(libgtest-dev libgmock-dev libbenchmark-dev bzip2 clang-format curl
  libopenblas0 libopenmpi-dev openmpi-bin openssl procps xz-utils zstd)
[ "${1:-}" = pages ] && packages+=(chromium python3)
[ "${1:-}" = package ] && packages+=(dpkg-dev file icu-devtools lintian)
[ "${1:-}" = aarch64 ] && packages+=(g++-aarch64-linux-gnu qemu-user-static)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "error: these packages are missing, and only root can install them: ${missing[*]}" >&2
    echo "  fix: as root, apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "installing ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
