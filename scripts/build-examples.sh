#!/usr/bin/env bash
# Builds every example that is a CMake project against the package installed in $IOSTX_PREFIX, into $IOSTX_EXAMPLES/NAME. An
# example may have a test.sh, which scripts/test.sh runs: it finds the programs there, and prints a line "pass NAME" or "FAIL NAME"
# for each of its tests.
set -euo pipefail
cd "$(dirname "$0")/.."
prefix=${IOSTX_PREFIX:-$PWD/target/install}
out=${IOSTX_EXAMPLES:-$PWD/target/examples}

for project in examples/*/CMakeLists.txt; do
  name=$(basename "$(dirname "$project")")
  cmake -S "examples/$name" -B "$out/$name" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_PREFIX_PATH="$prefix"
  cmake --build "$out/$name" --parallel "$(getconf _NPROCESSORS_ONLN)"
done
