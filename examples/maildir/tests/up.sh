#!/usr/bin/env bash
# To be sourced by ../test.sh: what is done in the store goes to the server.
# shellcheck disable=SC2034,SC2154 # variables of ../test.sh

test_store_makes_marks_moves_and_deletes_messages() {
  put "$mail" read_me
  put "$mail" unread_me S
  put "$mail" flag_me S
  put "$mail" move_me FS
  put "$mail" delete_me S
  put "$mail/.Archive" old S
  in_sync
  message brand_new >"$t/new.eml"
  s import Inbox "$t/new.eml"
  s import Inbox --unread "$t/new.eml" >/dev/null
  s read "$(ids Inbox '"read_me"')"
  s read --unread "$(ids Inbox unread_me)"
  s set "$(ids Inbox flag_me)" flagged=yes answered=yes
  s move "$(ids Inbox move_me)" Archive
  s delete "$(ids Inbox delete_me)"
  in_sync
  same
  is "$(letters "$mail/cur" read_me)" S
  is "$(letters "$mail/cur" unread_me)" ""
  is "$(letters "$mail/cur" flag_me)" FRS
  is "$(letters "$mail/.Archive" move_me)" FS
  is "$(files "$server" delete_me)" ""
  is "$(files "$mail" brand_new | wc -l)" 2
  is "$(find "$mail/new" -type f | wc -l)" 1
  is "$(find "$mail/tmp" "$mail/.Archive/tmp" -type f | wc -l)" 0
  sync >"$t/again"
  grep -qF '0 uploaded, 0 downloaded' "$t/again"
}

test_store_sets_keywords() {
  put "$mail" one Sa
  printf '0 customer\n' >"$mail/dovecot-keywords"
  in_sync
  s set "$(ids Inbox one)" keyword+=urgent keyword-=customer
  in_sync
  grep -qx '1 urgent' "$mail/dovecot-keywords"
  is "$(letters "$mail/cur" one)" Sb
  # In another folder the letters mean something else.
  mkdir -p "$mail/.Work/cur"
  printf '0 other\n1 else\n' >"$mail/.Work/dovecot-keywords"
  in_sync
  s move "$(ids Inbox one)" Work
  in_sync
  grep -qx '2 urgent' "$mail/.Work/dovecot-keywords"
  is "$(letters "$mail/.Work" one)" Sc
  in_sync
  contains urgent s show "$(ids Work one)" --json
}

test_store_changes_the_content_of_a_message() {
  local id
  put "$mail" draft DS
  in_sync
  id=$(ids Inbox draft)
  message draft "second version" >"$t/second.eml"
  s set "$id" "content=@$t/second.eml"
  in_sync
  same
  is "$(files "$mail" draft | wc -l)" 1
  grep -qF "second version" "$(files "$mail" draft)"
  is "$(letters "$mail" draft)" DS
  is "$(ids Inbox draft)" "$id"
}

test_store_makes_renames_moves_and_deletes_folders() {
  put "$mail/.One" first S
  put "$mail/.One.Two" second S
  in_sync
  s mkdir "Projects/Dune" --parents
  s mkdir "Inbox/Below"
  s mkdir "Trips" --class IPF.Appointment
  s mkdir "Calendar/Work"
  s rename One Uno
  in_sync
  [ -d "$mail/.Projects.Dune/cur" ] && [ -e "$mail/.Projects.Dune/maildirfolder" ]
  [ -d "$mail/.INBOX.Below/new" ]
  [ -d "$pim/Trips" ] && [ -d "$pim/Calendar/Work" ]
  [ -d "$mail/.Uno" ] && [ -d "$mail/.Uno.Two" ] && [ ! -e "$mail/.One" ] && [ ! -e "$mail/.One.Two" ]
  same
  # Below a renamed folder nothing is fetched again.
  sync >"$t/again"
  grep -qF '0 uploaded, 0 downloaded' "$t/again"
  s move --folder Uno/Two Projects
  s move --folder Calendar/Work Trips
  s delete --folder Projects/Dune
  in_sync
  [ -d "$mail/.Projects.Two" ] && [ -d "$pim/Trips/Work" ] && [ ! -e "$mail/.Projects.Dune" ] && [ ! -e "$mail/.Uno.Two" ]
  same
  s delete --folder Projects --recursive
  in_sync
  is "$(find "$mail" -name '.Projects*')" ""
  same
}

test_folders_that_swap_their_names() {
  put "$mail/.A" in_a S
  put "$mail/.B" in_b S
  in_sync
  s rename A C
  s rename B A
  s rename C B
  in_sync
  is "$(files "$mail/.B" in_a | wc -l) $(files "$mail/.A" in_b | wc -l)" "1 1"
  same
  is "$(find "$mail" -name '*iostx*')" ""
}

test_names_of_folders_that_the_server_cannot_hold_as_they_are() {
  s create
  s mkdir 'Q1.2026' && s mkdir 'a\/b' && s mkdir 'Ängström & Söhne' && s mkdir '..' && s mkdir '.hidden'
  s mkdir 'x\/y' --class IPF.Appointment && s mkdir '.dot' --class IPF.Contact && s mkdir '100%' --class IPF.Contact
  in_sync
  [ -d "$mail/.Q1\\2e2026" ] && [ -d "$mail/.a\\2fb" ] && [ -d "$mail/.&AMQ-ngstr&APY-m &- S&APY-hne" ]
  [ -d "$mail/.\\2e\\2e" ] && [ -d "$mail/.\\2ehidden" ]
  [ -d "$pim/x%2Fy" ] && [ -d "$pim/%2Edot" ] && [ -d "$pim/100%25" ]
  # Another store reads the same names.
  store=$t/second.iostx
  in_sync
  for name in 'Q1.2026' 'a/b' 'Ängström & Söhne' '..' '.hidden' 'x/y' '.dot' '100%'; do
    contains "\"name\": \"$name\"" s ls --json
  done
}

test_store_makes_changes_moves_and_deletes_pim_items() {
  event e1 Breakfast >"$pim/Calendar/e1.ics"
  event e2 Lunch >"$pim/Calendar/e2.ics"
  event e3 Dinner >"$pim/Calendar/e3.ics"
  mkdir -p "$pim/Private"
  in_sync
  event 'new/../one' Supper >"$t/new.ics"
  s import Calendar "$t/new.ics"
  card "urn:uuid:c1" Ada >"$t/c.vcf"
  s import Contacts "$t/c.vcf"
  event e1 Brunch >"$t/e1.ics"
  s set "$(ids Calendar Breakfast)" "content=@$t/e1.ics"
  s move "$(ids Calendar Lunch)" Private
  s delete "$(ids Calendar Dinner)"
  in_sync
  same
  [ -e "$pim/Calendar/new-..-one.ics" ] && [ -e "$pim/Contacts/urn-uuid-c1.vcf" ]
  cmp "$t/e1.ics" "$pim/Calendar/e1.ics"
  [ -e "$pim/Private/e2.ics" ] && [ ! -e "$pim/Calendar/e2.ics" ] && [ ! -e "$pim/Calendar/e3.ics" ]
  is "$(find "$pim" -name '.*' | wc -l)" 0
}

test_a_special_folder_is_made_on_the_server_once_it_holds_something() {
  put "$mail" one S
  in_sync
  [ ! -e "$mail/.Junk" ] && [ ! -e "$pim/Tasks" ]
  s move "$(ids Inbox one)" Junk
  printf 'BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:t1\r\nSUMMARY:Do\r\nEND:VTODO\r\nEND:VCALENDAR\r\n' >"$t/t.ics"
  s import Tasks "$t/t.ics"
  in_sync
  is "$(files "$mail/.Junk" one | wc -l)" 1
  [ -e "$pim/Tasks/t1.ics" ]
  same
}

test_items_of_a_deleted_folder_that_were_moved_out_before() {
  put "$mail/.Old" keep S
  put "$mail/.Old" drop S
  in_sync
  s move "$(ids Old keep)" Inbox
  s delete --folder Old --recursive
  in_sync
  same
  is "$(files "$mail/cur" keep | wc -l)" 1
  [ ! -e "$mail/.Old" ]
}

test_a_deleted_folder_in_which_something_came_on_the_server_comes_back() {
  put "$mail/.Old" known S
  mkdir -p "$pim/Trips"
  event t1 Ferry >"$pim/Trips/t.ics"
  in_sync
  s delete --folder Old --recursive
  s delete --folder Trips --recursive
  put "$mail/.Old" late
  event t2 Train >"$pim/Trips/late.ics"
  sync || true
  sync
  is "$(files "$mail/.Old" late | wc -l)" 1
  [ -e "$pim/Trips/late.ics" ]
  is "$(count Old late)" 1
  is "$(count Trips Train)" 1
  same
}

test_a_folder_that_holds_files_of_others_is_not_deleted() {
  mkdir -p "$pim/Trips"
  event t1 Ferry >"$pim/Trips/t.ics"
  echo precious >"$pim/Trips/notes.txt"
  in_sync
  s delete --folder Trips --recursive
  ends 1 sync 2>"$t/err"
  grep -qF notes.txt "$t/err"
  is "$(cat "$pim/Trips/notes.txt")" precious
  [ -e "$pim/Trips/t.ics" ]
}

test_one_item_that_cannot_be_uploaded_does_not_stop_the_others() {
  local i
  mkdir -p "$mail/.Work/cur"
  in_sync
  for i in 1 2 3 4 5; do message "m$i" >"$t/m$i.eml"; s import Work "$t/m$i.eml"; done
  event e1 "In the wrong place" >"$t/e.ics"
  s import Work "$t/e.ics"
  for i in 6 7 8; do message "m$i" >"$t/m$i.eml"; s import Work "$t/m$i.eml"; done
  ends 1 sync 2>"$t/err"
  grep -q 'failed: Work/.*no events' "$t/err"
  is "$(find "$mail/.Work" -name '*,S=*' | wc -l)" 8
  is "$(pending)" 1
}
