#!/usr/bin/env bash
# The agent, end to end, with real directories and stores made here. Prints 'pass NAME' or 'FAIL NAME' for each test, and last
# 'N passed, N failed'. Needs the build of scripts/build-examples.sh (IOSTX_EXAMPLES) and the installed package (IOSTX_PREFIX).
#   test.sh [TEST...]     all tests, or those of these names
# shellcheck disable=SC2034 # variables that the files of tests/ use
set -uo pipefail
cd "$(dirname "$0")" || exit 1
here=$PWD
prefix=${IOSTX_PREFIX:-$PWD/../../target/install}
build=${IOSTX_EXAMPLES:-$PWD/../../target/examples}
sample=$PWD/../sample

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck source=tests/kit.sh
. tests/kit.sh
# shellcheck source=tests/down.sh
. tests/down.sh
# shellcheck source=tests/up.sh
. tests/up.sh
# shellcheck source=tests/both.sh
. tests/both.sh
# shellcheck source=tests/robust.sh
. tests/robust.sh
# shellcheck source=tests/outside.sh
. tests/outside.sh
# shellcheck source=tests/tools.sh
. tests/tools.sh

mapfile -t tests < <(declare -F | sed -n 's/^declare -f test_//p')
[ "$#" -eq 0 ] || tests=("$@")

passed=0
failed=0
for name in "${tests[@]}"; do
  t=$work/$name
  mkdir -p "$t"
  # Each in a shell of its own that ends with the first thing that is not as it should be; in the background, since the condition of an
  # "if" would take "set -e" away from it.
  (run_test "$name") >"$t.log" 2>&1 &
  if wait "$!"; then
    echo "pass ${name//_/ }"
    passed=$((passed + 1))
  else
    tail -n 40 "$t.log" | sed 's/^/  /'
    echo "FAIL ${name//_/ }"
    failed=$((failed + 1))
  fi
  rm -rf "$t"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
