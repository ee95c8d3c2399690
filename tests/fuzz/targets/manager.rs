//! The file of a synchronization manager that was damaged: bits of it, or values of its rows.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use iostx::ids::Guid;
use iostx::store::{Environment, Rows};
use iostx::syncmgr::{ItemOptions, Options, Schedule, SyncMgr};
use iostx::{Result, props::Value};
use rusqlite::Connection;

use super::damage::{change_values, fresh_path, turn_bits};
use super::input::Input;
use super::populated::{remove, scratch};
use super::visit::told;

const HANDLERS: [Guid; 2] = [Guid([1; 16]), Guid([2; 16])];

/// The first byte says whether bits of the file are turned, or values of rows changed, as with stores.
pub fn syncmgr_file(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    let path = fresh_path();
    match input.byte() {
        0x00..=0x7F => std::fs::write(&path, turn_bits(file(), &mut input)).expect("written"),
        _ => {
            std::fs::write(&path, file()).expect("written");
            change_values(&path, &mut input);
        }
    }
    visit(&path);
    remove(&path);
}

fn open(path: &Path) -> Result<SyncMgr> {
    let environment = Environment::default().with_clock(|| 134_000_000_000_000_000);
    SyncMgr::open(path, Options { environment, clock_thread: false, ..Options::default() })
}

/// A file with rows of every kind, closed.
fn file() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let dir = scratch();
        let path = dir.path().join("manager");
        let manager = open(&path).expect("a manager");
        for id in HANDLERS {
            manager.register_handler(id, Some("A handler"), 0).expect("registered");
            let schedule = Schedule { interval_ms: 60_000, ..Schedule::default() };
            manager.set_schedule(id, &schedule).expect("set");
        }
        manager.close(Duration::from_secs(60)).expect("closed");
        let conn = Connection::open(&path).expect("a sound file");
        conn.execute_batch(
            "INSERT INTO item (handler, id, position, name, flags, icon, by_default, checked)
               SELECT n, zeroblob(16), 0, 'Inbox', 0, '', 1, 0 FROM handler;
             INSERT INTO log (handler, instance, item, error, level, flags, text, link, link_text, time)
               SELECT n, zeroblob(16), zeroblob(16), zeroblob(16), 2, 1, 'A failure', 'https://example.org/', 'Help', 1 FROM handler;
             INSERT INTO conflict SELECT n, zeroblob(16), zeroblob(16), 'Two versions', 1 FROM handler;
             UPDATE handler SET run_begin = 1, last_run = 1, last_success = 1, daily = 60;
             PRAGMA wal_checkpoint(TRUNCATE);",
        )
        .expect("filled");
        drop(conn);
        std::fs::read(&path).expect("the file")
    })
}

/// Does to the file what a program may do to it.
fn visit(path: &Path) {
    let Some(manager) = told(open(path)) else { return };
    let mut handlers = HANDLERS.to_vec();
    handlers.extend(rows(manager.list_handlers()));
    for list in [manager.list_items(None), manager.list_errors(None), manager.list_conflicts(None)] {
        rows(list);
    }
    told(manager.run_due());
    for id in handlers {
        let item = Guid::default();
        told(manager.registration(id));
        told(manager.schedule(id));
        told(manager.set_item_options(id, item, &ItemOptions { checked: Some(true), ..ItemOptions::default() }));
        told(manager.set_handler_enabled(id, true, ""));
        told(manager.resolve_conflicts(id, &[item], 0));
        told(manager.start(Some(id), &[]));
        told(manager.stop(Some(id), &[]));
        told(manager.clear_errors(Some(id)));
        told(manager.unregister_handler(id));
        told(manager.register_handler(id, None, 0));
    }
    told(manager.close(Duration::from_secs(60)));
}

/// Reads a list; answers the ids in it.
fn rows(list: Result<Rows>) -> Vec<Guid> {
    let Some(mut rows) = told(list) else { return Vec::new() };
    let all = std::iter::from_fn(|| rows.next()).flat_map(|row| row.values);
    all.filter_map(|value| if let Value::Guid(id) = value { Some(id) } else { None }).collect()
}
