#!/usr/bin/env bash
# The figures of the package: builds it and the C program that it is compared with. Needs the installed library (IOSTX_PREFIX).
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=venv.sh
. ./venv.sh
need gcc
prefix=${IOSTX_PREFIX:-$project/target/install}
gcc -std=gnu11 -O2 -Wall -Wextra -Wpedantic -Werror -I"$prefix/include" -o "$work/bench_import" bench_import.c \
  -L"$prefix/lib" -liostx -Wl,-rpath,"$prefix/lib"
"$VENV/bin/python" bench.py "$work/bench_import"
