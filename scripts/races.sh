#!/usr/bin/env bash
# Threads under ThreadSanitizer: scripts/races.sh [SECONDS]. What `make soak` runs, for SECONDS (60) each, with the library, the standard
# library and SQLite built for it. Fails if a race is reported, or if one that is planted is not.
#
# It uses what is not stable in the toolchain, and the sources of the standard library. Builds into target/races.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
host=$(rustc -vV | sed -n 's/^host: //p')
build=target/races
library=$(rustc --print sysroot)/lib/rustlib/src/rust/library
if [ ! -d "$library" ]; then
  echo "races: the sources of the standard library are missing in $library: rustup component add rust-src" >&2
  exit 1
fi
if ! echo 'int main(void) { return 0; }' | cc -fsanitize=thread -x c - -o /dev/null 2>/dev/null; then
  echo "races: the C compiler has no ThreadSanitizer (-fsanitize=thread), which SQLite is to be built with" >&2
  exit 1
fi

# Unoptimized code of this compiler shows no races, not even the planted one.
export CARGO_PROFILE_DEV_OPT_LEVEL=1 CARGO_PROFILE_TEST_OPT_LEVEL=1
export RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Z sanitizer=thread" TSAN_OPTIONS="halt_on_error=1 exitcode=66"
export "CFLAGS_${host//-/_}=-fsanitize=thread -g"

# Builds for the checker; prints where the program is.
program() {
  cargo "$@" -Z build-std --target "$host" --target-dir "$build" --message-format json --quiet |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1
}

planted=$(program build --locked --manifest-path tests/races/Cargo.toml)
code=0
"$planted" >"$build/planted.log" 2>&1 || code=$?
if [ "$code" -ne 66 ] || ! grep -q 'data race' "$build/planted.log"; then
  echo "races: the planted race was not seen; see $build/planted.log" >&2
  exit 1
fi

soak=$(program test --locked --no-run --test soak)
syncmgr=$(program test --locked --no-run --test syncmgr)
IOSTX_SOAK_SECONDS=$seconds "$soak" --nocapture
SOAK_SECONDS=$seconds "$syncmgr" --nocapture
echo "races: none; the planted one was seen"
