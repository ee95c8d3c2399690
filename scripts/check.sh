#!/usr/bin/env bash
# To be sourced. `check NAME COMMAND...` runs one check and prints "pass NAME", or the command's output and "FAIL NAME";
# `check_end` says whether all passed. scripts/test.sh counts these lines.

check_failed=0

check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "pass $name"
  else
    [ -z "$output" ] || printf '%s\n' "$output"
    echo "FAIL $name"
    check_failed=$((check_failed + 1))
  fi
}

check_end() {
  [ "$check_failed" -eq 0 ]
}
