#!/usr/bin/env bash
# The agent against a Radicale and a Xandikos of its own on loopback, in a virtual environment. Prints 'N passed, N failed'.
# Needs what `make install` left in target/install. DAV_CUTS=N cuts the line at N places instead of a few; DAV_LONG=1 does what takes long.
#   test.sh [PYTEST ARGUMENT...]
set -uo pipefail
cd "$(dirname "$0")" || exit 1
# shellcheck source=venv.sh
. ./venv.sh || exit 1

tell_results PYTHONDONTWRITEBYTECODE=1 "$VENV/bin/python" -m pytest "$@"
