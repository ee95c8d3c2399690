//! Sections 7.1 and 7.2 of the rules of replication: when absence means deletion, and deletions that are held.

#[path = "../support_conflicts/mod.rs"]
mod support_conflicts;

mod absence;
mod guard;

use iostx::store::*;
use support_conflicts::*;

/// Items of the inbox that both sides have, with ids and texts 0, 1, 2...
fn synced(bench: &Bench, count: usize) -> Vec<ItemId> {
    bench.download(bench.inbox, |sink| {
        for n in 0..count {
            sink.import_item(sent(&n.to_string(), "1").text(&format!("text {n}"))).expect("staged");
        }
    });
    bench.items(bench.inbox)
}

/// A complete listing of the inbox that shows these ids in version "1".
fn list(bench: &Bench, ids: impl IntoIterator<Item = usize>) -> Finished {
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        for n in ids {
            sink.import_item(sent(&n.to_string(), "1").text(&format!("text {n}"))).expect("staged");
        }
        sink.listing_complete().expect("complete");
    })
}
