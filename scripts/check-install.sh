#!/usr/bin/env bash
# The installed package as its users meet it: with pkg-config and with CMake, shared and static, where it was installed, moved
# elsewhere as a whole, and staged by a packager; and that uninstalling leaves nothing.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=scripts/check.sh
. scripts/check.sh
prefix=${IOSTX_PREFIX:-$PWD/target/install}
version=$(sed -n 's/^version *= *"\(.*\)"/\1/p' Cargo.toml | head -n 1)
abi=${version%%.*}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the program must say when it runs on the library just built.
expected="iostx $version, ABI $abi"

# Runs a built program: says COMMAND...
says() {
  local output
  output=$("$@") || return 1
  [ "$output" = "$expected" ] || { echo "it says '$output', not '$expected'"; return 1; }
}

# The three paths that find a library, for a package below PREFIX with its libraries in LIBDIR: in_package PREFIX LIBDIR COMMAND...
in_package() {
  local lib=$1/$2
  shift 2
  PKG_CONFIG_PATH=$lib/pkgconfig LD_LIBRARY_PATH=$lib DYLD_LIBRARY_PATH=$lib "$@"
}

pkg_config_version() { [ "$(pkg-config --modversion iostx)" = "$version" ]; }

pkg_config_shared() {
  local flags
  read -ra flags < <(pkg-config --cflags --libs iostx)
  gcc -std=c11 -Wall -Wextra -Wpedantic -Werror packaging/consumer/main.c "${flags[@]}" -o "$work/shared" && says "$work/shared"
}

pkg_config_static() {
  local flags archive
  archive=$(pkg-config --variable=libdir iostx)/libiostx.a
  read -ra flags < <(pkg-config --static --cflags --libs iostx | sed "s|-liostx|$archive|")
  gcc -std=c11 packaging/consumer/main.c "${flags[@]}" -o "$work/static" && says env -u LD_LIBRARY_PATH "$work/static"
}

# Builds and runs the CMake consumer: cmake_consumer PREFIX
cmake_consumer() {
  local build
  build=$(mktemp -d "$work/cmake.XXXXXX")
  cmake -S packaging/consumer -B "$build" -DCMAKE_PREFIX_PATH="$1" -DIOSTX_WANTED="$version" && cmake --build "$build" &&
    says "$build/with_shared" && says "$build/with_static"
}

# A CMake project that asks for VERSION finds nothing suitable.
cmake_refuses() {
  local build
  build=$(mktemp -d "$work/cmake.XXXXXX")
  if cmake -S packaging/consumer -B "$build" -DCMAKE_PREFIX_PATH="$prefix" -DIOSTX_WANTED="$1" >"$build/log" 2>&1; then
    echo "version $1 was accepted"
    return 1
  fi
  grep -q "version: $version" "$build/log" || { cat "$build/log"; return 1; }
}

soname_chain() {
  local soname
  soname=$(objdump -p "$prefix/lib/libiostx.so" | awk '$1 == "SONAME" { print $2 }')
  [ "$soname" = "libiostx.so.$abi" ] || { echo "the SONAME is '$soname'"; return 1; }
  [ "$(readlink "$prefix/lib/libiostx.so")" = "$soname" ] && [ "$(readlink "$prefix/lib/$soname")" = "libiostx.so.$version" ]
}

stays_loaded() { readelf -d "$prefix/lib/libiostx.so" | grep NODELETE >/dev/null; }

moved() {
  cp -R "$prefix" "$work/moved" && in_package "$work/moved" lib pkg_config_shared && cmake_consumer "$work/moved"
}

staged() {
  make --no-print-directory install DESTDIR="$work/stage" PREFIX=/opt/iostx LIBDIR=lib/multi/arch INCLUDEDIR=include/iostx-0 &&
    in_package "$work/stage/opt/iostx" lib/multi/arch pkg_config_shared
}

uninstalled() {
  local left
  make --no-print-directory install PREFIX="$work/gone" && make --no-print-directory uninstall PREFIX="$work/gone" || return 1
  left=$(find "$work/gone" ! -type d)
  [ -z "$left" ] || { echo "left behind: $left"; return 1; }
}

check "pkg-config: version" in_package "$prefix" lib pkg_config_version
check "pkg-config: shared library" in_package "$prefix" lib pkg_config_shared
check "pkg-config: static library" in_package "$prefix" lib pkg_config_static
check "CMake: iostx::iostx and iostx::static" cmake_consumer "$prefix"
check "CMake: a later version is refused" cmake_refuses "$abi.9999"
check "CMake: another ABI is refused" cmake_refuses $((abi + 1))
if [ "$(uname -s)" = Linux ]; then
  check "SONAME and links" soname_chain
  check "the library stays loaded when a host closes it" stays_loaded
fi
check "moved as a whole, it still works" moved
check "staged with DESTDIR and its own LIBDIR" staged
check "uninstall leaves no file" uninstalled
check_end
