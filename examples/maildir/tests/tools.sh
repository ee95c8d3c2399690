#!/usr/bin/env bash
# To be sourced by ../test.sh: the command line, and the program under tools that find errors of memory.
# shellcheck disable=SC2034,SC2154 # variables of ../test.sh

test_a_dry_run_tells_and_changes_nothing() {
  local dry=(--dry-run)
  put "$mail" one S
  put "$mail" two S
  put "$mail" four S
  put "$mail/.Old" old S
  sync "${dry[@]}" >"$t/out"
  [ ! -e "$store" ]
  grep -qF 'dry run: 0 to upload' "$t/out"
  in_sync
  message up >"$t/up.eml"
  s import Inbox "$t/up.eml"
  s mkdir Made
  s set "$(ids Inbox '"one"')" flagged=yes
  s delete "$(ids Inbox '"four"')"
  s delete --folder Old --recursive
  put "$mail" three
  rm "$mail/cur/1700000000.two.host:2,S"
  snapshot >"$t/before"
  sync "${dry[@]}" | tee "$t/out"
  snapshot >"$t/after"
  diff "$t/before" "$t/after"
  grep -qx 'up   Inbox/up: new' "$t/out"
  grep -qx 'up   Inbox/one: flags changed' "$t/out"
  grep -qx 'up   Made: folder new' "$t/out"
  grep -qx 'down Inbox/1700000000.three.host: new' "$t/out"
  grep -qx 'down Inbox/1700000000.two.host: deleted' "$t/out"
  grep -qx 'dry run: 5 to upload, 2 to download; nothing was changed' "$t/out"
}

test_one_way_only() {
  put "$mail" there S
  s create
  message here >"$t/here.eml"
  s import Inbox "$t/here.eml"
  sync --download-only || true
  is "$(count Inbox)" 2
  is "$(files "$mail" here)" ""
  put "$mail" later
  sync --upload-only
  is "$(count Inbox)" 2
  is "$(files "$mail" here | wc -l)" 1
  in_sync
  same
}

test_one_folder_only() {
  put "$mail" inbox S
  put "$mail/.Work" work S
  put "$mail/.Work.Deep" deep S
  sync --folder Work/Deep
  is "$(count Inbox) $(count Work) $(count Work/Deep)" "0 0 1"
  sync --folder=mail/.Work
  is "$(count Inbox) $(count Work)" "0 1"
  s mkdir Made/Below --parents
  s mkdir Other
  message one >"$t/one.eml"
  s import Made/Below "$t/one.eml"
  sync --folder Made/Below
  is "$(files "$mail/.Made.Below" one | wc -l)" 1
  [ ! -e "$mail/.Other" ]
  ends 1 sync --folder Nowhere
  in_sync
  same
}

test_exit_codes_and_messages() {
  ends 2 agent 2>"$t/err"
  grep -qF 'usage:' "$t/err"
  ends 2 agent "$store"
  ends 2 agent --bogus "$store" "$server"
  ends 2 agent --upload-only --download-only "$store" "$server"
  ends 2 agent a b c
  ends 2 agent --folder
  ends 0 agent --help >"$t/out"
  ends 0 agent --version >"$t/out"
  ends 3 agent "$store" "$t/nowhere" 2>"$t/err"
  grep -qF "$t/nowhere" "$t/err"
  mkdir "$t/empty"
  ends 3 agent "$store" "$t/empty" 2>"$t/err"
  grep -qF 'neither a Maildir' "$t/err"
  ends 3 agent "$t/nowhere/store" "$server" 2>"$t/err"
  echo 'no store' >"$t/text"
  ends 3 agent "$t/text" "$server" 2>"$t/err"
  is "$(cat "$t/text")" 'no store'
}

test_output_is_lines_or_json() {
  put "$mail" one S
  put "$mail" "$(printf 'esc\033[31mape')" S
  sync --verbose >"$t/out"
  not grep -q "$(printf '\033')" "$t/out"
  rm -f "$store"*
  sync --json --verbose >"$t/out"
  not grep -qv '^{.*}$' "$t/out"
  grep -q '^{"event":"folder",' "$t/out"
  contains '{"event":"sum","state":"in sync",' tail -n 1 "$t/out"
  ! command -v python3 >/dev/null || python3 -m json.tool --json-lines "$t/out" >/dev/null
}

test_a_reader_that_goes_away_does_not_stop_the_run() {
  rm -rf "$server"
  cp -R "$sample" "$server"
  sync --verbose | head -n 1 >/dev/null || true
  in_sync
  same
}

# A full life under a tool: first synchronization, changes of all kinds on both sides, a conflict, a bad item.
life() {
  rm -rf "$server"
  cp -R "$sample" "$server"
  truncate -s 70M "$pim/Calendar/large.ics"
  ends 1 sync
  rm "$pim/Calendar/large.ics"
  message up >"$t/up.eml"
  s import Inbox "$t/up.eml"
  s move "$(ids Inbox | sed -n 2p)" Archive
  s delete "$(ids Inbox | sed -n 3p)"
  s read --unread "$(ids Inbox | sed -n 4p)"
  s set "$(ids Inbox | sed -n 5p)" flagged=yes keyword+=word
  s set "$(ids Inbox | sed -n 6p)" "content=@$t/up.eml"
  s rename Travel Journeys
  s delete --folder Receipts --recursive
  event place "Here" >"$t/place.ics"
  s set "$(ids Calendar "Apollo 1 in the water")" "content=@$t/place.ics"
  printf 'X' >>"$pim/Calendar/place.ics"
  mv "$mail/.Projects" "$mail/.Undertakings"
  rm "$pim/Contacts/anja.vcf"
  sync --dry-run
  sync --verbose
  in_sync --json
  sync --folder Archive
  same
}

test_no_errors_of_memory_under_valgrind() {
  command -v valgrind >/dev/null || { echo "valgrind is not here: nothing was tested"; return 0; }
  tool="valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite"
  tool+=" --suppressions=$here/tests/valgrind.supp"
  life
}

test_no_errors_of_memory_under_the_sanitizers() {
  local flags=(-std=c11 -D_POSIX_C_SOURCE=200809L -g "-fsanitize=address,undefined" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  local parsers
  mapfile -t parsers < <(find ../common -name '*.c' ! -name '*_test.c')
  mkdir -p "$t/build/maildir"
  cc "${flags[@]}" -I"$prefix/include" -I../common ./*.c "${parsers[@]}" -L"$prefix/lib" -liostx -lpthread -Wl,-rpath,"$prefix/lib" \
    -o "$t/build/maildir/iostx-maildir"
  ln -s "$build/storectl" "$t/build/storectl"
  build=$t/build
  life
}
