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

# shellcheck source=../../scripts/check.sh
. ../../scripts/check.sh
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

mapfile -t tests < <(check_names)
[ "$#" -eq 0 ] || tests=("$@")
check_tests "${tests[@]}"
check_end
