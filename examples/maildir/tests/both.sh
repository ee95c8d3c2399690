#!/usr/bin/env bash
# To be sourced by ../test.sh: changes on both sides, and programs that end in the middle.
# shellcheck disable=SC2034,SC2154 # variables of ../test.sh

test_a_full_store_meets_a_full_server_without_doubles() {
  rm -rf "$server"
  cp -R "$sample" "$server"
  s create
  # The same messages and files, brought in by hand before there ever was a synchronization; one of them twice on both sides.
  s import Inbox "$mail"/cur/* >/dev/null
  s import Calendar "$pim"/Calendar/*.ics >/dev/null
  s import Contacts "$pim"/Contacts/*.vcf >/dev/null
  in_sync
  same
  sync >"$t/again"
  grep -qF '0 uploaded, 0 downloaded' "$t/again"
}

test_both_sides_changed_a_pim_file_one_wins_and_the_other_is_kept() {
  local kept
  event e1 Original >"$pim/Calendar/e1.ics"
  in_sync
  event e1 "In the store" >"$t/here.ics"
  s set "$(ids Calendar Original)" "content=@$t/here.ics"
  event e1 "On the server" >"$t/there.ics"
  cp "$t/there.ics" "$pim/Calendar/e1.ics"
  in_sync
  same
  is "$(s conflicts --json | grep -c '^{')" 1
  kept=$(s conflicts --json | field kept)
  # Both versions are still there.
  is "$(cat "$pim/Calendar/e1.ics" <(s cat "$kept") | digest)" "$(cat "$t/there.ics" "$t/here.ics" | digest)" ||
    is "$(cat "$pim/Calendar/e1.ics" <(s cat "$kept") | digest)" "$(cat "$t/here.ics" "$t/there.ics" | digest)"
}

test_the_later_change_wins_and_goes_to_the_server_in_the_same_run() {
  event e1 Original >"$pim/Calendar/e1.ics"
  in_sync
  event e1 "On the server" >"$pim/Calendar/e1.ics"
  touch -d '10 minutes ago' "$pim/Calendar/e1.ics"
  event e1 "In the store" >"$t/here.ics"
  s set "$(ids Calendar Original)" "content=@$t/here.ics"
  in_sync
  same
  cmp "$t/here.ics" "$pim/Calendar/e1.ics"
  contains "On the server" s cat "$(s conflicts --json | field kept)"
}

test_changed_there_and_deleted_here_comes_back() {
  event e1 Original >"$pim/Calendar/e1.ics"
  in_sync
  s delete "$(ids Calendar Original)"
  event e1 "Changed there" >"$pim/Calendar/e1.ics"
  in_sync
  same
  is "$(count Calendar "Changed there")" 1
}

test_deleted_there_and_changed_here_stays() {
  event e1 Original >"$pim/Calendar/e1.ics"
  in_sync
  event e1 "Changed here" >"$t/here.ics"
  s set "$(ids Calendar Original)" "content=@$t/here.ics"
  rm "$pim/Calendar/e1.ics"
  in_sync
  same
  is "$(grep -rlF "Changed here" "$pim" | wc -l)" 1
}

test_flags_of_both_sides_come_together() {
  put "$mail" one S
  in_sync
  s set "$(ids Inbox one)" flagged=yes keyword+=mine
  mv "$mail/cur/1700000000.one.host:2,S" "$mail/cur/1700000000.one.host:2,RS"
  in_sync
  is "$(letters "$mail" one)" FRSa
  s ls Inbox --json >"$t/line"
  is "$(field flagged <"$t/line") $(field answered <"$t/line") $(field read <"$t/line")" "true true true"
  sync >"$t/again"
  grep -qF '0 uploaded, 0 downloaded' "$t/again"
}

test_moved_here_and_marked_there() {
  put "$mail" one S
  put "$mail/.Work" other S
  in_sync
  s move "$(ids Inbox one)" Work
  mv "$mail/cur/1700000000.one.host:2,S" "$mail/cur/1700000000.one.host:2,FS"
  in_sync
  same
  is "$(letters "$mail/.Work" one)" FS
  is "$(s ls Work --json | grep -F '"one"' | field flagged)" true
}

test_moved_here_and_deleted_there() {
  put "$mail" one S
  put "$mail/.Work" other S
  in_sync
  s move "$(ids Inbox one)" Work
  rm "$mail/cur/1700000000.one.host:2,S"
  in_sync
  same
  is "$(files "$server" one)" ""
}

test_a_folder_made_on_both_sides_is_one() {
  put "$mail/.Plans" theirs S
  s create
  s mkdir Plans
  message ours >"$t/ours.eml"
  s import Plans "$t/ours.eml"
  in_sync
  same
  is "$(s ls --json | grep -c '"name": "Plans"')" 1
  is "$(count Plans)" 2
}

# --- Killed -----------------------------------------------------------------------------------------------------------------------

test_killed_between_upload_and_answer_new_messages_are_not_doubled() {
  local i
  in_sync
  for i in 1 2 3 4 5; do message "m$i" >"$t/m$i.eml"; s import Inbox "$t/m$i.eml" >/dev/null; done
  killed_at set_result 3
  is "$(find "$mail/cur" "$mail/new" -type f | wc -l)" 3
  in_sync
  same
  is "$(find "$mail/cur" "$mail/new" -type f | wc -l)" 5
}

test_killed_and_then_changed_a_message_is_there_once_in_its_newest_form() {
  local id
  in_sync
  message draft first >"$t/first.eml"
  s import Inbox "$t/first.eml" >/dev/null
  killed_at set_result 1
  id=$(ids Inbox draft)
  message draft second >"$t/second.eml"
  s set "$id" "content=@$t/second.eml"
  in_sync
  same
  is "$(files "$mail" draft | wc -l)" 1
  grep -qF second "$(files "$mail" draft)"
}

test_killed_while_content_is_changed() {
  put "$mail" draft DS
  in_sync
  message draft second >"$t/second.eml"
  s set "$(ids Inbox draft)" "content=@$t/second.eml"
  killed_at set_result 1
  in_sync
  same
  is "$(files "$mail" draft | wc -l)" 1
  is "$(letters "$mail" draft)" DS
}

test_killed_while_messages_are_moved_and_deleted() {
  put "$mail" moves S
  put "$mail" moves_too S
  put "$mail" goes S
  put "$mail/.Work" other S
  in_sync
  s move "$(ids Inbox '"moves"')" Work
  s move "$(ids Inbox moves_too)" Work
  s delete "$(ids Inbox goes)"
  killed_at set_entry_results 1
  in_sync
  same
  is "$(find "$mail/.Work/cur" -type f | wc -l)" 3
  is "$(find "$mail/cur" -type f | wc -l)" 0
}

test_killed_while_pim_files_are_written_and_moved() {
  event e1 One >"$pim/Calendar/e1.ics"
  event e2 Two >"$pim/Calendar/e2.ics"
  mkdir -p "$pim/Private"
  in_sync
  event e3 Three >"$t/e3.ics"
  s import Calendar "$t/e3.ics" >/dev/null
  event e1 Uno >"$t/e1.ics"
  s set "$(ids Calendar One)" "content=@$t/e1.ics"
  s move "$(ids Calendar Two)" Private
  killed_at set_result 1
  killed_at set_result 1
  in_sync
  same
  is "$(find "$pim" -name '*.ics' | wc -l)" 3
  is "$(s conflicts --json | grep -c '^{' || true)" 0
}

test_killed_while_folders_are_made_and_renamed() {
  put "$mail/.Old" one S
  put "$mail/.Old.Below" two S
  in_sync
  s rename Old Fresh
  s mkdir Made
  killed_at set_result 1
  in_sync
  same
  [ -d "$mail/.Fresh.Below" ] && [ -d "$mail/.Made" ] && [ ! -e "$mail/.Old" ]
  is "$(count Fresh/Below)" 1
}

test_killed_in_a_download_nothing_is_lost_or_doubled() {
  rm -rf "$server"
  cp -R "$sample" "$server"
  killed_at import_item 100
  killed_at import_item 100
  in_sync
  same
}

test_interrupted_the_states_are_left_one_by_one_and_the_next_run_completes() {
  rm -rf "$server"
  cp -R "$sample" "$server"
  interrupted_at import_item 50 >"$t/out" 2>"$t/err"
  is "$(cat "$t/err")" ""
  contains 'interrupted: ' tail -n 1 "$t/out"
  in_sync
  same
  message one >"$t/one.eml"
  message two >"$t/two.eml"
  s import Inbox "$t/one.eml" "$t/two.eml" >/dev/null
  interrupted_at set_result 1 2>"$t/err"
  is "$(cat "$t/err")" ""
  in_sync
  same
  # A listing that was cut short deletes nothing.
  rm "$mail"/cur/*P2001*
  interrupted_at listing_complete 1
  is "$(pending)" 0
}
