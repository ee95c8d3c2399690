#!/usr/bin/env bash
# The agent beside vdirsyncer and beside a client that only reads: medians. Needs what `make install` left in target/install.
#   bench.sh [--runs N] [--events N] [--cards N] [--system]
# --system: Radicale and vdirsyncer are those that the system has installed, such as Debian's.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=venv.sh
. ./venv.sh bench
"$VENV/bin/python" bench/run.py "$@"
