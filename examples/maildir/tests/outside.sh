#!/usr/bin/env bash
# To be sourced by ../test.sh: what leads out of a server's directory, or would hold up who opens it. Nothing of it is followed, read or
# written; links in the place of folders and items are in robust.sh.
# shellcheck disable=SC2034,SC2154 # variables of ../test.sh

test_links_in_the_place_of_the_parts_of_a_maildir_are_not_written_through() {
  local part
  message up >"$t/up.eml"
  for part in tmp new cur; do
    mkdir -p "$mail/.To-$part" "$t/outside/$part"
    touch "$mail/.To-$part/maildirfolder"
    ln -s "$t/outside/$part" "$mail/.To-$part/$part"
  done
  in_sync
  for part in tmp new cur; do s import "To-$part" "$t/up.eml"; done
  sync >"$t/log" 2>&1 || true
  is "$(find "$t/outside" -type f)" ""
  # What could not be uploaded waits, and goes where it belongs once the link is gone.
  for part in tmp new cur; do rm "$mail/.To-$part/$part"; done
  s retry >/dev/null 2>&1 || true
  in_sync
  is "$(find "$mail" -path '*/cur/*' -type f | wc -l)" 3
  is "$(find "$t/outside" -type f)" ""
}

test_a_link_to_another_list_of_keywords_is_neither_read_nor_written() {
  mkdir -p "$t/outside"
  printf '0 secret\n' >"$t/outside/keywords"
  ln -s "$t/outside/keywords" "$mail/dovecot-keywords"
  put "$mail" one Sa
  sync >"$t/log" 2>&1 || true
  is "$(s ls Inbox --json | grep -c secret || true)" 0
  rm "$mail/dovecot-keywords"
  in_sync
  is "$(cat "$t/outside/keywords")" "0 secret"
}

test_a_file_with_another_name_elsewhere_is_replaced_and_not_written_into() {
  mkdir -p "$t/outside"
  event h1 First >"$t/outside/h.ics"
  ln "$t/outside/h.ics" "$pim/Calendar/h.ics"
  in_sync
  event h1 Second >"$t/second.ics"
  s set "$(ids Calendar First)" "content=@$t/second.ics"
  in_sync
  grep -qF Second "$pim/Calendar/h.ics"
  grep -qF First "$t/outside/h.ics"
  same
}

test_devices_and_sockets_among_items_are_passed_over_and_hold_nobody_up() {
  local code=0
  put "$mail" fine S
  # From within the directory: the address of a socket has room for short paths only.
  local socket='import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])'
  (cd "$mail/cur" && python3 -c "$socket" 1700000004.socket.host:2,S)
  (cd "$pim/Calendar" && python3 -c "$socket" socket.ics)
  # Only who may make devices meets them here.
  if [ "$(id -u)" -eq 0 ] && mknod "$mail/cur/1700000005.zero.host:2,S" c 1 5 2>/dev/null; then
    mknod "$pim/Calendar/zero.ics" c 1 5
    mknod "$mail/new/1700000006.tty.host" c 5 0
  fi
  mkfifo "$mail/dovecot-keywords" "$mail/new/1700000007.pipe.host"
  # A list of keywords that is none fails its folder; 124 would say that the agent still waits for it.
  timeout 60 "$build/maildir/iostx-maildir" "$store" "$server" >"$t/log" 2>&1 || code=$?
  not is "$code" 124
  rm "$mail/dovecot-keywords"
  in_sync
  is "$(count Inbox)" 1
  is "$(count Calendar)" 0
}

test_a_folder_that_became_a_link_is_no_longer_gone_into() {
  put "$mail/.Work" one S
  in_sync
  mkdir -p "$t/outside"
  mv "$mail/.Work" "$t/outside/Work"
  ln -s "$t/outside/Work" "$mail/.Work"
  message up >"$t/up.eml"
  s import Work "$t/up.eml"
  sync >"$t/log" 2>&1 || true
  is "$(find "$t/outside" -type f | wc -l)" 1
}

test_sizes_that_a_name_claims_take_no_memory() {
  message one >"$mail/cur/1700000001.M1P1.host,S=18446744073709551615,W=9223372036854775807:2,S"
  message two >"$mail/cur/1700000002.M1P1.host,S=4294967295:2,S"
  # In 2 GB of address space the agent does its work.
  (ulimit -v 2000000 && exec "$build/maildir/iostx-maildir" "$store" "$server")
  is "$(count Inbox)" 2
}

test_state_blobs_of_any_bytes_are_read_or_refused() {
  cc -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -g -fsanitize=address,undefined -fno-sanitize-recover=all -I"$prefix/include" \
    -I../common tests/states.c folder_state.c hierarchy_state.c ../common/buffer.c -o "$t/states"
  [ "$("$t/states")" -gt 1000 ]
}
