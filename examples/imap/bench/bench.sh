#!/usr/bin/env bash
# The figures of the agent beside mbsync's and beside floors (SQLite alone, the least client on the same wire), interleaved, against a
# Dovecot of its own on loopback. Needs the build of scripts/build-examples.sh imap storectl (IOSTX_EXAMPLES).
#   bench.sh [pull|no-change|changes|push]...   all, or these
# RUNS=N (5), MESSAGES=N (10000), EACH=1 prints each run. What it makes is in a directory of its own below TMPDIR.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=../../../scripts/need.sh
. ../../../scripts/need.sh
# Debian keeps dovecot where not every PATH looks.
PATH=$PATH:/usr/sbin:/sbin
export IOSTX_EXAMPLES=${IOSTX_EXAMPLES:-$PWD/../../../target/examples}
need gcc curl-config=libcurl4-openssl-dev dovecot=dovecot-imapd mbsync=isync openssl python3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The server's users look into it.
chmod 755 "$work"

for program in measure wire; do
  # shellcheck disable=SC2046
  gcc -std=gnu11 -O2 -Wall -Wextra -Wpedantic -Werror -o "$work/$program" $program.c $(curl-config --cflags --libs)
done
PYTHONDONTWRITEBYTECODE=1 python3 bench.py "$work" "$@"
