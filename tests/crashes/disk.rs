//! Power that fails, and disks that are full, broken or read-only, at every call that changes a file.

use std::collections::BTreeSet;
use std::ffi::c_int;
use std::time::Instant;

use iostx::codes::*;
use iostx::props::{PropTag, Value, tags};
use iostx::store::{
    Access, Binding, FolderId, ImportItem, ImportOptions, Importer, ItemId, OpenOptions, SessionMemory, StateKind, Store,
};
use iostx::{Error, Result};
use rusqlite::ffi;

use super::agent::{CONTENT, synchronize, text_of};
use super::chance::{Chance, from_environment};
use super::editor::{Editor, items_of};
use super::vfs::{Call, Disk, Fault};
use super::world::{World, folders};

/// Edits and synchronizes until something fails, or for so many rounds.
fn work(world: &World, store: &Store, folders: &[FolderId], editor: &mut Editor, rounds: u64) -> Result<()> {
    for round in 0..rounds {
        for _ in 0..4 {
            editor.step(store, folders)?;
        }
        synchronize(store, folders, &mut world.server(), &mut || Ok(()))?;
        if round % 2 == 1 {
            // Moves what is in the log into the file, which otherwise only a large log or the last close does.
            store.checkpoint()?;
        }
    }
    Ok(())
}

fn try_open(world: &World) -> Result<Store> {
    Store::open(world.store_path(), OpenOptions::default())
}

#[test]
fn whatever_a_disk_kept_when_the_power_failed_nothing_is_lost_or_doubled() {
    let seed = from_environment("IOSTX_SEED", 1);
    let losses = from_environment("IOSTX_LOSSES", 60);
    let begin = Instant::now();
    let world = World::new();
    let disk = Disk::below(&world.path(""));
    drop(world.open());
    let mut chance = Chance::new(seed);
    for loss in 1..=losses {
        let when = format!("seed {seed}, loss {loss}");
        world.use_server(&mut chance);
        disk.lose_power_at(disk.calls() + 1 + chance.below(250));
        let mut editor = Editor::new(&world.path("notes"), loss);
        if let Ok(store) = try_open(&world) {
            let folders = folders(&store);
            while work(&world, &store, &folders, &mut editor, 2).is_ok() {}
        }
        assert!(disk.is_off(), "{when}: the work ended by itself");
        disk.restart(&mut chance);
        let store = world.open();
        world.assert_sound(&store, &when);
        if loss % 8 == 0 || loss == losses {
            world.assert_settles(&store, &when);
        }
    }
    println!(
        "power: seed {seed}, {losses} losses, {} operations of apps, {} calls to the disk, {} s",
        world.notes().len(),
        disk.calls(),
        begin.elapsed().as_secs()
    );
}

/// What a disk can answer, and the codes that an app may see for it.
const ANSWERS: [(Call, c_int, &[i32]); 8] = [
    (Call::Write, ffi::SQLITE_FULL, &[IOSTX_MAPI_E_NOT_ENOUGH_DISK]),
    (Call::Write, ffi::SQLITE_IOERR_WRITE, &[IOSTX_MAPI_E_DISK_ERROR]),
    (Call::Write, ffi::SQLITE_READONLY, &[IOSTX_MAPI_E_NO_ACCESS, IOSTX_MAPI_E_DISK_ERROR]),
    (Call::Sync, ffi::SQLITE_IOERR_FSYNC, &[IOSTX_MAPI_E_DISK_ERROR]),
    (Call::Truncate, ffi::SQLITE_IOERR_TRUNCATE, &[IOSTX_MAPI_E_DISK_ERROR]),
    (Call::Open, ffi::SQLITE_PERM, &[IOSTX_MAPI_E_NO_ACCESS, IOSTX_MAPI_E_DISK_ERROR]),
    (Call::Delete, ffi::SQLITE_IOERR_DELETE, &[IOSTX_MAPI_E_DISK_ERROR]),
    (Call::Shm, ffi::SQLITE_IOERR_SHMMAP, &[IOSTX_MAPI_E_DISK_ERROR, IOSTX_MAPI_E_NO_ACCESS]),
];

#[test]
fn what_was_not_synced_is_lost_on_this_disk() {
    let world = World::new();
    let disk = Disk::below(&world.path(""));
    let path = world.path("other.sqlite");
    let open = || rusqlite::Connection::open(&path).expect("opens");
    let count = || open().query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0));
    open().execute_batch("CREATE TABLE t (n); INSERT INTO t VALUES (1)").expect("written");
    // SQLite does not wait for the disk: what it says is done may be lost.
    let careless = open();
    careless.execute_batch("PRAGMA synchronous = OFF; INSERT INTO t VALUES (2)").expect("written");
    assert_eq!(count(), Ok(2));
    disk.lose_power_at(disk.calls() + 1);
    assert!(careless.execute_batch("INSERT INTO t VALUES (3)").is_err(), "the power failed");
    drop(careless);
    // A disk that keeps nothing of what was not synced.
    disk.restart(&mut nothing_kept());
    assert_eq!(count(), Ok(1));
}

/// The power fails at every so many-th call from the first write of a large text on, until the item that has it is saved.
#[test]
fn a_large_text_is_there_to_the_last_byte_once_it_is_saved_whenever_the_power_fails() {
    const TEXT: usize = 600_000;
    const STEP: u64 = 9;
    let world = World::new();
    let disk = Disk::below(&world.path(""));
    let inbox = folders(&world.open())[0];
    let save = |store: &Store, subject: &str| -> Result<()> {
        let message = store.create_message(inbox, false)?;
        message.set(PropTag(tags::IOSTX_PR_SUBJECT), Value::Text(subject.into()))?;
        let mut stream = message.open_writer(CONTENT)?;
        large(subject, TEXT).chunks(50_000).try_for_each(|part| stream.write(part))?;
        stream.commit()?;
        message.save(0)
    };
    let mut saved = BTreeSet::new();
    for loss in 0.. {
        let subject = format!("loss {loss}");
        let store = world.open();
        disk.lose_power_at(disk.calls() + 1 + loss * STEP);
        let whole = save(&store, &subject).is_ok();
        if whole {
            // At the first call after the save: whoever saves waits for the disk, nothing else does.
            disk.lose_power_at(disk.calls() + 1);
            assert!(save(&store, "after").is_err(), "the power failed");
            saved.insert(subject);
        }
        drop(store);
        disk.restart(&mut nothing_kept());
        let store = world.open();
        world.assert_sound(&store, &format!("loss {loss}"));
        let mut found = BTreeSet::new();
        for id in items_of(&store, inbox).expect("a list") {
            let message = store.open_message(id, Access::Read).expect("there");
            let item = store.item(id).expect("there");
            let subject = item.bag.text(tags::IOSTX_PR_SUBJECT).expect("a subject").to_owned();
            assert!(text_of(&message).expect("a text") == large(&subject, TEXT), "the text of {subject}");
            found.insert(subject);
        }
        assert!(found.is_superset(&saved), "saved: {saved:?}, found: {found:?}");
        if whole {
            println!("large texts: {} losses of power, the last after the save", loss + 1);
            break;
        }
    }
}

/// A look at the wanted list commits what came before it, and does not wait for the disk: what comes after does.
#[test]
fn what_a_folder_got_is_on_disk_once_it_is_flushed_or_its_import_ends() {
    type End = fn(&Store, &Importer) -> Result<()>;
    let ends: [(&str, End); 4] = [
        ("flush", |_, sink| sink.wanted(&[], 10).and_then(|_| sink.flush())),
        ("end", |_, sink| sink.wanted(&[], 10).and_then(|_| sink.finish(true)).map(|_| ())),
        ("end with a deletion", |_, sink| sink.delete_remote(&[b"other"]).and_then(|()| sink.finish(true)).map(|_| ())),
        ("end with a deletion of what left", |store, sink| {
            sink.delete_remote(&[b"other"])?;
            let (inbox, other) = (folders(store)[0], folders(store)[1]);
            store.move_items(inbox, &items_of(store, inbox)?, other)?;
            sink.finish(true).map(|_| ())
        }),
    ];
    let came = |id: &str| ImportItem { binding: Binding::new(id, "1"), content: Some(large(id, 100)), ..ImportItem::default() };
    for (name, end) in ends {
        let world = World::new();
        let disk = Disk::below(&world.path(""));
        let store = world.open();
        let inbox = folders(&store)[0];
        let sink = |store: &Store| store.importer(inbox, &SessionMemory::default(), ImportOptions::default()).expect("an importer");
        // The first download of a folder writes in its end that there was one.
        let first = sink(&store);
        first.import_item(came("other")).expect("imported");
        first.finish(true).expect("ended");
        let importer = sink(&store);
        importer.import_item(came("one")).expect("imported");
        end(&store, &importer).expect(name);
        disk.lose_power_at(disk.calls() + 1);
        store.set_state_blob(StateKind::Folder(inbox), b"lost").expect_err("the power failed");
        drop((importer, first, store));
        disk.restart(&mut nothing_kept());
        let store = world.open();
        let is_one = |id: &ItemId| store.item(*id).expect("there").binding.remote_id == b"one";
        assert!(items_of(&store, inbox).expect("a list").iter().any(is_one), "{name}: it is gone");
        world.assert_sound(&store, name);
    }
}

#[test]
fn numbers_that_were_shown_before_the_power_failed_are_not_used_again() {
    let world = World::new();
    let disk = Disk::below(&world.path(""));
    let import = |store: &Store, id: &str| {
        let inbox = folders(store)[0];
        let sink = store.importer(inbox, &SessionMemory::default(), ImportOptions::default()).expect("an importer");
        let item = ImportItem { binding: Binding::new(id, "1"), content: Some(large(id, 100)), ..ImportItem::default() };
        sink.import_item(item).expect("imported");
        // A look commits what came before it, and does not wait for the disk.
        sink.wanted(&[], 10).expect("a look");
        let shown = items_of(store, inbox).expect("a list");
        let shown = shown.iter().map(|id| store.item(*id).expect("there"));
        (sink, shown.map(|item| (item.binding.remote_id, item.id.0, item.cn)).collect::<Vec<_>>())
    };
    // A process that has no numbers yet takes some with its first commit.
    drop(world.open());
    let store = world.open();
    let (sink, before) = import(&store, "one");
    disk.lose_power_at(disk.calls() + 1);
    store.set_state_blob(StateKind::Hierarchy(FolderId(1)), b"lost").expect_err("the power failed");
    drop((sink, store));
    disk.restart(&mut nothing_kept());
    let store = world.open();
    let (sink, after) = import(&store, "two");
    let (one, two) = (&before[0], after.iter().find(|(name, ..)| name == b"two").expect("it was imported"));
    assert!(two.1 != one.1 && two.2 != one.2, "{before:?}, then {after:?}");
    drop(sink);
    world.assert_sound(&store, "after the power failed");
}

/// A text of so many bytes, no line of which is like another of any text.
fn large(name: &str, size: usize) -> Vec<u8> {
    (0..).flat_map(|line| format!("{name}, line {line}\r\n").into_bytes()).take(size).collect()
}

/// A seed with which the next restart keeps nothing.
fn nothing_kept() -> Chance {
    let fits = |seed: &u64| Chance::new(*seed).below(4) == 0;
    Chance::new((1..).find(fits).expect("one in four"))
}

#[test]
fn whichever_call_to_the_disk_fails_the_error_is_clear_and_the_store_intact() {
    let seed = from_environment("IOSTX_SEED", 1);
    let faults = from_environment("IOSTX_FAULTS", 48);
    let begin = Instant::now();
    let world = World::new();
    let disk = Disk::below(&world.path(""));
    drop(world.open());
    let mut chance = Chance::new(seed);
    let mut seen = [0_u64; ANSWERS.len()];
    for n in 0..faults {
        let kind = (n % ANSWERS.len() as u64) as usize;
        let (call, code, allowed) = ANSWERS[kind];
        // Openings, truncations and deletions are few.
        let reach = if matches!(call, Call::Write | Call::Sync) { 60 } else { 4 };
        let fault = Fault { call: Some(call), at: 1 + chance.below(reach), times: 1 + chance.below(4), code };
        let when = format!("seed {seed}, fault {n}: {fault:?}");
        world.use_server(&mut chance);
        let mut editor = Editor::new(&world.path("notes"), n);
        disk.fail(Some(fault));
        let clear = |e: &Error| assert!(allowed.contains(&e.code) && e.message.len() > 10, "{when}: {e}");
        match try_open(&world) {
            Err(e) => clear(&e),
            Ok(store) => {
                let folders = folders(&store);
                for _ in 0..3 {
                    // The same open store goes on after each failure.
                    if let Err(e) = work(&world, &store, &folders, &mut editor, 2) {
                        clear(&e);
                    }
                }
                seen[kind] += disk.failed();
                disk.fail(None);
                world.assert_sound(&store, &when);
            }
        }
        seen[kind] += disk.failed();
        disk.fail(None);
        let store = world.open();
        world.assert_sound(&store, &when);
        if n % 16 == 15 || n + 1 == faults {
            world.assert_settles(&store, &when);
        }
    }
    let kinds: Vec<String> = ANSWERS.iter().zip(seen).map(|((call, code, _), seen)| format!("{call:?} {code}: {seen}")).collect();
    println!("faults: seed {seed}, {faults} runs, failed calls by kind: {}, {} s", kinds.join(", "), begin.elapsed().as_secs());
}

#[test]
fn a_store_that_cannot_be_made_says_why_and_leaves_nothing_half_made() {
    let begin = Instant::now();
    let whole = {
        let world = World::new();
        let disk = Disk::below(&world.path(""));
        drop(world.open());
        disk.calls()
    };
    // All of them in a long run, else a part.
    let step = if from_environment("IOSTX_FAULTS", 0) > 0 { 1 } else { 8 };
    for at in (1..=whole).step_by(step) {
        let world = World::new();
        let disk = Disk::below(&world.path(""));
        disk.fail(Some(Fault { call: None, at, times: u64::MAX, code: ffi::SQLITE_FULL }));
        if let Err(e) = try_open(&world) {
            let clear = [IOSTX_MAPI_E_NOT_ENOUGH_DISK, IOSTX_MAPI_E_NO_ACCESS, IOSTX_MAPI_E_DISK_ERROR].contains(&e.code);
            assert!(clear && e.message.contains("test.iostx"), "call {at}: {e}");
        }
        disk.fail(None);
        world.assert_sound(&world.open(), &format!("call {at}"));
    }
    println!("faults: {} failing calls while a store is made, {} s", whole.div_ceil(step as u64), begin.elapsed().as_secs());
}
