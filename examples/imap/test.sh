#!/usr/bin/env bash
# The agent against a Dovecot of its own on loopback. Prints 'pass NAME' or 'FAIL NAME' for each test, and last 'N passed, N failed'.
# Needs the build of scripts/build-examples.sh (IOSTX_EXAMPLES). IMAP_CUTS=N cuts the line at N places instead of a few.
#   test.sh [TEST...]     all tests, or those of these names (test_...)
set -uo pipefail
cd "$(dirname "$0")" || exit 1
# shellcheck source=../../scripts/need.sh
. ../../scripts/need.sh
# Debian keeps dovecot where not every PATH looks.
PATH=$PATH:/usr/sbin:/sbin
export IOSTX_EXAMPLES=${IOSTX_EXAMPLES:-$PWD/../../target/examples}
need dovecot=dovecot-imapd openssl python3 || exit 1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The server's users look into it.
chmod 755 "$work"

status=0
[ "$#" -gt 0 ] || "$IOSTX_EXAMPLES/imap/imap_protocol_test" || status=1
PYTHONDONTWRITEBYTECODE=1 python3 tests/run.py "$work" "$@" || status=1
exit "$status"
