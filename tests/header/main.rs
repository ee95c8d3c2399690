//! The C header: generated from the source, and equal to the one that is checked in.
//!
//! `UPDATE_HEADER=1 cargo test --test header` rewrites include/iostx.h.

mod layout;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the header comes from, in its order.
const SOURCES: &[&str] = &[
    "codes.rs",
    "replication/flags.rs",
    "store/flags.rs",
    "props/flags.rs",
    "props/tags.rs",
    "driver/flags.rs",
    "syncmgr/flags.rs",
    "ffi/types.rs",
    "ffi/option_types.rs",
    "ffi/state_types.rs",
    "ffi/driver_types.rs",
    "ffi/syncmgr_types.rs",
    "ffi/misc.rs",
    "ffi/store.rs",
    "ffi/store/objects.rs",
    "ffi/store/names.rs",
    "ffi/folder.rs",
    "ffi/folder/options.rs",
    "ffi/folder/messages.rs",
    "ffi/message.rs",
    "ffi/stream.rs",
    "ffi/values.rs",
    "ffi/cursor.rs",
    "ffi/events.rs",
    "ffi/iostx.rs",
    "ffi/session.rs",
    "ffi/sink_contents.rs",
    "ffi/sink_hierarchy.rs",
    "ffi/driver.rs",
    "ffi/supervision.rs",
    "ffi/outgoing.rs",
    "ffi/syncmgr.rs",
    "ffi/syncmgr_callback.rs",
    "ffi/syncmgr_events.rs",
    "ffi/syncmgr_store.rs",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn source(name: &str) -> PathBuf {
    root().join("src").join(name)
}

/// The header as the source has it now.
fn generate() -> String {
    let config = cbindgen::Config::from_file(root().join("cbindgen.toml")).expect("cbindgen.toml is readable");
    let builder = SOURCES.iter().fold(cbindgen::Builder::new().with_config(config), |builder, name| builder.with_src(source(name)));
    let mut bytes = Vec::new();
    builder.generate().expect("the source can be translated").write(&mut bytes);
    let sources: Vec<String> =
        SOURCES.iter().map(|name| std::fs::read_to_string(source(name)).expect("it was just read")).collect();
    layout::for_reading(&String::from_utf8(bytes).expect("a header is text"), &sources)
}

/// The folder of the header. With UPDATE_HEADER it is rewritten first: once, and in one step, since tests run side by side.
fn include() -> PathBuf {
    static UPDATED: std::sync::Once = std::sync::Once::new();
    let folder = root().join("include");
    UPDATED.call_once(|| {
        if std::env::var_os("UPDATE_HEADER").is_some() {
            let new = folder.join("iostx.h.new");
            std::fs::write(&new, generate()).expect("include can be written");
            std::fs::rename(&new, folder.join("iostx.h")).expect("include/iostx.h can be replaced");
        }
    });
    folder
}

#[test]
fn the_header_is_what_the_source_says() {
    let generated = generate();
    let checked_in = std::fs::read_to_string(include().join("iostx.h")).unwrap_or_default();
    let differing = generated.lines().zip(checked_in.lines()).find(|(new, old)| new != old);
    assert!(
        generated == checked_in,
        "include/iostx.h is out of date (UPDATE_HEADER=1 rewrites it); first difference: {differing:?}"
    );
}

/// Compiles a file of tests/header, or what it is given, without producing anything.
fn compiles(compiler: &str, standard: &str, code: &str) {
    use std::io::Write;
    let language = if standard.starts_with("c++") { "c++" } else { "c" };
    let mut child = Command::new(compiler)
        .args(["-x", language, &format!("-std={standard}"), "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"])
        .arg("-I")
        .arg(include())
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{compiler} is needed: {error}"));
    child.stdin.take().expect("it was piped").write_all(code.as_bytes()).expect("the compiler reads its input");
    let output = child.wait_with_output().expect("the compiler ends");
    assert!(output.status.success(), "{compiler} -std={standard}:\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_header_compiles_alone_and_twice_as_c_and_as_cpp() {
    for code in ["#include <iostx.h>\n", "#include <iostx.h>\n#include <iostx.h>\n"] {
        compiles("cc", "c11", code);
        compiles("c++", "c++17", code);
    }
}

#[test]
fn the_fixed_names_members_offsets_and_signatures_stand() {
    let code = include_str!("shape.c");
    compiles("cc", "c11", code);
    compiles("c++", "c++17", code);
}

#[test]
fn every_initializer_fills_its_structure() {
    let code = include_str!("initializers.c");
    compiles("cc", "c11", code);
    compiles("c++", "c++17", code);
}

#[test]
fn the_sets_of_named_properties_are_those_of_the_source() {
    use iostx::props::tags;
    let header = generate();
    for (name, bytes) in [
        ("IOSTX_PS_MAPI", tags::IOSTX_PS_MAPI),
        ("IOSTX_PS_PUBLIC_STRINGS", tags::IOSTX_PS_PUBLIC_STRINGS),
        ("IOSTX_PS_INTERNET_HEADERS", tags::IOSTX_PS_INTERNET_HEADERS),
        ("IOSTX_PSETID_APPOINTMENT", tags::IOSTX_PSETID_APPOINTMENT),
        ("IOSTX_PSETID_TASK", tags::IOSTX_PSETID_TASK),
        ("IOSTX_PSETID_ADDRESS", tags::IOSTX_PSETID_ADDRESS),
        ("IOSTX_PSETID_COMMON", tags::IOSTX_PSETID_COMMON),
        ("IOSTX_PSETID_LOG", tags::IOSTX_PSETID_LOG),
        ("IOSTX_PSETID_NOTE", tags::IOSTX_PSETID_NOTE),
        ("IOSTX_PSETID_MEETING", tags::IOSTX_PSETID_MEETING),
    ] {
        let bytes: Vec<String> = bytes.iter().map(|byte| format!("0x{byte:02X}")).collect();
        let line = format!("#define {name} {{ {{ {} }} }}", bytes.join(", "));
        assert!(header.contains(&line), "{line}");
    }
}
