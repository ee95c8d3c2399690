#!/usr/bin/env bash
# Builds and runs the C suite in one of three ways: c-tests/run.sh plain|asan|valgrind PREFIX BUILDDIR
# PREFIX is where iostx is installed. Prints what failed, and last of all one line over all programs: 'N passed, N failed'.
set -uo pipefail

if [ "$#" -ne 3 ]; then
  echo "usage: $0 plain|asan|valgrind PREFIX BUILDDIR" >&2
  exit 2
fi
mode=$1 prefix=$2 build=$3
source=$(dirname "$0")
jobs=$(getconf _NPROCESSORS_ONLN)

case $mode in
  plain) options=() ;;
  asan) options=(-DIOSTX_SANITIZE=ON) ;;
  valgrind) options=(-DIOSTX_VALGRIND=ON) ;;
  *)
    echo "no such way to run: $mode" >&2
    exit 2
    ;;
esac

build_all() {
  cmake -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_PREFIX_PATH="$prefix" ${options[@]+"${options[@]}"} &&
    cmake --build "$build" --parallel "$jobs"
}

mkdir -p "$build"
if ! build_all >"$build/build.log" 2>&1; then
  cat "$build/build.log"
  echo "0 passed, 1 failed"
  exit 1
fi

log=$build/run.log
ctest --test-dir "$build" --parallel "$jobs" --verbose --no-tests=error >"$log" 2>&1

# Of each program the cases that failed with what they said, and the closing lines added up. One failure more is each program
# - without a closing line: it broke down;
# - that ended badly though all of its cases passed;
# - of which valgrind or AddressSanitizer tell ("==PID==") though no case failed for it: a case may kill the process that is at fault.
awk '
  # A line of a program.
  match($0, /^ *[0-9]+: /) {
    test = substr($0, 1, RLENGTH); gsub(/[ :]/, "", test)
    text = substr($0, RLENGTH + 1)
    if (text ~ /^pass /) {
      stray[test] = stray[test] noise[test]; said[test] = noise[test] = ""
    } else if (text ~ /^FAIL /) {
      printf "%s    %s\n", said[test], text; said[test] = noise[test] = ""
    } else if (text ~ /^[0-9]+ passed, [0-9]+ failed$/) {
      split(text, part, /[ ,]+/); passed += part[1]; failed += part[3]; bad[test] = part[3]
    } else {
      said[test] = said[test] "    " text "\n"
      if (text ~ /^==[0-9]+==/) noise[test] = noise[test] "    " text "\n"
    }
    next
  }

  # What ctest says of a program.
  / Test +#[0-9]+: / {
    match($0, /#[0-9]+/); test = substr($0, RSTART + 1, RLENGTH - 1)
    stray[test] = stray[test] noise[test]
    if ($0 !~ /Passed/) print
    if ($0 !~ /Passed/ && !bad[test]) { failed++; printf "%s", said[test] }
    else if (stray[test] != "") { failed++; print "    though no case failed for it:"; printf "%s", stray[test] }
  }

  END {
    printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0
  }' "$log"
