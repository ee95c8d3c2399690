#!/usr/bin/env bash
# The Python package: builds the wheel from the installed library, and tests it as who installs it would. Prints 'N passed, N failed'.
#   test.sh [PYTEST ARGUMENT...]
set -uo pipefail
cd "$(dirname "$0")" || exit 1
# shellcheck source=venv.sh
. ./venv.sh || exit 1
need gcc || exit 1
export IOSTX_HEADER=${IOSTX_HEADER:-$PWD/../../include/iostx.h} PYTHONDONTWRITEBYTECODE=1

# Results in the words of scripts/test.sh.
run() {
  local log status=0
  log=$(mktemp)
  echo "== $*"
  env "$@" 2>&1 | tee "$log" || status=1
  tail -n 1 "$log" | awk '
    { for (i = 1; i < NF; i++) { if ($(i + 1) ~ /^passed/) p += $i; if ($(i + 1) ~ /^(failed|error)/) f += $i } }
    END { print p + 0 " passed, " f + 0 " failed" }'
  rm -f "$log"
  return "$status"
}

status=0
run "$VENV/bin/python" -m pytest "$@" || status=1
# Once more with Python's own checks, and the garbage collector at every turn.
run IOSTX_GC=1 "$VENV/bin/python" -X dev -m pytest "$@" || status=1
exit "$status"
