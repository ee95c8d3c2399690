//! What is fuzzed: plain functions of bytes. `make test` runs each over its corpus and a few thousand inputs made from it; `make fuzz`
//! gives them to libFuzzer, which looks for new ways through the code.

mod bytes;
pub mod calls;
mod damage;
mod input;
#[path = "../../kit/mod.rs"]
mod kit;
mod manager;
mod populated;
mod visit;

pub use populated::scratch;

/// A function that must not fail, whatever bytes it is given.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    /// The largest piece of memory that an input of so many bytes may lead to.
    pub memory: fn(usize) -> usize,
}

/// What decoding may take: a value in memory is larger than its bytes, by a fixed factor.
const fn in_proportion(size: usize) -> usize {
    64 * size + 8 * 1024
}

/// What a store of a hundred kilobytes may take, whatever it claims of itself.
const fn of_a_small_store(_: usize) -> usize {
    8 << 20
}

pub const TARGETS: &[Target] = &[
    Target { name: "bag", run: bytes::bag, memory: in_proportion },
    Target { name: "change_list", run: bytes::change_list, memory: in_proportion },
    Target { name: "entry_id", run: bytes::entry_id, memory: in_proportion },
    Target { name: "store_file", run: damage::store_file, memory: of_a_small_store },
    Target { name: "store_rows", run: damage::store_rows, memory: of_a_small_store },
    Target { name: "syncmgr_file", run: manager::syncmgr_file, memory: of_a_small_store },
    Target { name: "calls", run: calls::calls, memory: of_a_small_store },
    Target { name: "threads", run: calls::threads, memory: of_a_small_store },
];

/// The target of a name.
pub fn target(name: &str) -> &'static Target {
    let known = || TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", ");
    TARGETS.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("no target {name}; there are: {}", known()))
}
