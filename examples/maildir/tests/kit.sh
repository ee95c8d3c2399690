#!/usr/bin/env bash
# To be sourced by ../test.sh: what the tests are written with.
# shellcheck disable=SC2154 # variables of ../test.sh

# Each test has its own store and server.
begin_test() {
  store=$t/store.iostx
  server=$t/server
  mail=$server/mail
  pim=$server/pim
  mkdir -p "$mail/cur" "$mail/new" "$mail/tmp" "$pim/Calendar" "$pim/Contacts"
}

# --- The programs ---------------------------------------------------------------------------------------------------------------

# The agent, as the tests of memory errors run it under a tool of their own.
agent() { ${tool:-} "$build/maildir/iostx-maildir" "$@"; }
sync() { agent "$@" "$store" "$server"; }
s() { "$build/storectl/storectl" "$store" "$@"; }

# A field of each line of JSON on standard input.
field() { sed -n 's/.*"'"$1"'": *"\(\([^"\\]\|\\.\)*\)".*/\1/p; t; s/.*"'"$1"'": *\([-0-9a-z.]*\).*/\1/p'; }
# The ids of the items of a folder whose line has a text.
ids() { s ls "$1" --json | { grep -F -- "${2:-}" || [ $? -eq 1 ]; } | field id; }
count() { ids "$@" | wc -l | tr -d ' '; }
pending() { s pending --json | grep -c '^{' || [ $? -eq 1 ]; }

# --- Files on the server --------------------------------------------------------------------------------------------------------

message() { printf 'From: Ada Quay <ada@example.org>\nMessage-ID: <%s@example.org>\nSubject: %s\n\n%s\n' "$1" "$1" "${2:-text}"; }
event() { printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTART:20260105T090000Z\r\nSUMMARY:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n' "$1" "$2"; }
card() { printf 'BEGIN:VCARD\r\nVERSION:4.0\r\nUID:%s\r\nFN:%s\r\nEND:VCARD\r\n' "$1" "$2"; }

# A message in a Maildir: put DIRECTORY SUBJECT [LETTERS]; without letters it lies in new.
put() {
  local number
  mkdir -p "$1/cur" "$1/new" "$1/tmp"
  number=$(printf '%s' "$2" | cksum | cut -d ' ' -f 1)
  message "$2" >"$1/tmp/$number"
  if [ "$#" -eq 3 ]; then mv "$1/tmp/$number" "$1/cur/1700000000.$2.host:2,$3"; else mv "$1/tmp/$number" "$1/new/1700000000.$2.host"; fi
}
# The files of a message, by subject, below a directory.
files() { { grep -rlF -- "Subject: $2" "$1" || [ $? -eq 1 ]; } | { grep -v '/tmp/[^/]*$' || [ $? -eq 1 ]; }; }
# The letters of the one file of a message.
letters() {
  local found
  found=$(files "$1" "$2")
  [ "$(printf '%s\n' "$found" | wc -l)" -eq 1 ] || return 1
  case $found in *:2,*) printf '%s\n' "${found##*:2,}" ;; *) echo new ;; esac
}

# --- What must be true ------------------------------------------------------------------------------------------------------------

# What a command says has a text in it: contains TEXT COMMAND...
contains() {
  local text=$1 output
  shift
  output=$("$@") || return 1
  case $output in *"$text"*) ;; *) printf 'not in it: %s\n' "$text"; return 1 ;; esac
}
# The agent ends with 0, and nothing is left to do.
in_sync() { sync "$@" && is "$(pending)" 0; }

# One line per item, 'FOLDER DIGEST', of both sides.
digest() { sha256sum | cut -c 1-64; }
server_side() {
  local folder file
  for folder in "$mail" "$mail"/.[!.]*/ "$pim" "$pim"/*/; do
    [ -d "$folder" ] || continue
    folder=${folder%/}
    find "$folder" -maxdepth 2 -type f \( -path "$folder/cur/*" -o -path "$folder/new/*" -o -path "$folder/*.ics" -o -path "$folder/*.vcf" \) |
      while read -r file; do
        case $folder in "$pim"*) [ "$(dirname "$file")" = "$folder" ] || continue ;; esac
        printf '%s %s\n' "${folder#"$server"/}" "$(digest <"$file")"
      done
  done | sort
}
store_side() {
  local folder id
  s ls --json | field remote_id | while read -r folder; do
    ids "$folder" | while read -r id; do printf '%s %s\n' "$folder" "$(s cat "$id" | digest)"; done
  done | sort
}
# Both sides have the same items, and the store is sound.
same() {
  diff <(server_side) <(store_side) || return 1
  s check
}

# Every name, time and byte below the test's directory.
snapshot() {
  (cd "$t" && find server -printf '%p %y %i %T@ %s\n' | sort && sha256sum "$(basename "$store")")
  if [ -s "$store-wal" ]; then echo "a write-ahead log is left"; fi
}

# --- Programs that are killed --------------------------------------------------------------------------------------------------------

# Builds tests/at.c, a library that is loaded before the others and does something at the n-th call of a function of the library.
load_at() {
  [ -e "$work/at.so" ] || cc -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -shared -fPIC -I"$prefix/include" tests/at.c -o "$work/at.so" -ldl
}
# Runs the agent and kills it at the n-th call of a function: killed_at FUNCTION N
killed_at() {
  load_at
  ends 137 env LD_PRELOAD="$work/at.so" AT_FUNCTION="$1" AT_COUNT="$2" AT_SIGNAL=9 "$build/maildir/iostx-maildir" "$store" "$server"
}
interrupted_at() {
  load_at
  ends 130 env LD_PRELOAD="$work/at.so" AT_FUNCTION="$1" AT_COUNT="$2" AT_SIGNAL=2 "$build/maildir/iostx-maildir" "$store" "$server"
}
