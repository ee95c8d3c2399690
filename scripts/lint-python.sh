#!/usr/bin/env bash
# ruff and mypy --strict over the Python that belongs to no package: scripts, and the tests and tools of other examples.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=../examples/python/venv.sh
. examples/python/venv.sh tools

export PYTHONDONTWRITEBYTECODE=1 RUFF_NO_CACHE=true MYPY_CACHE_DIR=$work/mypy-scripts
mapfile -t files < <(git ls-files -- '*.py' | grep -v -e ^examples/python/ -e ^examples/dav/)
"$VENV/bin/ruff" check --quiet "${files[@]}"
"$VENV/bin/ruff" format --quiet --check "${files[@]}"
# Scripts import what lies beside them, so each folder is looked at from within.
for folder in $(printf '%s\n' "${files[@]}" | sed 's|/[^/]*$||' | grep -v ^scripts/sample | sort -u); do
  (cd "$folder" && MYPYPATH=$package:$project/examples/imap/tests:$project/examples/syncmgr/tests \
    "$VENV/bin/mypy" --strict --no-error-summary ./*.py)
done
