#!/usr/bin/env bash
# To be sourced: makes sure that $VENV has the package `iostx` as built now, and what this agent, its tests and its bench need.
# `venv.sh tools`: without the package, and without the library. `venv.sh bench`: with vdirsyncer too.
dav=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../python/venv.sh
. "$dav/../python/venv.sh" "${1:-}" || return 1

# Asked only when something is missing: no network is needed the next time.
dav_tools() {
  need openssl || return 1
  "$VENV/bin/python" -c 'import icalendar, radicale, vobject, xandikos' 2>/dev/null ||
    "$VENV/bin/pip" install --quiet --disable-pip-version-check 'icalendar>=6' radicale vobject xandikos || return 1
  [ "${1:-}" != bench ] || [ -x "$VENV/bin/vdirsyncer" ] ||
    "$VENV/bin/pip" install --quiet --disable-pip-version-check vdirsyncer
}

(
  ! command -v flock >/dev/null || flock 9
  dav_tools "${1:-}"
) 9>"$work/lock"
