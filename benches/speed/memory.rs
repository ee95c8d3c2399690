//! Figures of memory: each in a process of its own, whose peak is asked of the system at its end.

use std::path::Path;
use std::process::Command;

use crate::abi::Store;
use crate::report::Options;

const MIB: u64 = 1 << 20;

/// The process of one figure.
pub fn child((which, dir): &(String, std::path::PathBuf), options: &Options) {
    let store = Store::open(&dir.join("s"));
    match which.as_str() {
        "import" => store.import(options.items, |n| format!("body {n}").into_bytes()),
        "stream" => store.stream(512 << 20),
        other => panic!("no figure {other}"),
    }
    drop(store);
    println!("{}", peak());
}

/// Peak of resident memory in bytes (proc(5), VmHWM).
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("proc");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("VmHWM");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a number") * 1024
}

fn measure(options: &Options, which: &str, name: &str, limit: u64) {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let peak = run(which, dir.path(), options);
    println!("{name:<58} {:>8.1} MiB {:>12} {:>9}  (under {limit} MiB)", peak as f64 / MIB as f64, "", "");
}

fn run(which: &str, dir: &Path, options: &Options) -> u64 {
    let output = Command::new(std::env::current_exe().expect("a program"))
        .args(["--child", which])
        .arg(dir)
        .args(["--items", &options.items.to_string()])
        .output()
        .expect("a process");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number")
}

pub fn import(options: &Options, name: &str) {
    measure(options, "import", name, 64);
}

pub fn stream(options: &Options, name: &str) {
    measure(options, "stream", name, 32);
}
