#!/usr/bin/env bash
# To be sourced. `need COMMAND...` makes sure that commands exist: on Debian and its kin it installs the missing packages where it
# may (root, or sudo without a password); elsewhere it names the exact command and fails. COMMAND=PACKAGE names a package that is not
# called as its command is.

need() {
  local name packages=() install
  for name in "$@"; do
    command -v "${name%%=*}" >/dev/null 2>&1 || packages+=("${name#*=}")
  done
  [ "${#packages[@]}" -gt 0 ] || return 0

  # Rust comes from rustup: the compilers of most distributions are too old for edition 2024.
  case " ${packages[*]} " in
    *" cargo "*)
      echo "missing: cargo. Install Rust $(sed -n 's/^rust-version *= *"\(.*\)"/\1/p' Cargo.toml) or newer with rustup." >&2
      return 1
      ;;
  esac

  # Debian's packages have the names of the commands that this project asks for; gcc alone comes without the C library's headers.
  case " ${packages[*]} " in *" gcc "* | *" g++ "*) packages+=(libc6-dev) ;; esac

  if ! command -v apt-get >/dev/null 2>&1; then
    install="your package manager"
    if command -v brew >/dev/null 2>&1; then install="brew install ${packages[*]}"; fi
    echo "missing: ${packages[*]}. Install with: $install" >&2
    return 1
  fi

  install="apt-get update && apt-get install -y --no-install-recommends ${packages[*]}"
  # Scripts that run side by side install one after the other.
  if command -v flock >/dev/null 2>&1; then
    exec 8>"${TMPDIR:-/tmp}/iostx-need-$(id -u).lock" && flock 8
  fi
  if [ "$(id -u)" -eq 0 ]; then
    echo "installing ${packages[*]}" >&2
    DEBIAN_FRONTEND=noninteractive sh -c "$install" >&2 </dev/null
  elif sudo -n /bin/true 2>/dev/null; then
    echo "installing ${packages[*]}" >&2
    sudo -n env DEBIAN_FRONTEND=noninteractive sh -c "$install" >&2 </dev/null
  else
    echo "missing: ${packages[*]}. Install with: sudo sh -c '$install'" >&2
    return 1
  fi && exec 8>&-
}
