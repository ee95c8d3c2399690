#!/usr/bin/env bash
# The installed header: compiles alone, twice, as C11 and as C++17, pedantic, with every compiler that is here; and the shared
# library exports exactly the functions that it declares.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=scripts/check.sh
. scripts/check.sh
prefix=${IOSTX_PREFIX:-$PWD/target/install}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Compiles from standard input: compiles COMPILER LANGUAGE STANDARD
compiles() {
  "$1" -x "$2" -std="$3" -Wall -Wextra -Wpedantic -Werror -I "$prefix/include" -fsyntax-only -
}

alone() { echo '#include <iostx.h>' | compiles "$@"; }
twice() { printf '#include <iostx.h>\n#include <iostx.h>\n' | compiles "$@"; }

for compiler in gcc clang; do
  command -v "$compiler" >/dev/null || continue
  check "header alone, C11, $compiler" alone "$compiler" c c11
  check "header twice, C11, $compiler" twice "$compiler" c c11
done
for compiler in g++ clang++; do
  command -v "$compiler" >/dev/null || continue
  check "header alone, C++17, $compiler" alone "$compiler" c++ c++17
  check "header twice, C++17, $compiler" twice "$compiler" c++ c++17
done

# Declared: names before a parenthesis in the preprocessed header that are functions of ours, not typedefs of function pointers.
declared() {
  gcc -E -P -x c "$prefix/include/iostx.h" | tr -d '\n' | tr ';' '\n' |
    sed -n 's/^[^({]*[ *]\(iostx_[a-z0-9_]*\) *(.*/\1/p' | sort -u
}
exported() {
  nm --dynamic --defined-only "$prefix/lib/libiostx.so" | awk '{ print $3 }' | sort -u
}
same_symbols() {
  declared >"$work/declared" && exported >"$work/exported" && [ -s "$work/declared" ] &&
    diff --label "declared in iostx.h" --label "exported by the library" "$work/declared" "$work/exported"
}

if [ "$(uname -s)" = Linux ]; then
  check "exported symbols equal the header's functions" same_symbols
fi
check_end
