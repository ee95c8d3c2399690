#!/usr/bin/env bash
# Builds the examples that are CMake projects (those named, else all) against the package installed in $IOSTX_PREFIX, into
# $IOSTX_EXAMPLES/NAME: scripts/build-examples.sh [NAME...]. An example may have a test.sh, which scripts/test.sh runs: it finds the
# programs there, and prints a line "pass NAME" or "FAIL NAME" for each of its tests.
set -euo pipefail
cd "$(dirname "$0")/.."
prefix=${IOSTX_PREFIX:-$PWD/target/install}
out=${IOSTX_EXAMPLES:-$PWD/target/examples}

# shellcheck source=scripts/need.sh
. scripts/need.sh

names=("$@")
if [ "$#" -eq 0 ]; then
  for project in examples/*/CMakeLists.txt; do
    names+=("$(basename "$(dirname "$project")")")
  done
fi
case " ${names[*]} " in *" imap "*) need curl-config=libcurl4-openssl-dev ;; esac
list=$(IFS=';' && echo "${names[*]}")
cmake -S examples -B "$out" -DEXAMPLES="$list" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_PREFIX_PATH="$prefix"
cmake --build "$out" --parallel "$(getconf _NPROCESSORS_ONLN)"
