#!/usr/bin/env bash
# The parsers: their tests, and the bundled sample read by all of them. Needs the build of scripts/build-examples.sh.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
test=${IOSTX_EXAMPLES:-$PWD/../../target/examples}/common/parsers_test

status=0
"$test" || status=1
find ../sample -type f -print0 | xargs -0 "$test" | sed '/^pass/d' || status=1
exit "$status"
