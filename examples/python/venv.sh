#!/usr/bin/env bash
# To be sourced: makes sure that $VENV, target/python/venv, has what the Python examples need, and the package as built now. Needs the
# library: installed in $IOSTX_PREFIX (target/install). `venv.sh tools`: without the package, and without the library.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
package=$project/examples/python
work=${CARGO_TARGET_DIR:-$project/target}/python
VENV=$work/venv
# shellcheck source=../../scripts/need.sh
. "$project/scripts/need.sh"

python_tools() {
  need python3 || return 1
  # Debian has it in a package of its own.
  python3 -c 'import ensurepip' 2>/dev/null || need venv=python3-venv || return 1
  [ -x "$VENV/bin/pip" ] || python3 -m venv "$VENV" || return 1
  # Asked only when something is missing: no network is needed the next time.
  "$VENV/bin/python" -c 'import cffi, hatchling, mypy, pytest, ruff, typing_extensions
from importlib.metadata import version; version("types-cffi")' 2>/dev/null ||
    "$VENV/bin/pip" install --quiet --disable-pip-version-check cffi hatchling mypy pytest ruff types-cffi typing_extensions
}

# The wheel in $work/dist, and installed in $VENV, unless it is there already.
python_package() {
  local library=${LIBIOSTX:-${IOSTX_PREFIX:-$project/target/install}/lib/libiostx.so} stamp
  stamp=$(cd "$package" && cksum "$library" ../../include/iostx.h ../../Cargo.toml ./*.py pyproject.toml README.md &&
    find src -type f ! -name _ffi.py ! -name constants.py ! -name '*.pyc' -print0 | sort -z | xargs -0 cksum) || return 1
  [ "$stamp" != "$(cat "$work/stamp" 2>/dev/null)" ] || return 0
  rm -rf "$work/dist" "$work/stamp"
  LIBIOSTX=$library "$VENV/bin/pip" wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps \
    --wheel-dir "$work/dist" "$package" &&
    "$VENV/bin/pip" install --quiet --disable-pip-version-check --no-deps --force-reinstall "$work"/dist/*.whl &&
    printf '%s\n' "$stamp" >"$work/stamp"
}

# Runs a command that ends as pytest does, and closes with the line that scripts/test.sh counts: tell_results COMMAND...
tell_results() {
  local log status=0
  log=$(mktemp)
  echo "== $*"
  env "$@" 2>&1 | tee "$log" || status=1
  # The interpreter may have a word after the line that tells them. Who ends without that line has failed.
  awk '
    / in [0-9.]+s( |$)/ { told = $0 }
    END {
      count = split(told, word)
      for (i = 1; i < count; i++) { if (word[i + 1] ~ /^passed/) p += word[i]; if (word[i + 1] ~ /^(failed|error)/) f += word[i] }
      print p + 0 " passed, " (told == "" ? 1 : f + 0) " failed"
    }' "$log"
  rm -f "$log"
  return "$status"
}

# Tests of several examples begin at once: the first one prepares it for all.
mkdir -p "$work"
(
  ! command -v flock >/dev/null || flock 9
  python_tools && { [ "${1:-}" = tools ] || python_package; }
) 9>"$work/lock"
