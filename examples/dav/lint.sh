#!/usr/bin/env bash
# ruff and mypy --strict over the agent, its tests and its bench. Needs no library.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=venv.sh
. ./venv.sh tools

export PYTHONDONTWRITEBYTECODE=1 RUFF_NO_CACHE=true MYPY_CACHE_DIR=$work/mypy-dav
# The package as it is in the sources, with its generated modules.
export MYPYPATH=../python/src:tests:bench
"$VENV/bin/python" ../python/header.py ../../include/iostx.h ../python/src/iostx >/dev/null
"$VENV/bin/ruff" check --quiet .
"$VENV/bin/ruff" format --quiet --check .
"$VENV/bin/mypy" --no-error-summary iostx_dav tests bench
