//! Semantics 1: identity and binding.

#[path = "../support/mod.rs"]
mod support;

mod ids;
mod matching;
mod remote;
mod state;
mod versions;

use iostx::props::{Bag, PropTag, Value, tags};
use iostx::store::{Access, ItemId};
use support::{Bench, xid};

const SOURCE_KEY: PropTag = PropTag(tags::IOSTX_PR_SOURCE_KEY);
const REMOTE_ID: PropTag = PropTag(tags::IOSTX_PR_REMOTE_ID);
const REMOTE_VERSION: PropTag = PropTag(tags::IOSTX_PR_REMOTE_VERSION);

/// A version of an item by ICS keys.
fn ics(key: &[u8], change: u8) -> Bag {
    Bag::new()
        .with(tags::IOSTX_PR_SOURCE_KEY, Value::Binary(key.to_vec()))
        .with(tags::IOSTX_PR_CHANGE_KEY, Value::Binary(xid(9, change)))
        .with(tags::IOSTX_PR_PREDECESSOR_CHANGE_LIST, Value::Binary(Vec::new()))
}

fn source_key(bench: &Bench, item: ItemId) -> Vec<u8> {
    let message = bench.store.open_message(item, Access::Read).expect("there");
    message.get(SOURCE_KEY).expect("computed").as_binary().expect("bytes").to_vec()
}
