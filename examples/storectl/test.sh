#!/usr/bin/env bash
# Every command of storectl, on stores made here. Prints 'pass NAME' or 'FAIL NAME' for each check, and last 'N passed, N failed'.
# Needs the build of scripts/build-examples.sh.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
# shellcheck source=../../scripts/check.sh
. ../../scripts/check.sh
build=${IOSTX_EXAMPLES:-$PWD/../../target/examples}/storectl
sample=$PWD/../sample

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
store=$work/store.iostx

s() { "$build/storectl" "$store" "$@"; }

# The command says exactly this on standard output: says TEXT COMMAND...
says() {
  local wanted=$1 output
  shift
  output=$("$@") || return 1
  [ "$output" = "$wanted" ] || { printf 'it says:\n%s\nnot:\n%s\n' "$output" "$wanted"; return 1; }
}

# It fails with a code, and what it says on standard error has a text: complains CODE TEXT COMMAND...
complains() {
  local wanted=$1 text=$2 code=0
  shift 2
  "$@" >"$work/out" 2>"$work/err" || code=$?
  cat "$work/err"
  [ "$code" -eq "$wanted" ] && grep -qF -- "$text" "$work/err"
}

# Each line on standard output is a JSON object, and there is one at least: json COMMAND...
json() {
  "$@" --json >"$work/json" || return 1
  [ -s "$work/json" ] || { echo "no output"; return 1; }
  ! grep -qv '^{.*}$' "$work/json" || { echo "a line is no object"; return 1; }
  ! command -v python3 >/dev/null || python3 -m json.tool --json-lines "$work/json" >/dev/null
}

# The value of a member of the JSON on standard input that is a text or a number: field NAME
field() { sed -n 's/.*"'"$1"'": "\(\([^"\\]\|\\.\)*\)".*/\1/p; t; s/.*"'"$1"'": \([-0-9a-z.]*\).*/\1/p'; }

# The line of an item in the listing of its folder: line_of ITEM FOLDER
line_of() { s ls "$2" --json | grep -F "\"id\": \"$1\""; }
# What is looked through is read to its end: who still writes when nobody reads has failed.
has() { line_of "$1" "$2" | grep -F -- "$3" >/dev/null; }
has_not() { ! has "$@"; }
contains() { "${@:2}" | grep -F -- "$1" >/dev/null; }

# --- Command lines -------------------------------------------------------------------------------------------------------------------

check "--help names every command" contains "renew-guid" "$build/storectl" --help
check "--help COMMAND" contains "keyword+=WORD" "$build/storectl" --help set
check "--help of no command" complains 2 "there is no such command" "$build/storectl" --help nosuch
check "STORE COMMAND --help needs no store" contains "usage" "$build/storectl" "$work/none" ls --help
check "--version" contains "storectl of iostx" "$build/storectl" --version
check "every command has help" sh -c "'$build/storectl' --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' |
  while read -r c; do '$build/storectl' --help \"\$c\" | grep -q \"^usage: .* STORE \$c\" || exit 1; done"
check "no arguments" ends 2 "$build/storectl"
check "no command" ends 2 "$build/storectl" "$store"
check "an unknown command" complains 2 "there is no such command" "$build/storectl" "$store" dir
check "an unknown option" complains 2 "there is no such option" "$build/storectl" "$store" ls --colour
check "an option without its value" complains 2 "KEY is wanted" "$build/storectl" "$store" ls --sort
check "too few arguments" complains 2 "arguments are missing" "$build/storectl" "$store" rename Inbox
check "too many arguments" complains 2 "is too much" "$build/storectl" "$store" cat 1 2

# The columns of the synchronization manager's tables are no properties of a store.
header_names() { sed -n 's/^#define IOSTX_PR_\([A-Z0-9_]*\) .*/\1/p' "${IOSTX_PREFIX:-$PWD/../../target/install}/include/iostx.h" | grep -v '^SYNCMGR_' | sort; }
known_names() { grep -o '\(PR\|OWN\)([A-Z0-9_]*)' names.c | sed 's/.*(\(.*\))/\1/' | sort; }
same_names() { header_names >"$work/header" && known_names >"$work/known" && [ -s "$work/header" ] && diff "$work/header" "$work/known"; }
check "all properties of a store that the header has have names" same_names

# --- Stores that cannot be used --------------------------------------------------------------------------------------------------------

check "a missing store" complains 3 "MAPI_E_NOT_FOUND" s ls
check "a missing store is not made" test ! -e "$store"
cp "$sample/README.md" "$work/foreign"
check "a foreign file" complains 3 "MAPI_E_CORRUPT_STORE" "$build/storectl" "$work/foreign" ls
check "a foreign file stays as it is" cmp "$sample/README.md" "$work/foreign"
check "errors as JSON" sh -c "'$build/storectl' --json '$work/foreign' ls 2>&1 | grep -q '^{\"error\": .*\"code\": \"MAPI_E_CORRUPT_STORE\"'"
check "create" ends 0 s create
check "create makes no store twice" complains 3 "MAPI_E_COLLISION" s create
mode() { stat -c %a "$1" 2>/dev/null || stat -f %Lp "$1"; }
check "the store is readable by its owner only" says 600 mode "$store"

# --- Folders -----------------------------------------------------------------------------------------------------------------------------

check "folders" contains "@inbox" s folders
check "folders --json" json s folders
check "ls without a folder" json s ls
check "folders --all" contains "/Views" s folders --all
check "mkdir" ends 0 s mkdir Projects
check "mkdir --json" json s mkdir Projects/Dune
check "mkdir of a name that is taken" complains 1 "MAPI_E_COLLISION" s mkdir projects
check "mkdir without its parent" complains 1 "there is no such folder" s mkdir None/Below
check "mkdir --parents" ends 0 s mkdir --parents 'One/Two\/2/Three'
check "a name with a slash" contains 'One/Two\/2/Three' s folders
check "mkdir --class" ends 0 s mkdir --class IPF.Appointment Projects/Dates
check "the class of a folder" contains "IPF.Appointment" s show --folder Projects/Dates
check "below a role" ends 0 s mkdir @inbox/Lists
check "an unknown role" complains 1 "there is no such role" s ls @attic
check "rename" ends 0 s rename One Uno
check "the renamed folder" ends 0 s ls 'Uno/Two\/2'
check "move --folder" ends 0 s move --folder 'Uno/Two\/2/Three' Projects
check "a folder cannot go below itself" complains 1 "MAPI_E_FOLDER_CYCLE" s move --folder Projects Projects/Dune
check "copy --folder" ends 0 s copy --folder Projects Uno
check "the copied folder" ends 0 s ls Uno/Projects/Dune
check "delete --folder of a full one" complains 1 "--recursive" s delete --folder Uno
check "delete --folder --recursive" ends 0 s delete --folder Uno --recursive
check "the deleted folder" complains 1 "there is no such folder" s ls Uno
check "a special folder stays" ends 1 s delete --folder Inbox --recursive
check "set --folder" ends 0 s set --folder Projects "comment=tide gauges"
check "show --folder --json" json s show --folder Projects
check "the folder's comment" contains "tide gauges" s show --folder Projects

# --- New items ---------------------------------------------------------------------------------------------------------------------------

mail=$(find "$sample/mail/cur" -name '1770915000.*')
event=$sample/pim/Calendar/place.ics
card=$sample/pim/Contacts/zoe.vcf

check "import of mail" contains "$(basename "$mail")" s import Inbox "$mail"
item=$(s ls Inbox --json | field id)
check "the subject of mail" has "$item" Inbox '"subject": "Photos for the annual report"'
check "the sender of mail" has "$item" Inbox '"from": "Samir Haddad"'
check "the date of mail" has "$item" Inbox '"date": "2026-02-12T16:50:03Z"'
check "a new item is pending" has "$item" Inbox '"pending": ["new"]'
check "imported mail is read and no draft" has "$item" Inbox '"read": true, "flagged": false, "answered": false, "forwarded": false, "draft": false'
s cat "$item" >"$work/cat"
check "cat gives the same bytes" cmp "$work/cat" "$mail"
check "cat --property" says "Photos for the annual report" s cat "$item" --property subject
check "import --json" json s import Inbox "$sample/mail/cur"/1770945045.*
check "import --unread" ends 0 s import --unread Inbox "$sample/mail/cur"/1770950810.*
check "import of an event" json s import Calendar "$event"
event_item=$(field id <"$work/json")
check "an event" has "$event_item" Calendar '"class": "IPM.Appointment"'
check "import of a card" json s import Contacts "$card"
card_item=$(field id <"$work/json")
check "a contact" has "$card_item" Contacts '"class": "IPM.Contact"'
check "the name of a contact" has "$card_item" Contacts 'Zoë Brandt'
check "import of a missing file goes on with the others" complains 1 "No such file" s import Contacts "$work/none.vcf" "$sample/pim/Contacts/agnes.vcf"
check "the file after the missing one" contains '"Contacts"' sh -c "s() { '$build/storectl' '$store' \"\$@\"; }; [ \$(s ls Contacts | wc -l) -eq 2 ] && s show --folder Contacts --json"
cat "$sample"/pim/Contacts/{amina,anja,arun}.vcf >"$work/many.vcf"
check "a file of three cards becomes three items" says 3 sh -c "'$build/storectl' '$store' import Contacts '$work/many.vcf' | wc -l | tr -d ' '"
{
  sed '/^END:VCALENDAR/d' "$sample/pim/Calendar/field-weekly.ics"
  sed -n '/^BEGIN:VEVENT/,/^END:VEVENT/p' "$event" | sed 's/^UID:.*/UID:another@example.org/'
  printf 'END:VCALENDAR\r\n'
} >"$work/many.ics"
check "a calendar of a series and an event becomes two items" says 2 sh -c "'$build/storectl' '$store' import Calendar '$work/many.ics' | wc -l | tr -d ' '"
series=$(s ls Calendar --json | grep 'Field systems' | field id)
says_occurrences() { s cat "$series" | grep -c '^BEGIN:VEVENT'; }
cat "$sample"/pim/Tasks/{anodes,water-plants}.ics >"$work/two.ics"
check "two calendars in one file become two items" says 2 sh -c "'$build/storectl' '$store' import Tasks '$work/two.ics' | wc -l | tr -d ' '"
s cat "$(s ls Tasks --json | grep "Order anodes" | field id)" >"$work/cat"
check "each of them as it was" cmp "$work/cat" "$sample/pim/Tasks/anodes.ics"
check "the series keeps its occurrences" says 3 says_occurrences
check "an empty file" complains 1 "is empty" s import Inbox /dev/null

check "new from standard input" sh -c "printf 'Subject: from a pipe\r\n\r\nhello\r\n' | '$build/storectl' '$store' new Inbox - >'$work/new'"
check "new prints the id" contains "from a pipe" s show "$(tr -d ' ' <"$work/new")"
check "new without a file" json s new Notes --subject "Remember"
note=$(field id <"$work/json")
check "the class of a new item is its folder's" has "$note" Notes '"class": "IPM.StickyNote"'
check "new --class" json s new Drafts --class IPM.Note.Custom --subject x
check "new in no folder" complains 1 "there is no such folder" s new Nowhere
check "new --associated" ends 0 s new Inbox --associated --subject "view"
check "ls --associated" contains "view" s ls Inbox --associated

# --- Looking -----------------------------------------------------------------------------------------------------------------------------

check "ls --json" json s ls Inbox
check "ls without case" ends 0 s ls INBOX
check "ls by role" contains "Photos" s ls @inbox
check "ls --unread" says 1 sh -c "'$build/storectl' '$store' ls Inbox --unread | wc -l | tr -d ' '"
check "ls --limit" says 2 sh -c "'$build/storectl' '$store' ls Inbox --limit 2 | wc -l | tr -d ' '"
check "ls --sort" ends 0 s ls Inbox --sort subject --reverse
sorted_by_size() { s ls Inbox --sort size --json | field size | sort -rnc; }
check "ls --sort size: the largest first" sorted_by_size
check "ls --sort by nothing" complains 2 "date, subject, from, size or id" s ls Inbox --sort colour
check "ls --flagged" says "" s ls Inbox --flagged
check "lines in a pipe have no tab, no title and no space at their end" sh -c "! '$build/storectl' '$store' ls Inbox | grep -q '	\|SUBJECT\| \$'"
check "show" contains "samir.haddad@example.com" s show "$item"
check "show --json" json s show "$item"
check "show lists the recipients" contains "hana@example.com" s show "$item"
check "show of nothing" ends 2 s show
check "an unknown item" complains 1 "there is no such item" s show ffffff
check "what is no item" complains 2 "number in hex" s show inbox
entry=$(s show "$item" --json | sed -n 's/.*"PR_ENTRYID": "hex:\([0-9A-F]*\)".*/\1/p')
check "a whole entry id" contains "Photos for the annual report" s show "$entry"
check "an entry id of another store" ends 1 s show "$(printf '%0140d' 1)"

# --- Changing ----------------------------------------------------------------------------------------------------------------------------

check "set a text" ends 0 s set "$note" "subject=Remember the keys" "PR_COMMENT=on the hook"
check "the text" contains "on the hook" s show "$note"
check "set without a value deletes" ends 0 s set "$note" comment=
check "the deleted property" sh -c "! '$build/storectl' '$store' show $note | grep -q 'on the hook'"
check "set a time" ends 0 s set "$note" start=2026-03-01T08:00:00+01:00
check "the time" contains "2026-03-01T07:00:00Z" s show "$note"
check "set a number" ends 0 s set "$note" importance=2
check "set what is no number" complains 2 "whole number" s set "$note" importance=high
check "set a property by its tag" ends 0 s set "$note" 0x3004001F=tagged
check "set a named property" ends 0 s set "$note" public/Colour=green
check "the named property" contains "public/Colour" s show "$note"
check "set bytes" ends 0 s set "$note" 0x65000102=hex:00FF
check "the bytes" contains "hex:00FF" s show "$note"
check "set what is computed" complains 1 "MAPI_E_COMPUTED" s set "$note" PR_MESSAGE_SIZE=1
check "set an unknown property" complains 2 "there is no property" s set "$note" colour=red
check "set nothing" complains 2 "PROPERTY=VALUE is wanted" s set "$note"
check "set flags" ends 0 s set "$item" flagged=yes answered=1 deleted=on
check "the flags" has "$item" Inbox '"flagged": true, "answered": true, "forwarded": false, "draft": false, "deleted": true'
check "ls --flagged shows it" contains "Photos" s ls Inbox --flagged
check "clear flags" ends 0 s set "$item" flagged=no answered=no deleted=no
check "the cleared flags" has "$item" Inbox '"flagged": false, "answered": false, "forwarded": false, "draft": false, "deleted": false'
check "set draft" ends 0 s set "$item" draft=yes
check "the draft" has "$item" Inbox '"draft": true'
check "clear draft" ends 0 s set "$item" draft=no
check "set keywords" ends 0 s set "$item" keyword+=dune keyword+=tide keyword+=Dune
check "the keywords" has "$item" Inbox '"keywords": ["dune", "tide"]'
check "remove a keyword" ends 0 s set "$item" keyword-=DUNE
check "the keyword that is left" has "$item" Inbox '"keywords": ["tide"]'
check "remove the last keyword" ends 0 s set "$item" keyword-=tide
check "no keywords" has_not "$item" Inbox keywords
sed 's/^SUMMARY:.*/SUMMARY:Somewhere else/' "$event" >"$work/changed.ics"
check "set the content" ends 0 s set "$event_item" "content=@$work/changed.ics"
check "the properties follow the content" has "$event_item" Calendar "Somewhere else"
s cat "$event_item" >"$work/cat"
check "the content" cmp "$work/cat" "$work/changed.ics"
sed 's/^SUMMARY:/CATEGORIES:Away\r\n&/' "$work/changed.ics" >"$work/filed.ics"
check "set a content with a category" ends 0 s set "$event_item" "content=@$work/filed.ics"
check "the category" has "$event_item" Calendar '"keywords": ["Away"]'
check "set a content without" ends 0 s set "$event_item" "content=@$work/changed.ics"
check "no category" has_not "$event_item" Calendar keywords
check "read --unread" ends 0 s read --unread "$item"
check "unread" has "$item" Inbox '"read": false'
check "read" json s read "$item"
check "read again" has "$item" Inbox '"read": true'
check "read --folder" ends 0 s read --folder Inbox
check "nothing unread is left" says "" s ls Inbox --unread
check "copy" json s copy "$item" Projects
copy=$(field id <"$work/json")
check "the copy" has "$copy" Projects "Photos"
check "the original" has "$item" Inbox "Photos"
check "move" ends 0 s move "$copy" Projects/Dune
check "the moved item keeps its number" has "$copy" Projects/Dune "Photos"
check "move of many items from many folders" ends 0 s move "$copy" "$item" "$note" Archive
count_archive() { s ls Archive | wc -l | tr -d ' '; }
check "the moved items" says 3 count_archive
check "move to no folder" ends 1 s move "$item" Nowhere
check "a bad item moves none" ends 1 s move "$item" ffffff Inbox
check "the item stayed" has "$item" Archive "Photos"
check "delete" json s delete "$copy" "$note"
check "the deleted item" complains 1 "there is no such item" s show "$copy"
check "delete of nothing" ends 2 s delete

# --- Options -----------------------------------------------------------------------------------------------------------------------------

check "options" contains "direction" s options Projects
check "options --json" json s options Projects
check "set options" contains "newest:100" s options Projects scope=newest:100 direction=upload policy=hold expunge=there delete-limit=5 trash=yes
check "the options are kept" contains '"direction": "upload", "policy": "hold", "expunge": "there"' s options Projects --json
check "scope by date" contains "newer:2026-01-05T00:00:00Z" s options Projects scope=newer:2026-01-05
check "a wrong word" complains 2 "both, upload, download" s options Projects direction=sideways
check "an unknown option of a folder" complains 2 "there is no such option" s options Projects colour=red
check "a scope without its value" complains 2 "whole number" s options Projects scope=newest
check "options --store" contains "mass-delete-percent" s options --store
check "set options of the store" contains "forever" s options --store trash-days=forever mass-delete-count=30
check "the options of the store are kept" contains "30" s options --store
check "a folder that refuses local changes" ends 0 s options Projects direction=download
check "a refused change" complains 1 "MAPI_E_NO_ACCESS" s new Projects --subject x

# --- Supervision -------------------------------------------------------------------------------------------------------------------------

check "pending" contains "new" s pending
check "pending --json" json s pending
check "pending of a folder" contains "Somewhere else" s pending Calendar
check "pending of no folder" ends 1 s pending Nowhere
for list in failures conflicts held wanted; do
  check "$list: empty" says "" s "$list"
  check "$list --json: empty" says "" s "$list" --json
done

# The fixture is the agent: a server's doing needs a session.
fixture() { "$build/storectl_fixture" "$store" "$@"; }
first() { s "$1" --json | head -n 1 | field "$2"; }

check "conflicts are made" fixture conflicts
check "conflicts --json" json s conflicts
check "conflicts of a folder" contains "changed-changed" s conflicts Calendar
decided=$(s conflicts --json | grep '"waits": false' | field id)
waits=$(s conflicts --json | grep '"waits": true' | field id)
check "the winner" says "changed there" s cat "$decided"
check "the version that was kept" says "changed here" s cat "$(s conflicts --json | grep '"waits": false' | field kept)"
check "the local version stays while it waits" says "changed here too" s cat "$waits"
printf 'both of them' >"$work/merged"
check "resolve with a merged version" ends 0 s resolve "$waits" merged "$work/merged"
check "the merged version" says "both of them" s cat "$waits"
check "it waits no more" says "" sh -c "'$build/storectl' '$store' conflicts --json | grep '\"waits\": true'; true"

check "deletions are held" fixture held
check "held --json" json s held
check "held of a folder" contains "held-0" s held Contacts
check "the folder says it" contains "deletions held" s folders
check "confirm" json s confirm Contacts
check "the deletions were carried out" sh -c "! '$build/storectl' '$store' ls Contacts | grep -q held-0"
check "nothing is held any more" says "" s held
check "deletions are held again" fixture held
check "reject" ends 0 s reject Contacts
check "the items stay, and are uploaded again" contains '"what": ["new"]' sh -c "'$build/storectl' '$store' pending Contacts --json | grep held-0"

check "a task" ends 0 s new Tasks --subject "never accepted"
check "it fails eight times" fixture failures
check "failures --json" json s failures
check "what the server said" contains "550 not here" s failures Tasks
task=$(first failures id)
check "the failed item is still pending" contains "never accepted" s pending Tasks
check "retry" ends 0 s retry "$task"
check "it is a failure no more" says "" s failures
check "it fails again" fixture failures
check "retry --all of failures" ends 0 s retry --all
check "no failure is left" says "" s failures

check "headers come" fixture headers
check "wanted --json" json s wanted
check "wanted of a folder" contains "failed" s wanted Inbox
header=$(s ls Inbox --json | grep '"header_only": true' | field id)
check "the content of a header" ends 1 s cat "$header"
check "request" ends 0 s request "$header"
check "it is wanted now" contains "body" s wanted Inbox

check "retry of an item that did not fail" ends 0 s retry "$item"
check "retry --all" ends 0 s retry --all
check "retry of nothing" ends 2 s retry
check "drop" ends 0 s drop "$card_item"
check "the dropped item has a copy in Local Failures" contains "Zoë Brandt" s ls @local-failures
check "resolve without a conflict" complains 1 "MAPI_E_NOT_FOUND" s resolve "$item" local
check "resolve in no known way" complains 2 "one of local" s resolve "$item" coin
check "confirm without held deletions" complains 1 "MAPI_E_NOT_FOUND" s confirm Inbox
check "reject without held deletions" complains 1 "MAPI_E_NOT_FOUND" s reject Inbox
check "request of a whole item" ends 0 s request "$item"

# --- The store ---------------------------------------------------------------------------------------------------------------------------

check "stat" contains "folders" s stat
check "stat --json" json s stat
check "check" says "ok" s check
check "check --quick --json of a sound store" says "" s check --quick --json
check "check --tracking" says "ok" s check --tracking
check "checkpoint" json s checkpoint

# A fault that is planted into a copy of the store, by other means than the library, is told with the object that it is about, and the
# exit code says so: planted SQL OBJECT TEXT
planted() {
  rm -f "$work"/planted.iostx*
  cp "$store" "$work/planted.iostx" || return 1
  python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])' "$work/planted.iostx" "$1" || return 1
  ends 1 "$build/storectl" "$work/planted.iostx" check --json >"$work/found" || return 1
  cat "$work/found"
  grep -F -- "$3" "$work/found" | grep -F "\"id\": \"$2\"" >/dev/null
}
if command -v python3 >/dev/null; then
  # An item that has a text.
  broken=$(s ls Inbox --json | field id | while read -r id; do s cat "$id" 2>/dev/null | grep . >/dev/null && echo "$id" && break; done)
  of_item="WHERE id = $((16#$broken))"
  check "check of an item that is indexed wrongly" planted "UPDATE item SET bits = bits - 2 * (bits & 2) + 2 $of_item" \
    "$broken" "is indexed as unread"
  check "check of a text that is gone" planted "DELETE FROM content" "$broken" "the text of item $((16#$broken)) is not there"
  check "check of work without a base" planted "INSERT INTO work SELECT folder, id, 4, version, 0, NULL, 0, NULL, NULL FROM item $of_item
    ON CONFLICT DO UPDATE SET pending = 4, bag = NULL" "$broken" "has no base to be compared with"
  check "check of wrong counts" planted "UPDATE folder SET total = total + 1 WHERE role = 3" 3 "'Inbox' counts"
fi
before=$(s stat --json | field guid)
check "renew-guid" json s renew-guid
check "the GUID is another one" test "$before" != "$(s stat --json | field guid)"
check "older items are still found" has "$item" Archive Photos
check "older items still open" contains "Photos" s show "$item"
check "items made since open too" json s new Inbox --subject "after the copy"
check "their numbers" contains "after the copy" s show "$(field id <"$work/json")"

# --- Watching ----------------------------------------------------------------------------------------------------------------------------

check "watch ends by itself" says "" s watch --timeout 1
"$build/storectl" "$store" --json watch Inbox --count 1 --timeout 60 >"$work/events" &
watcher=$!
# The subscription may not be there yet, so that items are made until one of them was seen.
while kill -0 "$watcher" 2>/dev/null; do s new Inbox --subject "seen" >/dev/null; done
wait "$watcher"
check "watch ends after a change" test "$?" -eq 0
check "the change" contains '"folder": "Inbox"' cat "$work/events"
check "what was changed by whom" contains '"origin": "other"' cat "$work/events"
# With job control, so that the program in the background does not ignore the signal.
set -m
"$build/storectl" "$store" watch >"$work/more-events" &
watcher=$!
set +m
until [ -s "$work/more-events" ]; do
  kill -0 "$watcher" || break
  s new Inbox --subject "again" >/dev/null
done
kill -INT "$watcher"
wait "$watcher"
check "watch ends cleanly when it is interrupted" test "$?" -eq 0

# --- Reading only ------------------------------------------------------------------------------------------------------------------------

check "--read-only" contains "Somewhere else" s ls Calendar --read-only
check "--read-only refuses to write" complains 1 "MAPI_E_NO_ACCESS" s --read-only mkdir x
check "--read-only refuses to set" complains 1 "MAPI_E_NO_ACCESS" s --read-only set "$item" flagged=1
check "--read-only of a missing store" complains 3 "make one with: storectl STORE create" "$build/storectl" --read-only "$work/none" ls
check "--read-only create" ends 2 "$build/storectl" --read-only "$work/none" create

echo
check_end
