#!/usr/bin/env bash
# The Python package: builds the wheel from the installed library, and tests it as who installs it would. Prints 'N passed, N failed'.
#   test.sh [PYTEST ARGUMENT...]
set -uo pipefail
cd "$(dirname "$0")" || exit 1
# shellcheck source=venv.sh
. ./venv.sh || exit 1
need gcc || exit 1
export IOSTX_HEADER=${IOSTX_HEADER:-$PWD/../../include/iostx.h} PYTHONDONTWRITEBYTECODE=1

status=0
tell_results "$VENV/bin/python" -m pytest "$@" || status=1
# Once more with Python's own checks, and the garbage collector at every turn.
tell_results IOSTX_GC=1 "$VENV/bin/python" -X dev -m pytest "$@" || status=1
exit "$status"
