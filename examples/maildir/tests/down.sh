#!/usr/bin/env bash
# To be sourced by ../test.sh: what others do on the server comes into the store.
# shellcheck disable=SC2154 # variables of ../test.sh

test_first_synchronization_brings_every_item_byte_for_byte() {
  rm -rf "$server"
  cp -R "$sample" "$server"
  in_sync
  same
  is "$(s ls --json | grep -c '"remote_id"')" 21
}

test_a_second_run_changes_nothing_neither_times_nor_a_byte_of_the_store() {
  rm -rf "$server"
  cp -R "$sample" "$server"
  in_sync
  snapshot >"$t/before"
  in_sync
  in_sync --download-only
  in_sync --upload-only
  snapshot >"$t/after"
  diff "$t/before" "$t/after"
}

test_settled_folders_are_passed_over_without_a_look_at_their_items() {
  put "$mail" one S
  find "$server" -exec touch -d '1 hour ago' {} +
  in_sync
  # Hidden from the time stamps: only a listing could show it.
  mv "$mail/cur/1700000000.one.host:2,S" "$mail/cur/1700000000.one.host:2,FS"
  touch -d '1 hour ago' "$mail/cur"
  touch -r "$mail/new" "$mail/cur"
  sync
  is "$(s ls Inbox --json | field flagged)" false
  touch "$mail/cur"
  sync
  is "$(s ls Inbox --json | field flagged)" true
}

test_properties_that_apps_list_by() {
  printf 'From: =?utf-8?Q?S=C3=B8ren?= <soren@example.org>\nTo: Ada <ada@example.org>\nDate: Mon, 5 Jan 2026 09:00:00 +0100\nMessage-ID: <p@example.org>\nSubject: =?iso-8859-1?Q?Gr=FC=DFe?=\n\nx\n' >"$mail/new/1767600000.p.host"
  event e1 Lunch >"$pim/Calendar/e.ics"
  card c1 "Ada Quay" >"$pim/Contacts/c.vcf"
  in_sync
  s ls Inbox --json >"$t/mail"
  is "$(field subject <"$t/mail")" "Grüße"
  is "$(field from <"$t/mail")" "Søren"
  is "$(field read <"$t/mail")" false
  contains '"PR_CLIENT_SUBMIT_TIME": "2026-01-05T08:00:00Z"' s show "$(ids Inbox)" --json
  contains '"PR_START_DATE": "2026-01-05T09:00:00Z"' s show "$(ids Calendar)" --json
  is "$(s ls Contacts --json | field subject)" "Ada Quay"
}

test_server_delivers_marks_moves_and_deletes_messages() {
  local kept moved
  put "$mail" kept
  put "$mail" moved S
  put "$mail" gone S
  put "$mail/.Work" other S
  in_sync
  kept=$(ids Inbox kept)
  moved=$(ids Inbox moved)
  put "$mail" fresh
  mv "$mail/new/1700000000.kept.host" "$mail/cur/1700000000.kept.host:2,FRS"
  mv "$mail/cur/1700000000.moved.host:2,S" "$mail/.Work/cur/1700000000.moved.host:2,S"
  rm "$mail/cur/1700000000.gone.host:2,S"
  in_sync
  same
  is "$(count Inbox)" 2
  is "$(ids Inbox kept)" "$kept"
  s ls Inbox --json | grep -F '"kept"' >"$t/line"
  is "$(field read <"$t/line") $(field flagged <"$t/line") $(field answered <"$t/line")" "true true true"
  # Moved by renaming the file: the item is the same one.
  is "$(ids Work moved)" "$moved"
}

test_server_moves_a_message_under_a_new_name() {
  local id
  put "$mail" one S
  put "$mail/.Work" other S
  in_sync
  id=$(ids Inbox one)
  s set "$id" flagged=yes
  # As servers do it that copy, then delete: only its Message-ID and size tell that it is the same.
  mv "$mail/cur/1700000000.one.host:2,S" "$mail/.Work/cur/1800000000.new.host:2,S"
  in_sync
  same
  is "$(ids Work one)" "$id"
  is "$(letters "$mail/.Work" one)" FS
}

test_two_files_of_one_uid_stay_two_items() {
  event twin First >"$pim/Calendar/first.ics"
  event twin Second >"$pim/Calendar/second.ics"
  in_sync
  same
  is "$(count Calendar)" 2
  sync >"$t/again"
  grep -qF '0 uploaded, 0 downloaded' "$t/again"
  event twin "Second, changed" >"$pim/Calendar/second.ics"
  in_sync
  same
  is "$(count Calendar)" 2
}

test_server_keywords_come_with_their_names() {
  put "$mail" tagged Sa
  printf '0 customer\n1 \044Forwarded\n' >"$mail/dovecot-keywords"
  put "$mail" passed Sb
  in_sync
  contains customer s show "$(ids Inbox tagged)" --json
  is "$(s ls Inbox --json | grep -F '"passed"' | field forwarded)" true
}

test_server_makes_renames_and_deletes_folders() {
  local id
  put "$mail/.Old" first S
  put "$mail/.Old.Below" second S
  mkdir -p "$pim/Trips"
  event t1 Ferry >"$pim/Trips/t.ics"
  in_sync
  same
  id=$(ids Old first)
  mv "$mail/.Old" "$mail/.Fresh"
  mv "$mail/.Old.Below" "$mail/.Fresh.Below"
  mv "$pim/Trips" "$pim/Journeys"
  in_sync
  same
  # Recognized by its inode: its items are the same ones.
  is "$(ids Fresh first)" "$id"
  is "$(count Fresh/Below)" 1
  is "$(count Journeys)" 1
  not s ls Old
  rm -rf "$mail/.Fresh.Below" "$pim/Journeys"
  sync || true
  # A folder that goes with all it held is one of the deletions that wait for the user's word.
  if [ -n "$(s held --json)" ]; then s confirm Journeys; s confirm Fresh/Below; fi
  sync
  same
  not s ls Journeys
}

test_a_folder_whose_parent_has_no_directory() {
  put "$mail/.A.B" deep S
  in_sync
  is "$(count A/B)" 1
  message up >"$t/up.eml"
  s import A "$t/up.eml"
  in_sync
  same
}

test_server_changes_pim_files_in_every_way() {
  local id
  event e1 Breakfast >"$pim/Calendar/e1.ics"
  event e2 Lunch >"$pim/Calendar/e2.ics"
  event e3 Dinner >"$pim/Calendar/e3.ics"
  card c1 Ada >"$pim/Contacts/c1.vcf"
  in_sync
  same
  id=$(ids Calendar Breakfast)
  event e1 Brunch >"$pim/Calendar/e1.ics"                                # written where it stands
  event e2 "Late lunch" >"$t/e2" && mv "$t/e2" "$pim/Calendar/e2.ics"    # replaced
  rm "$pim/Calendar/e3.ics"
  card c2 Bob >"$pim/Contacts/c2.vcf"
  in_sync
  same
  is "$(ids Calendar Brunch)" "$id"
  is "$(count Calendar)" 2
  is "$(count Contacts)" 2
}

test_what_a_text_does_not_say_any_more_is_taken_from_the_item() {
  local more='LOCATION:Canteen\r\nPRIORITY:1\r\nCLASS:PRIVATE\r\nRRULE:FREQ=DAILY;COUNT=3\r\nCATEGORIES:Food\r\n' folder
  event e1 "RE: Lunch" | sed "s/^SUMMARY/$more&/" >"$pim/Calendar/e1.ics"
  card c1 "Ada Quay" | sed 's/^END/ORG:Harbour\r\nTEL;TYPE=cell:+47 123\r\n&/' >"$pim/Contacts/c1.vcf"
  in_sync
  event e1 "" | sed '/^SUMMARY/d' >"$pim/Calendar/e1.ics"
  card c1 "Ada Quay" >"$pim/Contacts/c1.vcf"
  in_sync
  # A store that never saw the first text has the same properties.
  agent "$t/fresh.iostx" "$server"
  for folder in Calendar Contacts; do
    diff <(properties "$t/fresh.iostx" "$folder") <(properties "$store" "$folder")
  done
}

# The names of the properties of the one item of a folder.
properties() {
  local store=$1
  s show "$(ids "$2")" --json | grep -o '"[^"]*": ' | sort
}

test_a_file_written_again_within_its_time_stamp_is_noticed() {
  event e1 "One two" >"$pim/Calendar/e1.ics"
  in_sync
  # The same size, time and inode; as a program does it that writes twice within a tick of the clock.
  touch -r "$pim/Calendar/e1.ics" "$t/time"
  event e1 "Two one" >"$pim/Calendar/e1.ics"
  touch -r "$t/time" "$pim/Calendar/e1.ics"
  in_sync
  same
  is "$(count Calendar "Two one")" 1
}

test_server_moves_a_pim_file_to_another_folder() {
  local id
  mkdir -p "$pim/Private"
  event e0 Stay >"$pim/Private/e0.ics"
  event e1 Moves >"$pim/Calendar/e1.ics"
  in_sync
  id=$(ids Calendar Moves)
  mv "$pim/Calendar/e1.ics" "$pim/Private/e1.ics"
  in_sync
  same
  is "$(ids Private Moves)" "$id"
  is "$(count Calendar)" 0
}

test_many_deletions_at_once_are_held_for_the_user() {
  local i
  for i in $(seq 1 60); do put "$mail" "m$i" S; done
  in_sync
  rm "$mail"/cur/*m[1-5]*
  ends 1 sync
  is "$(count Inbox)" 60
  s confirm Inbox
  in_sync
  same
}

test_header_only_items_get_their_body_when_the_app_asks() {
  local id
  put "$mail" first S
  in_sync
  s options Inbox scope=headers
  put "$mail" second S
  in_sync
  id=$(ids Inbox second)
  is "$(s ls Inbox --json | grep -F '"second"' | field header_only)" true
  s request "$id"
  in_sync --verbose | tee "$t/out"
  grep -qF completed "$t/out"
  s cat "$id" | cmp - "$(files "$mail" second)"
}

test_a_server_that_is_a_maildir_itself() {
  rm -rf "$server"
  put "$server" inbox S
  put "$server/.Sent" sent S
  in_sync
  is "$(count Inbox)" 1
  is "$(s ls "Sent Items" --json | field subject)" sent
  message out >"$t/out.eml"
  s import Inbox "$t/out.eml"
  s mkdir Fresh
  in_sync
  [ -d "$server/.Fresh/cur" ]
  is "$(files "$server" out | wc -l)" 1
}
