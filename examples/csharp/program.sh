#!/usr/bin/env bash
# To be sourced by test.sh: the tests of the program filesync, each a function in an empty folder of its own.
# shellcheck disable=SC2154 # build, here: of test.sh

filesync() { mono --debug "$build/filesync.exe" "$@"; }

test_filesync_lists_folders_and_items() {
  mkdir -p files/Notes files/Inbox/Work
  printf 'text' >'files/Inbox/Work/a 🚀.txt'
  filesync sync store files
  filesync ls store | grep -E '^ +1 +0 +Work$'
  filesync ls store inbox/work | grep -E '^ +4 .*  a 🚀$'
}

test_two_stores_and_a_directory_come_to_the_same() {
  mkdir -p files/Notes files/Work/Old
  printf 'one' >files/Notes/one.txt
  printf 'two' >files/Work/Old/two.txt
  filesync sync a files | grep -F 'from the directory: 2 new, 0 changed, 0 deleted'
  mono "$build/first.exe" a files | grep -F '1 uploaded'
  grep -q 'UID:dinner@example.org' files/Calendar/Dinner.ics
  filesync sync b files | grep -F 'from the directory: 3 new'
  printf 'changed here' >files/Work/Old/two.txt
  rm files/Notes/one.txt
  mv files/Work/Old files/New
  for store in a b; do
    filesync sync "$store" files | grep -F 'from the directory: 0 new, 1 changed, 1 deleted'
    filesync sync "$store" files | grep -F 'from the directory: 0 new, 0 changed, 0 deleted'
    filesync ls "$store" New | grep -E '^ +12 .* two$'
    ends 1 filesync ls "$store" Work/Old
  done
}

test_what_both_sides_have_alike_is_not_doubled() {
  mono "$build/first.exe" a files >/dev/null
  mono "$build/first.exe" b files >/dev/null
  [ "$(ls files/Calendar)" = Dinner.ics ]
  filesync sync a files | grep -F 'from the directory: 0 new, 0 changed, 0 deleted'
}

test_a_file_that_cannot_be_read_stops_no_other() {
  mkdir -p files/Notes
  ln -s nowhere files/Notes/dangling.txt
  printf 'x' >files/Notes/z.txt
  filesync sync store files | grep -F '1 new'
}

test_so_many_files_are_gone_that_nothing_is_deleted() {
  mkdir -p files/Notes
  for i in $(seq 30); do printf '%s' "$i" >"files/Notes/$i.txt"; done
  filesync sync store files
  rm files/Notes/*.txt
  ends 3 filesync sync store files 2>&1 | grep -F storectl
  [ "$(filesync ls store Notes | wc -l)" -eq 31 ]
}

test_usage_and_exit_codes() {
  ends 2 filesync 2>&1 | grep -F 'usage: filesync'
  ends 2 filesync sync store 2>/dev/null
  ends 0 filesync --help | grep -F 'Exit codes'
  ends 1 filesync ls missing 2>&1 | grep -F 'filesync: '
  [ ! -e missing ]
  mkdir files
  filesync sync store files
  ends 1 filesync ls store No/Such 2>&1 | grep -F "no folder 'No/Such'"
  ends 1 env LD_LIBRARY_PATH=/nowhere mono "$build/filesync.exe" ls store 2>&1 | grep -F 'LD_LIBRARY_PATH'
}

# The program of the README is the one in First, and says what the README says.
# shellcheck disable=SC2016
test_the_README_shows_the_first_program() {
  diff <(sed -n '/^```csharp$/,/^```$/p' "$here/README.md" | sed '1d;$d') <(sed -n '/using (Store/,/^        }$/p' "$here/First/First.cs" | sed 's/^        //')
  mono "$build/first.exe" my.iostx server >out
  grep -Fx Calendar out
  tail -n 1 out | grep -Fx '1 uploaded'
}
