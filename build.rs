//! Link options of the shared library. Writes nothing.
//!
//! Which symbols it exports needs no option: rustc hands the linker a list of the `#[no_mangle]` functions and hides the rest,
//! SQLite's included. `scripts/check-header.sh` compares that list with the header.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The ABI's number is the first part of the version; it raises when a program that was linked before would no longer work.
    let abi = env::var("CARGO_PKG_VERSION_MAJOR").unwrap_or_default();
    match env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux" | "android" | "freebsd" | "netbsd" | "openbsd" | "dragonfly") => {
            link(&format!("-Wl,-soname,libiostx.so.{abi}"));
            // Threads and callbacks of the library may still run when a host closes it: it stays loaded.
            link("-Wl,-z,nodelete");
        }
        Ok("macos" | "ios") => link(&format!("-Wl,-install_name,@rpath/libiostx.{abi}.dylib")),
        // On Windows the file name is all there is.
        _ => {}
    }
}

fn link(argument: &str) {
    println!("cargo::rustc-cdylib-link-arg={argument}");
}
