#!/usr/bin/env bash
# To be sourced by ../test.sh: what does not belong into a server's directory, and what cannot be read.
# shellcheck disable=SC2034,SC2154 # variables of ../test.sh

test_symbolic_links_never_lead_out_of_the_server() {
  mkdir -p "$t/outside/cur" "$t/outside/new" "$t/outside/tmp"
  message secret >"$t/outside/cur/1700000000.secret.host:2,S"
  event s1 Secret >"$t/outside/secret.ics"
  put "$mail" fine S
  ln -s "$t/outside" "$mail/.Linked"
  ln -s "$t/outside" "$pim/Linked"
  ln -s "$t/outside/secret.ics" "$pim/Calendar/secret.ics"
  ln -s "$t/outside/cur/1700000000.secret.host:2,S" "$mail/cur/1700000000.linked.host:2,S"
  mkdir -p "$mail/.Half"
  ln -s "$t/outside/cur" "$mail/.Half/cur"
  mkdir "$mail/.Half/new"
  in_sync
  is "$(s ls --json | grep -c '"Linked"' || true)" 0
  is "$(count Inbox)" 1
  is "$(count Calendar)" 0
  is "$(count Half)" 0
  # Nor do uploads: a link in the place of a directory is refused.
  message up >"$t/up.eml"
  s import Half --unread "$t/up.eml"
  s import Half "$t/up.eml"
  sync || true
  is "$(find "$t/outside" -type f | wc -l)" 2
  is "$(s ls --json | grep -c '"Linked"' || true)" 0
}

test_names_from_the_store_never_lead_out_of_the_server() {
  s create
  s mkdir '..' && s mkdir '..\/..\/escape' && s mkdir '../\/up' --parents
  s mkdir '..\/up' --class IPF.Appointment
  event '../../../escape' One >"$t/e.ics"
  s import Calendar "$t/e.ics"
  event '/etc/escape' Two >"$t/e2.ics"
  s import Calendar "$t/e2.ics"
  in_sync
  is "$(find "$t" -name '*escape*' -not -path "$server/*" | wc -l)" 0
  is "$(find "$pim/Calendar" -name '*escape.ics' | wc -l)" 2
  same
}

test_what_is_no_item_is_passed_over() {
  put "$mail" fine S
  mkdir "$mail/cur/1700000001.directory.host:2,S" "$pim/Calendar/directory.ics" "$mail/.git" "$pim/.git"
  mkfifo "$mail/cur/1700000002.pipe.host:2,S" "$pim/Calendar/pipe.ics"
  touch "$mail/cur/.hidden" "$mail/cur/:2,S" "$pim/Calendar/.hidden.ics" "$pim/Calendar/notes.txt" "$pim/loose.ics"
  : >"$mail/cur/1700000003.empty.host:2,S"
  : >"$pim/Calendar/empty.ics"
  ends 0 sync
  is "$(count Inbox fine)" 1
  is "$(s ls --json | grep -c git || true)" 0
  sync >"$t/again"
  grep -qF '0 uploaded, 0 downloaded' "$t/again"
}

test_one_bad_item_among_many_is_named_and_comes_once_it_is_mended() {
  local i
  for i in $(seq 1 20); do event "e$i" "Event $i" >"$pim/Calendar/e$i.ics"; done
  truncate -s 70M "$pim/Calendar/e10.ics"
  ends 1 sync 2>"$t/err"
  grep -qF 'Calendar/e10.ics' "$t/err"
  is "$(count Calendar)" 19
  # It waits for its next attempt; the run still says that something is missing.
  ends 1 sync
  event e10 "Event 10" >"$pim/Calendar/e10.ics"
  contains e10.ics s wanted --json
  in_sync
  same
  is "$(count Calendar)" 20
}

test_what_failed_and_is_gone_from_the_server_is_not_waited_for() {
  event e1 One >"$pim/Calendar/e1.ics"
  truncate -s 70M "$pim/Calendar/large.ics"
  ends 1 sync
  rm "$pim/Calendar/large.ics"
  in_sync
  is "$(s wanted --json)" ""
}

test_odd_texts_are_taken_as_they_are() {
  printf 'no header at all' >"$mail/cur/1700000001.a.host:2,S"
  head -c 5000 /dev/urandom >"$mail/cur/1700000002.b.host:2,S"
  printf 'Subject: =?utf-8?B?////?= \xff\xfe\r\n\r\n' >"$mail/cur/1700000003.c.host:2,"
  printf 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:not a date\n' >"$pim/Calendar/cut.ics"
  head -c 5000 /dev/urandom >"$pim/Calendar/noise.ics"
  printf 'BEGIN:VCARD\nFN:\xff\xfe\nEND:VCARD' >"$pim/Contacts/odd.vcf"
  in_sync
  same
  is "$(count Inbox)" 3
}

test_large_items_go_by_stream() {
  { message large; head -c 20000000 /dev/zero | tr '\0' x; } >"$mail/cur/1700000001.large.host:2,S"
  in_sync
  same
  { message larger; head -c 20000000 /dev/zero | tr '\0' y; } >"$t/larger.eml"
  s import Inbox "$t/larger.eml"
  in_sync
  same
}

test_long_and_strange_names() {
  local long
  long=$(printf 'n%.0s' $(seq 1 200))
  put "$mail/.$long" deep S
  mkdir -p "$pim/$(printf 'caf\351')"
  event e1 Coffee >"$pim/$(printf 'caf\351')/e.ics"
  event e2 Long >"$pim/Calendar/$long.ics"
  put "$mail/..double" no S
  put "$mail/.end." no S
  in_sync
  is "$(count "$long")" 1
  is "$(count Calendar)" 1
  # Too long for a file name: this one fails, the others go on.
  s mkdir "$long$long"
  s mkdir Fine
  ends 1 sync 2>"$t/err"
  grep -qF 'File name too long' "$t/err"
  [ -d "$mail/.Fine" ]
}

test_two_messages_of_one_base_name_are_one() {
  put "$mail" one S
  cp "$mail/cur/1700000000.one.host:2,S" "$mail/cur/1700000000.one.host:2,FS"
  in_sync
  is "$(count Inbox)" 1
}

test_a_directory_without_its_parts_gets_them_when_they_are_needed() {
  mkdir -p "$mail/.Bare"
  touch "$mail/.Bare/maildirfolder"
  in_sync
  [ ! -e "$mail/.Bare/cur" ]
  message one >"$t/one.eml"
  s import Bare "$t/one.eml"
  in_sync
  [ -d "$mail/.Bare/cur" ] && [ -d "$mail/.Bare/new" ] && [ -d "$mail/.Bare/tmp" ]
  same
}

test_a_half_of_the_server_that_is_missing_is_no_deletion() {
  event e1 One >"$pim/Calendar/e1.ics"
  put "$mail" one S
  in_sync
  mv "$pim" "$t/unmounted"
  ends 3 sync
  is "$(count Calendar)" 1
  mv "$t/unmounted" "$pim"
  in_sync
  same
}

test_a_leftover_of_a_killed_writer_goes_after_a_while() {
  local hidden="$pim/Calendar/.iostx-1.M1P1Q1I0.host.tmp" young="$pim/Calendar/.iostx-2.M1P1Q1I0.host.tmp"
  in_sync
  echo half >"$hidden"
  echo half >"$young"
  touch -d '3 days ago' "$hidden"
  event e1 One >"$t/e1.ics"
  s import Calendar "$t/e1.ics"
  in_sync
  [ ! -e "$hidden" ] && [ -e "$young" ]
}

test_two_agents_at_once_lose_nothing() {
  local i
  for i in $(seq 1 40); do put "$mail" "m$i" S; event "e$i" "Event $i" >"$pim/Calendar/e$i.ics"; done
  sync >"$t/one.log" 2>&1 &
  sync >"$t/two.log" 2>&1 || true
  wait || true
  # A folder that the other held was passed over, and comes now.
  in_sync
  same
}
