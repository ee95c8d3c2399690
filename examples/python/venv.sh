#!/usr/bin/env bash
# To be sourced: makes sure that $VENV, target/python/venv, has the package as built now, and what its tests and checks need. Needs the
# library: installed in $IOSTX_PREFIX (target/install), or built.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
package=$project/examples/python
work=${CARGO_TARGET_DIR:-$project/target}/python
VENV=$work/venv
# shellcheck source=../../scripts/need.sh
. "$project/scripts/need.sh"
need python3 || return 1

python_tools() {
  [ -x "$VENV/bin/pip" ] || python3 -m venv "$VENV" || return 1
  # Asked only when something is missing: no network is needed the next time.
  "$VENV/bin/python" -c 'import cffi, hatchling, mypy, pytest, ruff, typing_extensions' 2>/dev/null ||
    "$VENV/bin/pip" install --quiet --disable-pip-version-check cffi hatchling mypy pytest ruff typing_extensions
}

# The wheel in $work/dist, and installed in $VENV.
python_package() {
  python_tools || return 1
  rm -rf "$work/dist"
  IOSTX_LIBRARY=${IOSTX_LIBRARY:-${IOSTX_PREFIX:-$project/target/install}/lib/libiostx.so} \
    "$VENV/bin/pip" wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps --wheel-dir "$work/dist" "$package" &&
    "$VENV/bin/pip" install --quiet --disable-pip-version-check --no-deps --force-reinstall "$work"/dist/*.whl
}
python_package
