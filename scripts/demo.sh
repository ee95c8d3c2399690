#!/usr/bin/env bash
# The whole of it once, with real programs: builds and installs the library, synchronizes a copy of the bundled sample with a fresh
# store, edits the store offline and the server's files by hand, synchronizes again, shows the conflict, and compares both sides
# item by item. SERVER=path puts a copy of that Maildir in the place of the sample's mail; the original is only read.
#
# The last line is: in sync: F folders, I items, U uploaded, D downloaded, C conflicts kept, 0 pending
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/need.sh
. scripts/need.sh

export IOSTX_PREFIX=${IOSTX_PREFIX:-$PWD/target/install}
export IOSTX_EXAMPLES=${IOSTX_EXAMPLES:-$PWD/target/examples}
work=$PWD/target/demo
server=$work/server
store=$work/store.iostx
agent=$IOSTX_EXAMPLES/maildir/iostx-maildir

uploaded=0
downloaded=0

step() { printf '\n== %s\n' "$*"; }
tell() { printf '   %s\n' "$*"; }
fail() {
  printf 'NOT in sync: %s\n' "$*" >&2
  exit 1
}

storectl() { "$IOSTX_EXAMPLES/storectl/storectl" "$store" "$@"; }

# --- Reading what the tools say -----------------------------------------------------------------------------------------------------

# The field NAME of each line of JSON on standard input: field NAME
field() {
  sed -n 's/.*"'"$1"'": *"\(\([^"\\]\|\\.\)*\)".*/\1/p; t; s/.*"'"$1"'": *\([-0-9a-z.]*\).*/\1/p'
}

# The ids of the items of a folder whose line has TEXT: items FOLDER [TEXT]
items() {
  storectl ls "$1" --json | { grep -F -- "${2:-}" || [ $? -eq 1 ]; } | field id
}

count_of() { storectl "$1" --json | grep -c '^{' || [ $? -eq 1 ]; }

# --- Steps ------------------------------------------------------------------------------------------------------------------------

build() {
  need cargo make gcc cmake
  step "building and installing into target/install"
  make --no-print-directory install PREFIX="$IOSTX_PREFIX" >"$work/build.log" 2>&1 || { cat "$work/build.log"; return 1; }
  scripts/build-examples.sh maildir storectl >>"$work/build.log" 2>&1 || { cat "$work/build.log"; return 1; }
  tell "$(sed -n 's/^Version: /iostx /p' "$IOSTX_PREFIX/lib/pkgconfig/iostx.pc"), with examples/maildir and examples/storectl"
}

make_server() {
  local folder
  step "the server: a directory of files"
  mkdir -p "$server"
  cp -R examples/sample/pim "$server/pim"
  if [ -n "${SERVER:-}" ]; then
    [ -d "$SERVER/cur" ] || fail "$SERVER is no Maildir: it has no directory 'cur'"
    cp -R "$SERVER" "$server/mail"
    # What the edits below want: three folders, and some messages in the inbox.
    mkdir -p "$server"/mail/{.Archive,.Projects,.Travel} "$server"/mail/{cur,new,tmp}
    local messages
    messages=$(find "$server/mail/cur" "$server/mail/new" -type f | wc -l)
    if [ "$messages" -lt 6 ]; then
      tell "your inbox has $messages messages: six of the sample are put beside them"
      find examples/sample/mail/cur -type f | sort | head -n 6 | while read -r file; do cp "$file" "$server/mail/cur/"; done
    fi
  else
    cp -R examples/sample/mail "$server/mail"
  fi
  # git keeps no empty directories.
  for folder in "$server/mail" "$server/mail"/.[!.]*/; do
    [ ! -d "$folder" ] || mkdir -p "$folder/cur" "$folder/new" "$folder/tmp"
  done
  tell "$(find "$server/mail" -path '*/cur/*' -o -path '*/new/*' | wc -l) messages," \
    "$(find "$server/pim" -type f | wc -l) calendar, task, journal, note and contact files"
}

synchronize() {
  step "$1"
  "$agent" "$store" "$server" | tee "$work/agent.log" | sed 's/^/   /'
  uploaded=$((uploaded + $(sed -n 's/.*[^0-9]\([0-9][0-9]*\) uploaded.*/\1/p' "$work/agent.log" | tail -n 1)))
  downloaded=$((downloaded + $(sed -n 's/.*[^0-9]\([0-9][0-9]*\) downloaded.*/\1/p' "$work/agent.log" | tail -n 1)))
}

# Replaces text in a file, by a new file in its place as careful programs do: edit FILE FROM TO
edit() {
  sed "s|$2|$3|" "$1" >"$1.new" && mv "$1.new" "$1"
}

edit_offline() {
  local ids id
  step "offline, with storectl: the agent is not running"
  mapfile -t ids < <(items INBOX | head -n 4)
  [ "${#ids[@]}" -eq 4 ] || fail "the inbox has fewer than four messages"

  tell "a message read, one flagged, one moved to Archive, one deleted"
  # The server's names of these four: the edits there are of others.
  for id in "${ids[@]}"; do storectl show "$id" --json | field IOSTX_PR_REMOTE_ID; done >"$work/offline.names"
  storectl read "${ids[0]}"
  storectl set "${ids[1]}" flagged=1
  moved_offline=$work/moved-offline
  storectl cat "${ids[2]}" >"$moved_offline"
  storectl move "${ids[2]}" Archive
  deleted_offline=$work/deleted-offline
  storectl cat "${ids[3]}" >"$deleted_offline"
  storectl delete "${ids[3]}"

  tell "a folder 'Projects/Dune' made, with a new message; folder 'Travel' renamed to 'Journeys'"
  printf 'From: Mara Ellingsen <mara@tidewater.example.org>\nSubject: Dune: first thoughts\n\nA gauge in the sand.\n' >"$work/dune.eml"
  storectl mkdir Projects/Dune
  storectl import Projects/Dune "$work/dune.eml" >/dev/null
  storectl rename Travel Journeys

  tell "a new event, and an event changed: $conflict_event"
  sed -e 's/^UID:.*/UID:sauna-2026@example.org/' -e 's/^SUMMARY:.*/SUMMARY:Sauna/' examples/sample/pim/Calendar/utc.ics >"$work/sauna.ics"
  storectl import Calendar "$work/sauna.ics" >/dev/null
  sed "s/^SUMMARY:.*/SUMMARY:$offline_summary/" "examples/sample/pim/Calendar/$conflict_event" >"$work/offline.ics"
  conflict_item=$(items Calendar "Apollo 1 in the water")
  storectl set "$conflict_item" content="@$work/offline.ics"

  tell "$(count_of pending) changes are pending:"
  storectl pending | sed 's/^/   /'
}

edit_server() {
  local mail=$server/mail name last task
  step "meanwhile on the server, with plain files"

  tell "a message delivered, one deleted, one moved to Archive, all by renaming as the Maildir rules say"
  name="1796000000.M000001P1.demo"
  printf 'From: Grace Mbeki <grace@capetide.example.org>\nSubject: Greetings from Durban\n\nThe ring works.\n' >"$mail/tmp/$name"
  mv "$mail/tmp/$name" "$mail/new/$name"
  mapfile -t last < <(find "$mail/cur" -type f | grep -vFf "$work/offline.names" | sort | tail -n 2)
  deleted_there=$(basename "${last[0]}")
  rm "${last[0]}"
  moved_there=$(basename "${last[1]}")
  mv "${last[1]}" "$mail/.Archive/cur/"

  tell "a folder made, with a message"
  mkdir -p "$mail/.Comet/cur" "$mail/.Comet/new" "$mail/.Comet/tmp"
  printf 'From: Ruth Abernathy <ruth@harbourtrust.example.org>\nSubject: Comet\n\nYes.\n' >"$mail/.Comet/new/1796000001.M000002P1.demo"

  tell "a task done, a contact added, an event removed, and the same event changed: $conflict_event"
  task=$(grep -l 'STATUS:NEEDS-ACTION' "$server"/pim/Tasks/*.ics | head -n 1)
  edit "$task" 'STATUS:NEEDS-ACTION' 'STATUS:COMPLETED'
  printf 'BEGIN:VCARD\r\nVERSION:4.0\r\nUID:new-contact@example.org\r\nFN:Finbarr Gull\r\nEND:VCARD\r\n' >"$server/pim/Contacts/finbarr.vcf"
  rm "$server/pim/Calendar/no-end.ics"
  edit "$server/pim/Calendar/$conflict_event" 'SUMMARY:[^\r]*' "SUMMARY:$server_summary"
}

# --- What must be true afterwards ---------------------------------------------------------------------------------------------------

expect() {
  local what=$1
  shift
  if "$@" >/dev/null 2>&1; then tell "yes: $what"; else fail "$what"; fi
}
not() { ! "$@"; }

# on_server NAME DIRECTORY...: whether a file whose name begins so is in one of the server's directories.
on_server() { find "${@:2}" -type f -name "$1*" | grep -q .; }
server_holds() { find "$server/$2" -type f -size "$(wc -c <"$1" | tr -d ' ')c" -exec cmp -s "$1" {} \; -print | grep -q .; }
store_has() { [ -n "$(items "$1" "$2")" ]; }

check_edits() {
  step "each edit is on the other side"
  expect "offline: the deleted message is gone from the server" not server_holds "$deleted_offline" mail
  expect "offline: the moved message is in the server's Archive" server_holds "$moved_offline" mail/.Archive
  expect "offline: the new message is in the server's new folder Projects.Dune" server_holds "$work/dune.eml" mail/.Projects.Dune
  expect "offline: the renamed folder" test -d "$server/mail/.Journeys" -a ! -e "$server/mail/.Travel"
  expect "offline: the new event" server_holds "$work/sauna.ics" pim/Calendar
  expect "server: the delivered message is in the store" store_has INBOX "Greetings from Durban"
  expect "server: the deleted message stays deleted" not on_server "$deleted_there" "$server"/mail/{cur,new}
  expect "server: the moved message is still in Archive" on_server "$moved_there" "$server/mail/.Archive"
  expect "server: the new folder and its message" store_has Comet Comet
  expect "server: the new contact" store_has Contacts "Finbarr Gull"
  expect "server: the removed event is gone from the store" not store_has Calendar "Pump arrives"
}

show_conflict() {
  local winner kept
  step "the conflict: $conflict_event was changed on both sides"
  conflicts=$(count_of conflicts)
  [ "$conflicts" -eq 1 ] || fail "$conflicts conflicts instead of one"
  kept=$(storectl conflicts --json | field kept)
  winner=$(storectl cat "$conflict_item" | tr -d '\r' | sed -n 's/^SUMMARY://p')
  tell "current, here and on the server: $winner"
  tell "kept in Conflicts:               $(storectl cat "$kept" | tr -d '\r' | sed -n 's/^SUMMARY://p')"
  # Nothing was lost: the two versions are these two, whichever won.
  diff <(printf '%s\n' "$offline_summary" "$server_summary" | sort) \
    <({ storectl cat "$conflict_item"; storectl cat "$kept"; } | tr -d '\r' | sed -n 's/^SUMMARY://p' | sort) ||
    fail "a version of $conflict_event was lost"
}

# One line per item, 'FOLDER DIGEST', of both sides.
digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c 1-64; }

server_side() {
  local folder file
  for folder in "$server"/mail "$server"/mail/.[!.]*/ "$server"/pim/*/; do
    folder=${folder%/}
    find "$folder" -maxdepth 2 -type f \( -path "$folder/cur/*" -o -path "$folder/new/*" -o -name '*.ics' -o -name '*.vcf' \) |
      while read -r file; do
        printf '%s %s\n' "${folder#"$server"/}" "$(digest <"$file")"
      done
  done | sort
}

store_side() {
  local folder id
  storectl ls --json | field remote_id | while read -r folder; do
    items "$folder" | while read -r id; do
      printf '%s %s\n' "$folder" "$(storectl cat "$id" | digest)"
    done
  done | sort
}

compare() {
  step "both sides, item by item"
  server_side >"$work/server.list"
  store_side >"$work/store.list"
  diff --label server --label store "$work/server.list" "$work/store.list" || fail "the two sides differ"
  folders=$(storectl ls --json | grep -c '"remote_id"')
  item_count=$(wc -l <"$work/store.list" | tr -d ' ')
  pending=$(count_of pending)
  [ "$pending" -eq 0 ] || fail "$pending changes are still pending"
  storectl check >/dev/null || fail "storectl check found damage"
  tell "$item_count items compared byte for byte"
}

conflict_event=place.ics
offline_summary="Apollo 1 in the water (we were late)"
server_summary="Apollo 1 in the water, 09:52"

rm -rf "$work"
mkdir -p "$work"
build
make_server
synchronize "first synchronization: the server's items into a fresh store"
compare
edit_offline
edit_server
synchronize "second synchronization: both sides have changed"
check_edits
show_conflict
compare

echo
echo "in sync: $folders folders, $item_count items, $uploaded uploaded, $downloaded downloaded, $conflicts conflicts kept, $pending pending"
