#!/usr/bin/env bash
# To be sourced: makes sure that $VENV has the package `iostx` as built now, and what this agent and its tests need.
dav=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../python/venv.sh
. "$dav/../python/venv.sh" || return 1

dav_tools() {
  # Asked only when something is missing: no network is needed the next time.
  "$VENV/bin/python" -c 'import icalendar, radicale, urllib3, xandikos' 2>/dev/null ||
    "$VENV/bin/pip" install --quiet --disable-pip-version-check 'icalendar>=6' radicale 'urllib3>=2' xandikos
}
dav_tools
