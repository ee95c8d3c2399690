#!/usr/bin/env bash
# README, docs/ and the README of each example: what they name is there. Functions and constants are in the header, links lead
# somewhere, and each block of C compiles as C11 and as C++17.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=scripts/check.sh
. scripts/check.sh
header=include/iostx.h

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pages=(README.md docs/*.md examples/*/README.md)

# Words of the pages that look like PATTERN, and are no part of a longer one that ends with "*".
words() {
  cat "${pages[@]}" | grep -oE "\b$1\b\*?" | grep -v '\*$' | sort -u
}

# Each name stands in the header, or is a variable of the environment that tests and scripts read: known PREFIX PATTERN
known() {
  local word missing=0
  while read -r word; do
    case $word in *_) continue ;; esac
    grep -qw -- "$1$word" "$header" || grep -rqw -- "$1$word" tests scripts Makefile || { echo "$1$word is not in $header"; missing=1; }
  done < <(words "$2")
  return "$missing"
}

links() {
  local page target bad=0
  for page in "${pages[@]}"; do
    while read -r target; do
      [ -e "$(dirname "$page")/$target" ] || { echo "$page: no $target"; bad=1; }
    done < <(grep -oE '\]\([^)#]+' "$page" | sed 's/^](//' | grep -v '^https\?:')
  done
  return "$bad"
}

# Writes each block of C of the pages to a file of its own.
blocks() {
  awk -v out="$work" '
    /^```c$/ { name = FILENAME; gsub(/[^A-Za-z0-9]/, "_", name); file = out "/" name "_" ++n ".c"
               print "#include <iostx.h>\n#include <stdio.h>\n#include <string.h>" > file; next }
    /^```$/  { file = "" }
    file     { print > file }' "${pages[@]}"
}

compiles() {
  local block bad=0
  for block in "$work"/*.c; do
    gcc -x c -std=c11 -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only "$block" || bad=1
    g++ -x c++ -std=c++17 -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only "$block" || bad=1
  done
  return "$bad"
}

blocks
check "functions and types that the pages name are in the header" known "" 'iostx_[a-z0-9_]+'
check "constants that the pages name are in the header" known "" 'IOSTX_[A-Z0-9_]+'
check "codes and flags in their documented names are in the header" known IOSTX_ \
  '(MAPI|SYNC)_[EW]_[A-Z_]+|(UPS|UPC|UPH|UPF|UPT|UPM|UPR|UPD|UPV|DNH|DNT|HSF)_[A-Z_]+'
check "links lead somewhere" links
check "each rule has tests, and each test that is named exists" python3 scripts/check-rules.py
check "blocks of C compile as C11 and as C++17" compiles
check_end
