#!/usr/bin/env bash
# Everything, suite by suite: scripts/test.sh [SUITE...]. Sets up what it needs, prints one line per suite, then the logs of the
# suites that failed, and last of all 'N passed, N failed'. Logs are kept in target/test.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=scripts/need.sh
. scripts/need.sh

all_suites=(rust lint sample install header)
suites=("$@")
[ "$#" -gt 0 ] || suites=("${all_suites[@]}")

logs=$PWD/target/test
# The examples and the C suite are built against the installed package, as an outsider would.
export IOSTX_PREFIX=$PWD/target/install
export IOSTX_EXAMPLES=$PWD/target/examples
jobs=$(getconf _NPROCESSORS_ONLN)

# --- The suites. Each is a function that prints its results in the words of cargo test, ctest or scripts/check.sh. -----------------

suite_rust() {
  cargo test --locked --no-fail-fast
}

suite_lint() {
  scripts/lint.sh
}

suite_sample() {
  python3 scripts/make-sample.py --check
}

suite_install() {
  make install PREFIX="$IOSTX_PREFIX" && scripts/check-install.sh
}

suite_header() {
  scripts/check-header.sh
}

suite_c_plain() {
  c_suite plain
}

suite_c_asan() {
  local flags="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
  c_suite asan "-DCMAKE_C_FLAGS=$flags" "-DCMAKE_CXX_FLAGS=$flags"
}

suite_c_valgrind() {
  c_suite valgrind \
    "-DCMAKE_CROSSCOMPILING_EMULATOR=valgrind;--quiet;--error-exitcode=99;--leak-check=full;--show-leak-kinds=definite,indirect"
}

suite_examples() {
  local test status=0
  scripts/build-examples.sh || return 1
  for test in examples/*/test.sh; do
    echo "== $test"
    "$test" || status=1
  done
  return "$status"
}

suite_demo() {
  scripts/demo.sh && echo "pass demo"
}

# The C suite in a build of its own: c_suite NAME [CMAKE OPTION...]
c_suite() {
  local build=target/c-tests/$1
  shift
  cmake -S c-tests -B "$build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_PREFIX_PATH="$IOSTX_PREFIX" "$@" &&
    cmake --build "$build" --parallel "$jobs" &&
    ctest --test-dir "$build" --parallel "$jobs" --output-on-failure --no-tests=error
}

# --- Running and counting ---------------------------------------------------------------------------------------------------------

# The numbers of passed and failed tests that a log tells of.
count() {
  awk '
    /^test result: /      { passed += $4; failed += $6 }
    /tests passed, .* tests failed out of / { failed += $4; passed += $NF - $4 }
    /^pass /              { passed++ }
    /^FAIL /              { failed++ }
    END                   { print passed + 0, failed + 0 }' "$1"
}

total_passed=0
total_failed=0
failed_suites=()

run_suite() {
  local name=$1 log=$logs/$1.log started=$SECONDS status=0 passed failed note=""

  echo "$name ..."
  "suite_${name//-/_}" >"$log" 2>&1 </dev/null || status=$?
  read -r passed failed < <(count "$log")

  # A suite that broke down without a failed test, or that tested nothing, is itself one failure.
  if [ "$failed" -eq 0 ] && [ "$status" -ne 0 ]; then
    failed=1 note=" (ended with exit code $status)"
  elif [ "$failed" -eq 0 ] && [ "$passed" -eq 0 ]; then
    failed=1 note=" (ran no test)"
  fi

  printf '%-12s %5d passed, %d failed, %d s%s\n' "$name" "$passed" "$failed" $((SECONDS - started)) "$note"
  total_passed=$((total_passed + passed))
  total_failed=$((total_failed + failed))
  [ "$failed" -eq 0 ] || failed_suites+=("$name")
}

for name in "${suites[@]}"; do
  if ! declare -F "suite_${name//-/_}" >/dev/null; then
    echo "no suite named $name; there are: ${all_suites[*]}" >&2
    exit 2
  fi
done
need cargo make gcc g++ cmake pkg-config valgrind shellcheck python3 || exit 1
mkdir -p "$logs"
rm -f "$logs/summary"

for name in "${suites[@]}"; do
  run_suite "$name"
done

for name in ${failed_suites[@]+"${failed_suites[@]}"}; do
  printf '\n--- %s failed; the end of %s:\n' "$name" "target/test/$name.log"
  tail -n 400 "$logs/$name.log"
done

echo
echo "$total_passed passed, $total_failed failed" | tee "$logs/summary"
[ "$total_failed" -eq 0 ]
