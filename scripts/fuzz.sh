#!/usr/bin/env bash
# Fuzzing guided by coverage, with libFuzzer: scripts/fuzz.sh [TARGET [SECONDS]]
#
# TARGET is one of tests/fuzz/targets (all of them, one after the other, without it). Inputs that lead through code that no other did are
# kept in target/fuzz/corpus; an input that fails is kept in target/fuzz/failed, and ends the run.
# MERGE=1 puts the least of them that lead through all of it into tests/fuzz/corpus, where `make test` finds them.
# SANITIZER=address watches memory too, SQLite's as well, by what is not stable in the toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${1:-} seconds=${2:-60}
host=$(rustc -vV | sed -n 's/^host: //p')
kept=target/fuzz/corpus failed=target/fuzz/failed checked_in=tests/fuzz/corpus

# What libFuzzer needs to see of a program: counters of its edges, and what it compares. All of it is stable.
flags="-C passes=sancov-module -C llvm-args=-sanitizer-coverage-level=4 -C llvm-args=-sanitizer-coverage-inline-8bit-counters"
flags+=" -C llvm-args=-sanitizer-coverage-pc-table -C llvm-args=-sanitizer-coverage-trace-compares -C codegen-units=1"
if [ -n "${SANITIZER:-}" ]; then
  export RUSTC_BOOTSTRAP=1
  flags+=" -Z sanitizer=$SANITIZER"
  export "CFLAGS_${host//-/_}=-fsanitize=$SANITIZER -g"
fi

build=target/fuzz/build${SANITIZER:+-$SANITIZER}
# With --target the flags are not those of build scripts too.
RUSTFLAGS=$flags cargo build --locked --release --quiet --manifest-path fuzz/Cargo.toml --target "$host" --target-dir "$build"
program=$build/$host/release/fuzz

run() {
  local name=$1
  mkdir -p "$kept/$name" "$failed/$name"
  export IOSTX_FUZZ_TARGET=$name
  if [ -n "${MERGE:-}" ]; then
    local least
    least=$(mktemp -d)
    "$program" -merge=1 "$least" "$checked_in/$name" "$kept/$name"
    # Names tell what an input is about: those stay. The rest is named by its contents.
    find "$checked_in/$name" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
    cp -n "$least"/* "$checked_in/$name/"
    rm -r "$least"
    return
  fi
  echo "== $name, $seconds s"
  "$program" "$kept/$name" "$checked_in/$name" -artifact_prefix="$failed/$name/" -max_total_time="$seconds" \
    -timeout=60 -max_len=4096 -print_final_stats=1
}

if [ -n "$target" ]; then
  run "$target"
else
  for folder in "$checked_in"/*/; do
    run "$(basename "$folder")"
  done
fi
