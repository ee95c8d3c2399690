#!/usr/bin/env bash
# ruff and mypy --strict over the package, its tests and its tools. Needs no library.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=venv.sh
. ./venv.sh tools

export PYTHONDONTWRITEBYTECODE=1 RUFF_NO_CACHE=true MYPY_CACHE_DIR=$work/mypy
"$VENV/bin/python" header.py ../../include/iostx.h src/iostx >/dev/null
"$VENV/bin/ruff" check --quiet .
"$VENV/bin/ruff" format --quiet --check .
"$VENV/bin/mypy" --no-error-summary src tests header.py hatch_build.py bench.py
