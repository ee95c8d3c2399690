#!/usr/bin/env bash
# To be sourced: runs checks and tests, prints a line "pass NAME" or "FAIL NAME" for each, which scripts/test.sh counts, and at the end
# how many there were.

check_passed=0
check_failed=0

# Checks one thing: check NAME COMMAND... The command runs in a subshell; what it says is shown if it fails.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    _check_say pass "$name"
  else
    [ -z "$output" ] || printf '%s\n' "$output"
    _check_say FAIL "$name"
  fi
}

# Runs each of these functions test_NAME, with a directory $t below $work and after the function begin_test: check_tests NAME...
check_tests() {
  local name t
  for name in "$@"; do
    # shellcheck disable=SC2154 # of who sources this
    t=$work/$name
    mkdir -p "$t"
    # In a shell of its own that ends with the first thing that is not as it should be; in the background, since the condition of an
    # "if" would take "set -e" away from it.
    (
      set -eE
      trap 'echo "line ${BASH_LINENO[0]}: $BASH_COMMAND"' ERR
      begin_test
      "test_$name"
    ) >"$t.log" 2>&1 &
    if wait "$!"; then
      _check_say pass "${name//_/ }"
    else
      tail -n 40 "$t.log" | sed 's/^/  /'
      _check_say FAIL "${name//_/ }"
    fi
    rm -rf "$t"
  done
}

# The names of all tests.
check_names() {
  declare -F | sed -n 's/^declare -f test_//p'
}

# Passes on what a program of tests says, and counts its lines "pass NAME" and "FAIL NAME" itself: check_lines COMMAND...
check_lines() {
  local line
  while IFS= read -r line; do
    case $line in
      'pass '* | 'FAIL '*) _check_say "${line%% *}" "${line#* }" ;;
      [0-9]*' passed, '[0-9]*' failed') ;;
      *) printf '%s\n' "$line" ;;
    esac
  done < <("$@" 2>&1 || echo "FAIL $*")
}

# Whether all passed.
check_end() {
  echo "$check_passed passed, $check_failed failed"
  [ "$check_failed" -eq 0 ]
}

# --- What checks and tests are written with ------------------------------------------------------------------------------------

# is WHAT WANTED: a number or text.
is() { [ "$1" = "$2" ] || { echo "it is '$1', not '$2'"; return 1; }; }
not() { ! "$@"; }

# The command ends with an exit code: ends CODE COMMAND...
ends() {
  local wanted=$1 code=0
  shift
  "$@" || code=$?
  [ "$code" -eq "$wanted" ] || { echo "exit code $code, not $wanted: $*"; return 1; }
}

_check_say() {
  echo "$1 $2"
  if [ "$1" = pass ]; then check_passed=$((check_passed + 1)); else check_failed=$((check_failed + 1)); fi
}
