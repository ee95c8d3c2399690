#!/usr/bin/env bash
# Everything, suite by suite: scripts/test.sh [SUITE...]. Sets up what it needs, prints one line per suite, then the ends of the logs of
# the suites that failed, what failed in them, and last of all 'N passed, N failed'. Logs are kept in target/test.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=scripts/need.sh
. scripts/need.sh

all_suites=(rust sample install header c-plain c-asan c-valgrind lint examples demo)
suites=("$@")
[ "$#" -gt 0 ] || suites=("${all_suites[@]}")

logs=$PWD/target/test
# The examples and the C suite are built against the installed package, as an outsider would.
export IOSTX_PREFIX=$PWD/target/install
export IOSTX_EXAMPLES=$PWD/target/examples

# --- The suites. Each is a function that prints its results in the words of cargo test or scripts/check.sh. -----------------

suite_rust() {
  cargo test --locked --no-fail-fast -- --show-output
}

suite_lint() {
  scripts/lint.sh
}

suite_sample() {
  python3 scripts/make-sample.py --check
}

suite_install() {
  install_package && scripts/check-install.sh
}

suite_header() {
  install_package && scripts/check-header.sh
}

suite_c_plain() { c_suite plain; }
suite_c_asan() { c_suite asan; }
suite_c_valgrind() { c_suite valgrind; }

# More at a time than there are processors, since much of their time goes by in waiting for the servers that they talk to, and those first
# that take longest; each tells in a log of its own.
suite_examples() {
  local test status=0
  install_package && scripts/build-examples.sh || return 1
  rm -rf "$logs/examples" && mkdir -p "$logs/examples"
  # shellcheck disable=SC2016 # the shell within expands
  printf '%s\n' examples/{maildir,dav,syncmgr,imap}/test.sh examples/*/test.sh | awk '!seen[$0]++' |
    xargs -P $(($(getconf _NPROCESSORS_ONLN) + 1)) -I TEST \
      sh -c 'log=$0/$(basename "$(dirname "$1")").log
        "$1" >"$log" 2>&1 || { echo "FAILED: $1 ended with exit code $?" >>"$log"; exit 1; }' "$logs/examples" TEST || status=1
  for test in examples/*/test.sh; do
    echo "== $test"
    cat "$logs/examples/$(basename "$(dirname "$test")").log"
  done
  return "$status"
}

suite_demo() {
  scripts/demo.sh && echo "pass demo"
}

# The C suite in a build of its own: c_suite plain|asan|valgrind
c_suite() {
  install_package >"$logs/package.log" 2>&1 || { cat "$logs/package.log"; return 1; }
  c-tests/run.sh "$1" "$IOSTX_PREFIX" "target/c-tests/$1"
}

# Quick when nothing has changed since.
install_package() {
  make install PREFIX="$IOSTX_PREFIX"
}

# --- Running and counting ---------------------------------------------------------------------------------------------------------

# The numbers of passed and failed tests that a log tells of. A line 'N passed, N failed' closes the lines 'pass' and 'FAIL' above it:
# it counts instead of them.
count() {
  awk '
    /^test result: /      { passed += $4; failed += $6 }
    /^pass /              { open_passed++ }
    /^FAIL /              { open_failed++ }
    /^[0-9]+ passed, [0-9]+ failed$/ { passed += $1; failed += $3; open_passed = open_failed = 0 }
    END                   { print passed + open_passed, failed + open_failed }' "$1"
}

# What the simulator and its like went through, as their tests say it.
figures() {
  sed -nE 's/^((Items|Folders|All|scenarios|histories through four passes|kills|power|faults|fuzz|soak): .*)/  \1/p' "$1"
}

# What a log says failed, in the words of cargo test, scripts/check.sh, pytest and the function above.
failures() {
  grep -aE '^(FAIL |FAILED[: ]|ERROR )|^test .* FAILED$' "$1" | sort -u | head -n 40
}

total_passed=0
total_failed=0
failed_suites=()

run_suite() {
  local name=$1 log=$logs/$1.log started=$SECONDS status=0 passed failed note=""

  echo "$name ..."
  case $name in
    rust | lint | sample) ;;
    *) [ -z "$package_job" ] || wait "$package_job" || : ;; # what failed there fails once more, and is told of then
  esac
  if [ "$name" = lint ] && [ -n "$lint_job" ]; then
    wait "$lint_job" || status=$?
  else
    "suite_${name//-/_}" >"$log" 2>&1 </dev/null || status=$?
  fi
  read -r passed failed < <(count "$log")

  # A suite that broke down without a failed test, or that tested nothing, is itself one failure.
  if [ "$failed" -eq 0 ] && [ "$status" -ne 0 ]; then
    failed=1 note=" (ended with exit code $status)"
  elif [ "$failed" -eq 0 ] && [ "$passed" -eq 0 ]; then
    failed=1 note=" (ran no test)"
  fi

  printf '%-12s %5d passed, %d failed, %d s%s\n' "$name" "$passed" "$failed" $((SECONDS - started)) "$note"
  [ "$name" != rust ] || figures "$log"
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

# Begun beside the Rust tests, which do not keep two cores busy: the package with what is built on it, and lint. Who needs either waits.
package_job="" lint_job=""
case " ${suites[*]} " in
  *" rust "*" install "*" examples "*)
    { install_package && scripts/build-examples.sh; } >"$logs/build.log" 2>&1 </dev/null &
    package_job=$!
    ;;
esac
case " ${suites[*]} " in
  *" rust "*" lint "*)
    suite_lint >"$logs/lint.log" 2>&1 </dev/null &
    lint_job=$!
    ;;
esac
trap 'kill $package_job $lint_job 2>/dev/null' EXIT

for name in "${suites[@]}"; do
  run_suite "$name"
done

for name in ${failed_suites[@]+"${failed_suites[@]}"}; do
  printf '\n--- %s failed; the end of %s:\n' "$name" "target/test/$name.log"
  tail -n 400 "$logs/$name.log"
done

for name in ${failed_suites[@]+"${failed_suites[@]}"}; do
  printf '\n--- what failed of %s:\n' "$name"
  failures "$logs/$name.log"
done

echo
echo "$total_passed passed, $total_failed failed" | tee "$logs/summary"
[ "$total_failed" -eq 0 ]
