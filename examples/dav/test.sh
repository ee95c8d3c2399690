#!/usr/bin/env bash
# The agent against a Radicale and a Xandikos of its own on loopback, in a virtual environment. Prints 'N passed, N failed'.
# Needs what `make install` left in target/install. DAV_CUTS=N cuts the line at N places instead of a few; DAV_LONG=1 does what takes long.
#   test.sh [PYTEST ARGUMENT...]
set -uo pipefail
cd "$(dirname "$0")" || exit 1
# shellcheck source=venv.sh
. ./venv.sh || exit 1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
PYTHONDONTWRITEBYTECODE=1 "$VENV/bin/python" -m pytest "$@" 2>&1 | tee "$log" || status=1
# Results in the words of scripts/test.sh.
tail -n 1 "$log" | awk '
  { for (i = 1; i < NF; i++) { if ($(i + 1) ~ /^passed/) p += $i; if ($(i + 1) ~ /^(failed|error)/) f += $i } }
  END { print p + 0 " passed, " f + 0 " failed" }'
exit "$status"
