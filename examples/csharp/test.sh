#!/usr/bin/env bash
# The C# binding under Mono: it builds with Debian's compiler, its tests, the program. Prints 'pass NAME' or 'FAIL NAME' for each test, and
# last 'N passed, N failed'. Needs the installed package (IOSTX_PREFIX); builds into IOSTX_EXAMPLES.
#   test.sh [WORD...]     all tests, or those of the binding that have one of the words in their names
set -uo pipefail
cd "$(dirname "$0")" || exit 1
here=$PWD
prefix=${IOSTX_PREFIX:-$PWD/../../target/install}
build=${IOSTX_EXAMPLES:-$PWD/../../target/examples}/csharp
# shellcheck source=../../scripts/need.sh
. ../../scripts/need.sh
# shellcheck source=../../scripts/check.sh
. ../../scripts/check.sh
# shellcheck source=program.sh
. ./program.sh

need mcs=mono-mcs mono=mono-runtime || exit 1
export LD_LIBRARY_PATH=$prefix/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work

compile() { mcs -warnaserror -warn:4 -langversion:7.2 -debug "$@"; }
library() { compile -target:library -out:"$build/Iostx.dll" Iostx/*.cs; }
tests() { compile -r:"$build/Iostx.dll" -r:System.Core.dll -out:"$build/Tests.exe" Tests/*.cs; }
filesync_builds() { compile -r:"$build/Iostx.dll" -r:System.Core.dll -out:"$build/filesync.exe" FileSync/*.cs; }
first_builds() { compile -r:"$build/Iostx.dll" -r:System.Core.dll -out:"$build/first.exe" First/*.cs FileSync/DirectoryRemote.cs; }

# What the classes do without is said here.
every_function_is_bound() {
  local name missing=0
  while read -r name; do
    case $name in
      iostx_session_get_state) continue ;; # the objects of open states have it
      iostx_values_find) continue ;;       # values are read at once
    esac
    grep -qw "Native.$name" Iostx/*.cs || { echo "$name is not bound"; missing=1; }
  done < <(grep -oE 'extern .* iostx_\w+' Iostx/Native.cs | grep -oE '\w+$')
  return "$missing"
}

# .NET Standard 2.0 lacks these; Mono's library has them.
only_what_netstandard_has() {
  ! grep -nE 'PtrToStringUTF8|StringToCoTaskMemUTF8|Span<|IAsyncEnumerable|HashCode\.|NativeLibrary|\bIndex\b.*\^' Iostx/*.cs
}

begin_test() { cd "$t"; }

mkdir -p "$build"
rm -f "$build"/*.exe "$build"/*.dll
check "the binding builds without a warning" library
check "its tests build" tests
check "the program builds" filesync_builds
check "the first program builds" first_builds
check "every function of the header is bound" every_function_is_bound
check "nothing newer than netstandard2.0 is used" only_what_netstandard_has
# Their own count says that they came to their end.
mono --debug "$build/Tests.exe" "$@" >"$work/tests" 2>&1
check_lines cat "$work/tests"
check "its tests run to their end" grep -qE '^[0-9]+ passed, [0-9]+ failed$' "$work/tests"
if [ "$#" -eq 0 ]; then
  mapfile -t program_tests < <(check_names)
  check_tests "${program_tests[@]}"
fi
check_end
