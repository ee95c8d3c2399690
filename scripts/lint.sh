#!/usr/bin/env bash
# Formatting, clippy, documentation without warnings, shell and Python scripts, what the pages name. One line per check; fails if any check fails.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=scripts/need.sh
. scripts/need.sh
# shellcheck source=scripts/check.sh
. scripts/check.sh

need cargo gcc g++ shellcheck python3 || exit 1

shell_scripts() {
  git ls-files -z -- '*.sh' .ci/run | xargs -0 shellcheck -x -P SCRIPTDIR
}

rust_docs() {
  RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
}

check "rustfmt" cargo fmt --check
check "clippy" cargo clippy --locked --all-targets -- -D warnings
check "cargo doc" rust_docs
check "shellcheck" shell_scripts
check "C# declarations are those of the header" examples/csharp/generate.py --check
check "Python package: ruff, mypy --strict" examples/python/lint.sh
check "other Python: ruff, mypy --strict" scripts/lint-python.sh
check "DAV agent: ruff, mypy --strict" examples/dav/lint.sh
check_lines scripts/check-docs.sh
check_end
