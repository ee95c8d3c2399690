#!/usr/bin/env bash
# iostx-syncmgr, end to end, with real directories, stores and a Dovecot made here. Prints 'pass NAME' or 'FAIL NAME' for each test, and last
# 'N passed, N failed'. Needs the build of scripts/build-examples.sh (IOSTX_EXAMPLES) and the installed package (IOSTX_PREFIX).
#   test.sh [TEST...]     all tests, or those of these names; 'screen', 'imap': those of tests/NAME.py
set -uo pipefail
cd "$(dirname "$0")" || exit 1
# shellcheck source=../../scripts/need.sh
. ../../scripts/need.sh
# shellcheck source=../../scripts/check.sh
. ../../scripts/check.sh
# Debian keeps dovecot where not every PATH looks.
PATH=$PATH:/usr/sbin:/sbin
need dovecot=dovecot-imapd openssl python3 || exit 1
export IOSTX_EXAMPLES=${IOSTX_EXAMPLES:-$PWD/../../target/examples}
build=$IOSTX_EXAMPLES
program=$build/syncmgr/iostx-syncmgr

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The users of the server look into it.
chmod 755 "$work"

# --- What the tests are written with --------------------------------------------------------------------------------------------

begin_test() {
  cd "$t"
  for account in private work; do
    mkdir -p "$account/mail/cur" "$account/mail/new" "$account/mail/tmp"
    put "$account" one
    put "$account" two
  done
  printf '[Private]\nstore = private.iostx\nserver = private\n[Work]\nstore = work.iostx\nserver = work\n' >syncmgr.conf
}

syncmgr() { ${tool:-} "$program" -c syncmgr.conf "$@"; }
# The list without the spaces of its columns.
listed() { syncmgr --list "$@" | tr -s ' '; }
# A message on a server: put ACCOUNT SUBJECT
put() { printf 'From: Ada Quay <ada@example.org>\nMessage-ID: <%s@example.org>\nSubject: %s\n\ntext\n' "$2" "$2" >"$1/mail/cur/1700000000.$2.host:2,"; }
# contains TEXT COMMAND...
contains() {
  local text=$1 output
  shift
  output=$("$@" 2>&1) || true
  case $output in *"$text"*) ;; *) printf '%s\nnot in it: %s\n' "$output" "$text"; return 1 ;; esac
}
# The command ends with an exit code, and what it says is in the file `said`: run CODE COMMAND...
run() { ends "$@" >said 2>&1 || { cat said; return 1; }; }
# The lines of JSON that have a text.
lines_with() { grep -F -- "$1" said || [ $? -eq 1 ]; }

# --- The tests ------------------------------------------------------------------------------------------------------------------

test_two_accounts_run_side_by_side_and_are_told_of_line_by_line() {
  run 0 syncmgr --once
  is "$(sort said | sed 's/, [0-9.]* s$//')" "$(printf '%s\n' 'Private: begins' 'Private: in sync, 12 folders done' 'Work: begins' 'Work: in sync, 12 folders done')"
  contains '[x] Inbox in sync' listed Work
  is "$(syncmgr --list Work | grep -c Private || [ $? -eq 1 ])" 0
}

test_a_pipe_gets_no_control_characters() {
  syncmgr --once >said
  is "$(tr -d '\n' <said | tr -cd '[:cntrl:]' | wc -c | tr -d ' ')" 0
}

test_json_is_one_object_a_line() {
  run 0 syncmgr --once --json
  python3 -c 'import json, sys
for line in open("said", encoding="utf-8"):
    assert json.loads(line)["account"] in ("Private", "Work"), line'
  is "$(lines_with '"event": "ended"' | grep -c '"outcome": "succeeded"')" 2
  syncmgr --list --json >said
  is "$(python3 -c 'import json
for line in open("said", encoding="utf-8"):
    account = json.loads(line)
    print(account["account"], account["outcome"], [f["status"] for f in account["folders"] if f["folder"] == "Inbox"][0])' | sort | tr '\n' ' ')" 'Private succeeded succeeded Work succeeded succeeded '
}

test_one_account_alone() {
  run 0 syncmgr --once Work
  is "$(lines_with Private | wc -l | tr -d ' ')" 0
  run 2 syncmgr --once Nobody
  contains 'there is no account Nobody' cat said
}

test_an_account_that_fails_does_not_stop_the_other() {
  run 0 syncmgr --once
  mv work away
  run 1 syncmgr --once
  is "$(lines_with 'Private: in sync' | wc -l | tr -d ' ')" 1
  is "$(lines_with 'Work: failed' | wc -l | tr -d ' ')" 1
  is "$(lines_with 'Work: error: ' | wc -l | tr -d ' ')" 1
  contains 'failed' syncmgr --list Work
  mv away work
  run 0 syncmgr --once
}

test_an_item_that_fails_is_named_and_its_folder_shows_it() {
  run 0 syncmgr --once
  mkdir -p work/pim/Calendar
  put private letter
  "$build/storectl/storectl" work.iostx new Calendar private/mail/cur/*letter* >made
  run 1 syncmgr --once
  contains 'Work: error: Calendar: ' cat said
  contains 'in sync but for some items' cat said
  contains '[x] Calendar failed: not everything could be done' listed Work
}

test_wrong_usage_and_wrong_files_are_named() {
  run 2 syncmgr --nonsense
  run 2 syncmgr --once --daemon
  run 2 syncmgr --json
  run 2 syncmgr </dev/null
  contains 'the screen needs a terminal' cat said
  run 3 "$program" -c nowhere.conf --once
  for line in '[A]' 'nonsense' 'a = b' '[A]\nstore = x\nserver = y\nevery = often' '[A]\n[A]' '[A]\nagent = none' '[A]\nstore = s\nserver = d\ndaily = 24:00' ''; do
    printf '%b\n' "$line" >syncmgr.conf
    run 3 syncmgr --list
    contains 'syncmgr.conf' cat said
  done
}

test_schedules_run_by_themselves_in_a_daemon_that_ends_when_told() {
  mkfifo lines
  sed -i 's/^server = work/&\nevery = 1s/' syncmgr.conf
  "$program" -c syncmgr.conf --daemon --json >lines &
  daemon=$!
  # Once more after the first time: it is no accident.
  grep -m 2 '"event": "ended"' <lines >said
  kill -TERM "$daemon"
  wait "$daemon"
  is "$(lines_with '"account": "Work"' | grep -c succeeded)" 2
  contains 'not yet synchronized' syncmgr --list Private
}

test_an_interrupted_run_ends_with_130_and_goes_on_later() {
  python3 -c 'for i in range(8000):
    with open(f"work/mail/cur/17{i:08d}.n{i}.host:2,", "w", encoding="ascii") as file:
        file.write(f"Message-ID: <n{i}@example.org>\nSubject: {i}\n\ntext {i}\n")'
  mkfifo lines
  "$program" -c syncmgr.conf --once --json Work >lines 2>errors &
  pid=$!
  # The reader goes on to the end: the program is not to be ended by its pipe.
  { grep -m 1 '"status": "updating"' >first; kill -INT "$pid"; cat >/dev/null; } <lines
  code=0
  wait "$pid" || code=$?
  is "$code" 130
  contains 'cancelled' syncmgr --list Work
  run 0 syncmgr --once Work
}

test_without_memory_errors() {
  # Conditions that one thread of valgrind's never lets others meet are left to the other tests.
  command -v valgrind >/dev/null || return 0
  tool="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --suppressions=$here/../maildir/tests/valgrind.supp"
  run 0 syncmgr --once
  put work three
  run 0 syncmgr --once --json
}

# --- Running them ---------------------------------------------------------------------------------------------------------------

here=$PWD
mapfile -t tests < <(check_names)
[ "$#" -eq 0 ] && tests+=(screen imap) || tests=("$@")
for name in "${tests[@]}"; do
  if [ -e "tests/$name.py" ]; then
    check_lines python3 -B "tests/$name.py" "$program" "$work/$name"
  else
    check_tests "$name"
  fi
done
check_end
