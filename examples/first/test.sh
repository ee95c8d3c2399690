#!/usr/bin/env bash
# The first program of the README: it is the one in this folder, it runs, and it says what the README says.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
# shellcheck source=../../scripts/check.sh
. ../../scripts/check.sh
program=${IOSTX_EXAMPLES:-$PWD/../../target/examples}/first/first
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2016
same_as_in_readme() { diff <(sed -n '/^```c$/,/^```$/p' ../../README.md | sed '1d;$d') first.c; }
says() { [ "$("$2" "$work/$(basename "$2")")" = "$1" ]; }
refuses() { ! "$program" "$work/no/such/folder" 2>"$work/error" && grep -q "no/such/folder" "$work/error"; }

check "the README shows the program of this folder" same_as_in_readme
check "it says what waits for upload" says "1 waits for upload: Buy milk" "$program"
check "it does so as C++17 too" says "1 waits for upload: Buy milk" "${program}_cpp"
check "it says why a store cannot be opened" refuses
check_end
