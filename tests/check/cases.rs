//! Each fault is planted with plain SQL, as nobody but a stranger or a defect would write it, into one rich store.

use iostx::codes::*;
use iostx::store::flags::*;
use iostx::store::*;

use crate::rich::Rich;

/// The SQL, the object that the check must name (none: ""), and words of what it must say. `{name}` is the number of an object.
type Case = (&'static str, &'static str, &'static str);

const NUMBERS: &[Case] = &[
    ("UPDATE counter SET next = {b} WHERE name = 'object'", "b", "the counter of objects stands at {b}, below folder {b}"),
    (
        "UPDATE counter SET next = 2 WHERE name = 'change'",
        "a",
        "the counter of changes stands at 2, below the version of folder {a}",
    ),
    ("UPDATE folder SET id = 1 << 40 WHERE id = {near}", "", "below folder 1099511627776"),
    ("UPDATE item SET id = 1 << 40 WHERE id = {plain}", "", "below item 1099511627776"),
    ("UPDATE tombstone SET item = 1 << 40 WHERE id = {stone of gone}", "stone of gone", "which was deleted"),
    ("UPDATE tombstone SET id = 1 << 40 WHERE id = {stone of gone}", "", "below tombstone 1099511627776"),
    ("UPDATE folder SET cn = 1 << 40 WHERE id = {a}", "a", "below the version of folder {a}"),
    ("UPDATE item SET cn = 1 << 40 WHERE id = {plain}", "plain", "item {plain} has change number 1099511627776"),
    ("DELETE FROM counter WHERE name = 'object'", "", "there is no counter of objects"),
    ("DELETE FROM counter WHERE name = 'change'", "", "there is no counter of changes"),
    ("INSERT INTO replica VALUES (1 << 40, 1, zeroblob(16))", "", "in force from object"),
    ("UPDATE item SET id = {junk} WHERE id = {slim}", "junk", "folder and item {junk} have one number"),
    ("INSERT INTO prop_name VALUES (40000, zeroblob(16), NULL, NULL)", "", "named property 0x9C40 has no name"),
    ("UPDATE prop_name SET prop_set = x'00'", "", "has no name, or two"),
    ("INSERT INTO deleted_key VALUES (x'0102', 0)", "", "the source key 0102 of a deleted object is none"),
];

const FOLDERS: &[Case] = &[
    ("UPDATE folder SET parent = {below} WHERE id = {local}", "local", "'local' cannot be reached from the root"),
    ("UPDATE folder SET parent = id WHERE id = {a}", "shifted", "'shifted' cannot be reached"),
    ("UPDATE folder SET parent = NULL WHERE id = {a}", "a", "'a' has no parent and is not the root"),
    ("UPDATE folder SET parent = 999999 WHERE id = {a}", "", "refers to a row of folder that is not there"),
    ("UPDATE folder SET role = 99 WHERE id = {junk}", "", "the special folder 'Junk' is not there"),
    ("UPDATE folder SET total = total + 1 WHERE id = {a}", "a", "items and has"),
    ("UPDATE folder SET unread = 77 WHERE id = {a}", "a", "counts 77 unread items"),
    ("UPDATE folder SET assoc = 0 WHERE id = {a}", "a", "counts 0 associated items and has 1"),
    ("UPDATE folder SET work = 0 WHERE id = {a}", "a", "counts 0 pending items"),
    ("UPDATE folder SET gone = 55 WHERE id = {mine}", "mine", "counts 55 tombstones and has 2"),
    ("UPDATE folder SET conflicts = 0 WHERE id = {b}", "b", "counts 0 conflicts and has 2"),
    ("UPDATE folder SET held = 0 WHERE id = {few}", "few", "counts 0 held deletions and has 2"),
    ("UPDATE folder SET wanted = 0 WHERE id = {a}", "a", "counts 0 wanted items and has 1"),
    ("UPDATE folder SET failures = 1 WHERE id = {a}", "a", "counts 1 failures and has 0"),
    ("UPDATE folder SET bits = bits | 1 WHERE id = {a}", "a", "is local only and has pending work"),
    ("UPDATE folder SET bits = bits & ~1 WHERE id = {below}", "below", "below a folder that is local only"),
    ("UPDATE folder SET bits = bits | 8 WHERE id = {a}", "a", "was deleted and still has items"),
    (
        "UPDATE folder SET pending = pending & ~64 WHERE id = {deleted}",
        "deleted",
        "marked as deleted and nothing of that is pending",
    ),
    ("UPDATE folder SET base = NULL WHERE id = {renamed}", "renamed", "its base otherwise"),
    ("UPDATE folder SET pending = 0 WHERE id = {shifted}", "shifted", "says that 0x0 is pending, and its base otherwise"),
    ("UPDATE folder SET name = 'renamed' WHERE id = {renamed}", "renamed", "its base otherwise"),
    ("UPDATE folder SET parent = {b} WHERE id = {b}", "b", "cannot be reached"),
    (
        "UPDATE folder SET base = (SELECT base FROM folder WHERE id = {renamed}) WHERE id = {new folder}",
        "new folder",
        "is new and has a base",
    ),
    ("UPDATE folder SET base = x'FF' WHERE id = {renamed}", "renamed", "a property bag is damaged"),
    ("UPDATE folder SET bag = x'FF' WHERE id = {a}", "a", "a property bag is damaged"),
    ("UPDATE folder SET options = x'FF' WHERE id = {a}", "a", "the options of a folder are damaged"),
    ("UPDATE folder SET source_key = x'01' WHERE id = {a}", "a", "a key of 1 bytes"),
    ("UPDATE folder SET pcl = x'01' WHERE id = {a}", "a", "folder {a}: "),
    (
        "UPDATE folder SET remote_id = (SELECT remote_id FROM folder WHERE id = {a}) WHERE id = {b}",
        "a",
        "folders of one parent have the remote id",
    ),
];

const ITEMS: &[Case] = &[
    ("UPDATE item SET folder = 999999 WHERE id = {plain}", "", "of table item refers to a row of folder that is not there"),
    ("UPDATE item SET bits = bits | 2 WHERE id = {plain}", "plain", "is indexed as unread"),
    ("UPDATE item SET flags = flags & ~1 WHERE id = {plain}", "plain", "is indexed as unread"),
    ("UPDATE item SET bits = bits + 4096 WHERE id = {plain}", "plain", "of a kind that it is not"),
    ("UPDATE item SET sort_time = 1 WHERE id = {plain}", "plain", "a time or size that it does not have"),
    ("UPDATE item SET size = 1 WHERE id = {plain}", "plain", "a time or size that it does not have"),
    ("UPDATE item SET subject = 'other' WHERE id = {plain}", "plain", "by a subject or sender that it does not have"),
    ("UPDATE item SET sender = 'other' WHERE id = {plain}", "plain", "by a subject or sender that it does not have"),
    ("UPDATE item SET bag = x'FF' WHERE id = {plain}", "plain", "a property bag is damaged"),
    ("UPDATE item SET source_key = x'01' WHERE id = {plain}", "plain", "a key of 1 bytes"),
    ("UPDATE item SET change_key = x'01' WHERE id = {plain}", "plain", "a key of 1 bytes"),
    ("UPDATE item SET pcl = x'0102' WHERE id = {plain}", "plain", "item {plain}: "),
    ("UPDATE item SET digest = x'00' WHERE id = {plain}", "plain", "store: "),
    ("UPDATE item SET remote_id = zeroblob(1025) WHERE id = {plain}", "plain", "is longer than any may be"),
    ("UPDATE item SET fingerprint = zeroblob(1025) WHERE id = {plain}", "plain", "is longer than any may be"),
    ("UPDATE item SET bits = bits | 32, match_key = NULL WHERE id = {plain}", "plain", "has a strong match key and none"),
    ("UPDATE item SET bits = bits | 32, match_key = x'01' WHERE folder = {a}", "plain", "have one match key"),
    ("UPDATE item SET bits = bits | 16 WHERE id = {plain}", "plain", "is a header and has a text"),
    ("UPDATE item SET bits = bits | 64 WHERE id = {plain}", "plain", "waits for an epoch that is not open"),
    ("UPDATE folder SET bits = bits & ~4 WHERE id = {epoch}; DELETE FROM state WHERE kind = 4", "voided", "waits for an epoch"),
    ("UPDATE item SET remote_id = NULL WHERE id = {slim}", "slim", "is out of scope and has a text, or nothing that tells it"),
    ("UPDATE item SET content = 1 WHERE id = {slim}", "slim", "is out of scope and has a text"),
    ("UPDATE item SET remote_id = x'01' WHERE id = {archived}", "archived", "is kept in an archive and has a remote id"),
    ("UPDATE item SET bits = bits | 512 WHERE id = {plain}", "plain", "the deletion of item {plain} is held and nobody knows"),
    ("UPDATE item SET bits = bits | 128 WHERE id = {plain}", "plain", "a conflict of item {plain} is held and nobody knows"),
    ("UPDATE item SET bits = bits | 256 WHERE id = {plain}", "plain", "marked as submitted and is not in the outgoing queue"),
    ("UPDATE item SET flags = flags & ~4 WHERE id = {queued}", "queued", "marked as submitted in one place and not in the other"),
    (
        "INSERT INTO deleted_key SELECT source_key, 1 << 60 FROM item WHERE id = {moved}",
        "moved",
        "its source key is remembered as that of a deleted one",
    ),
];

const WORK: &[Case] = &[
    ("UPDATE work SET item = 999999 WHERE item = {new}", "", "item 999999 has pending work in folder {a} and is not there"),
    ("UPDATE work SET folder = {b} WHERE item = {new}", "new", "has pending work in folder {b} and is not there"),
    ("UPDATE work SET pending = 0 WHERE item = {new}", "new", "has pending work that says nothing"),
    ("UPDATE work SET pending = pending | 128 WHERE item = {new}", "new", "is of no known kind"),
    ("UPDATE work SET pending = 3 WHERE item = {moved}", "moved", "is both new and moved in"),
    ("UPDATE work SET version = version + 1 WHERE item = {new}", "new", "is of another version of it"),
    ("UPDATE work SET bag = NULL WHERE item = {changed}", "changed", "is changed and has no base"),
    ("UPDATE work SET pending = 16 WHERE item = {changed}", "changed", "has a base and no change that it is for"),
    ("UPDATE work SET pending = pending & ~4 WHERE item = {changed}", "changed", "and its base 0xC"),
    ("UPDATE work SET changed = 0 WHERE item = {changed}", "changed", "and its base 0x4"),
    ("UPDATE work SET bag = x'FF' WHERE item = {changed}", "changed", "the base of item {changed}: "),
    ("UPDATE work SET content = 999999 WHERE item = {changed}", "changed", "the old text of item {changed} is not there"),
    (
        "UPDATE work SET content = (SELECT content FROM item WHERE id = {plain}) WHERE item = {changed}",
        "changed",
        "is not the one that its base names",
    ),
    (
        "UPDATE work SET (content, content_size, digest) = (SELECT content, content_size, digest FROM item WHERE id = {changed}) \
         WHERE item = {changed}",
        "changed",
        "has the text that the server has, and its base says otherwise",
    ),
    (
        "UPDATE work SET bag = (SELECT bag FROM item WHERE id = {changed}) WHERE item = {changed}",
        "changed",
        "as the server has it, and its base says otherwise",
    ),
    (
        "UPDATE work SET bag = (SELECT bag FROM work WHERE item = {changed}) WHERE item = {new}",
        "new",
        "is new, was never handed out, and has a base",
    ),
    ("DELETE FROM tombstone WHERE item = {moved}", "moved", "is moved in and nothing says from where"),
    ("INSERT INTO work VALUES ({near}, {slim}, 16, 1, 0, NULL, 0, NULL, NULL)", "slim", "is out of scope and has pending work"),
    (
        "INSERT INTO work VALUES ({archive}, {archived}, 16, 1, 0, NULL, 0, NULL, NULL)",
        "archived",
        "kept in an archive and has pending",
    ),
];

const TOMBSTONES: &[Case] = &[
    ("UPDATE tombstone SET folder = 999999 WHERE id = {stone of gone}", "stone of gone", "is of a folder that does not exist"),
    ("UPDATE tombstone SET folder = {local} WHERE id = {stone of gone}", "stone of gone", "is in a folder that is local only"),
    ("UPDATE tombstone SET dest = 999999 WHERE id = {stone of gone}", "stone of gone", "was moved away and does not exist"),
    ("UPDATE tombstone SET dest = {plain} WHERE id = {stone of moved}", "stone of moved", "names item {plain} as the one"),
    ("DELETE FROM work WHERE item = {moved}", "stone of moved", "was moved away and is not marked as moved in"),
    ("DELETE FROM awaited WHERE waiter = {waiting}", "stone of waiting", "was moved away and is not marked as moved in"),
    ("UPDATE tombstone SET item = {plain} WHERE id = {stone of gone}", "stone of gone", "item {plain} was deleted and exists"),
    (
        "UPDATE item SET remote_id = (SELECT remote_id FROM tombstone WHERE id = {stone of gone}) WHERE id = {plain}",
        "stone of gone",
        "and item {plain} have one remote id",
    ),
    ("UPDATE tombstone SET remote_id = x'01' WHERE folder = {mine}", "", "two tombstones of folder {mine} have the remote id 01"),
    ("UPDATE tombstone SET bits = bits | 4 WHERE id = {stone of gone}", "stone of gone", "waits for an epoch that is not open"),
    ("UPDATE tombstone SET bits = bits | 32 WHERE id = {stone of gone}", "stone of gone", "is held and nobody knows of it"),
    ("DELETE FROM held WHERE object = {stone of mine}", "stone of mine", "is held and nobody knows of it"),
    ("UPDATE tombstone SET source_key = x'01' WHERE id = {stone of gone}", "stone of gone", "a key of 1 bytes"),
    ("UPDATE tombstone SET pcl = x'01' WHERE id = {stone of gone}", "stone of gone", "tombstone {stone of gone}: "),
    ("UPDATE tombstone SET flags = x'FF' WHERE id = {stone of gone}", "stone of gone", "a property bag is damaged"),
    ("UPDATE tombstone SET own = x'FF' WHERE id = {stone of gone}", "stone of gone", "a property bag is damaged"),
];

const VALUES: &[Case] = &[
    ("UPDATE content SET refs = refs + 1", "", "references and has"),
    ("UPDATE content SET refs = 2 WHERE id = (SELECT content FROM item WHERE id = {large})", "", "counts 2 references and has 1"),
    (
        "DELETE FROM content WHERE id = (SELECT content FROM item WHERE id = {plain})",
        "plain",
        "the text of item {plain} is not there",
    ),
    (
        "DELETE FROM content WHERE id NOT IN (SELECT content FROM item WHERE content IS NOT NULL)",
        "large",
        "its large value is not there",
    ),
    (
        "DELETE FROM content WHERE id NOT IN (SELECT content FROM item WHERE content IS NOT NULL) \
         AND id NOT IN (SELECT content FROM work WHERE content IS NOT NULL)",
        "changed",
        "its large value is not there, or is another",
    ),
    (
        "UPDATE content SET digest = zeroblob(32) WHERE data IS NOT NULL",
        "plain",
        "the text of item {plain} is not the one that it names",
    ),
    ("UPDATE content SET data = zeroblob(length(data))", "", "has other bytes than were written"),
    ("UPDATE content SET data = x'00' WHERE data IS NOT NULL", "", "and has 1"),
    ("INSERT INTO content VALUES (999999, 0, 1, zeroblob(32), x'00'); UPDATE content SET refs = 7 WHERE id = 999999", "", "has 0"),
    ("DELETE FROM chunk WHERE part = 1", "", "says that it has 640000 bytes and has"),
    ("DELETE FROM chunk", "", "says that it has 640000 bytes and has 0"),
    ("INSERT INTO chunk SELECT content, 9, x'00' FROM chunk WHERE part = 0", "", "says that it has 640000 bytes and has 640001"),
    ("UPDATE chunk SET part = part + 10", "", "are not numbered one after the other"),
    ("UPDATE chunk SET data = zeroblob(length(data)) WHERE part = 1", "", "has other bytes than were written"),
    ("INSERT INTO chunk VALUES (999999, 0, x'00')", "", "parts of large value 999999 are there, and the value is not"),
    ("INSERT INTO chunk SELECT content, 0, x'00' FROM item WHERE id = {plain}", "", "stands in its row and in parts too"),
];

const KEPT: &[Case] = &[
    ("INSERT INTO attempt VALUES (1, 999999, 1, NULL, 0, 0, 0, 0, '', NULL)", "", "of item 999999, which does not exist"),
    ("INSERT INTO attempt VALUES (2, 999999, 1, NULL, 0, 0, 0, 0, '', NULL)", "", "of tombstone 999999, which does not exist"),
    ("INSERT INTO attempt VALUES (3, 999999, 1, NULL, 0, 0, 0, 0, '', NULL)", "", "of folder 999999, which does not exist"),
    ("INSERT INTO attempt VALUES (9, {plain}, 1, NULL, 0, 0, 0, 0, '', NULL)", "", "of object {plain} of no known kind"),
    ("INSERT INTO attempt VALUES (1, {plain}, 1, NULL, 0, 0, 0, 0, '', NULL)", "plain", "is bound with nothing pending"),
    (
        "INSERT INTO attempt VALUES (3, {a}, 1, NULL, 0, 0, 0, 0, '', NULL)",
        "a",
        "marked as handed out, and nothing of it is pending",
    ),
    (
        "INSERT INTO attempt VALUES (1, {new}, 0, NULL, 8, 0, 0, 0, '', NULL)",
        "new",
        "failed 8 times and is not counted where it is",
    ),
    ("UPDATE handed_out SET items = '[1,' WHERE folder = {b}", "b", "what was handed out of folder {b} is not readable"),
    ("INSERT INTO awaited VALUES ({header}, {plain})", "plain", "waits for a body, and is no header"),
    ("UPDATE awaited SET item = 999999 WHERE waiter = {copy of header}", "copy of header", "of which nothing is left"),
    ("INSERT INTO awaited VALUES ({header}, 999999)", "", "refers to a row of item that is not there"),
    ("INSERT INTO sighting VALUES ({plain}, 999999)", "", "refers to a row of item that is not there"),
    ("INSERT INTO held VALUES ({a}, 1, 999999, 0)", "", "a deletion of item 999999 is held, which does not exist"),
    ("INSERT INTO held VALUES ({a}, 1, {plain}, 0)", "plain", "is held and the item does not know"),
    ("UPDATE held SET folder = {b} WHERE object = {missed}", "missed", "is held and"),
    ("INSERT INTO held VALUES ({a}, 2, 999999, 0)", "", "a deletion of folder 999999 is held, which does not exist"),
    ("INSERT INTO held VALUES (999999, 2, {a}, 0)", "", "deletions are held in folder 999999, which does not exist"),
    ("INSERT INTO held VALUES ({a}, 9, 1, 0)", "", "a deletion of no known kind is held in folder {a}"),
    ("INSERT INTO conflict VALUES (999, 8, {a}, {plain}, NULL, 0, 0, '')", "plain", "is held and the item does not know"),
    ("INSERT INTO conflict VALUES (999, 1, 999999, {plain}, NULL, 0, 0, '')", "", "noted in folder 999999, which does not exist"),
    ("UPDATE conflict SET kind = 99 WHERE item = {lost}", "", "a conflict of item {lost} is of no known kind"),
    ("DELETE FROM conflict WHERE item = {undecided}", "undecided", "is held and nobody knows of it"),
    (
        "UPDATE conflict SET copy = 999999 WHERE item = {undecided}",
        "undecided",
        "is held, and the version of the server is not there",
    ),
    ("UPDATE conflict SET copy = 999999 WHERE item = {lost}", "", "the version that a conflict kept, item 999999, was deleted"),
    ("DELETE FROM outgoing", "queued", "marked as submitted and is not in the outgoing queue"),
    ("INSERT INTO outgoing VALUES ({plain}, 0, 1)", "plain", "is in the outgoing queue and is not marked as submitted"),
    ("INSERT INTO outgoing VALUES (999999, 0, 1)", "", "refers to a row of item that is not there"),
    ("UPDATE outgoing SET state = 9", "queued", "in the outgoing queue is none"),
    ("UPDATE wanted SET folder = 999999", "", "folder 999999 wants items and does not exist"),
    ("INSERT INTO state VALUES (1, 999999, x'01')", "", "a state is kept for folder 999999, which does not exist"),
    ("INSERT INTO state VALUES (9, {a}, x'01')", "", "a state of no known kind is kept for folder {a}"),
];

const FILE: &[Case] = &[
    ("DROP TABLE awaited", "", "the file has no table awaited"),
    ("DROP TABLE conflict", "", "a part of the check cannot be done"),
    ("DROP INDEX item_match", "", "the file has no index item_match"),
    ("DROP TRIGGER held_added", "", "the file has no trigger held_added"),
    (
        "DROP INDEX item_remote; CREATE INDEX item_remote ON item (remote_id)",
        "",
        "index item_remote is not as this version makes it",
    ),
    // An index that lost its entries for a while: its page is taken from it, and given back.
    (
        "PRAGMA writable_schema = ON; CREATE TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'item_match'; \
         DELETE FROM sqlite_schema WHERE name = 'item_match'; PRAGMA writable_schema = RESET; \
         UPDATE item SET match_key = x'0909' WHERE id = {plain}; PRAGMA writable_schema = ON; \
         INSERT INTO sqlite_schema SELECT * FROM kept; PRAGMA writable_schema = RESET; DROP TABLE kept",
        "",
        "missing from index item_match",
    ),
    // The same, and a remote id that two items of a folder have.
    (
        "PRAGMA writable_schema = ON; CREATE TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'item_remote'; \
         DELETE FROM sqlite_schema WHERE name = 'item_remote'; PRAGMA writable_schema = RESET; \
         UPDATE item SET remote_id = (SELECT remote_id FROM item WHERE id = {large}) WHERE id = {plain}; \
         PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM kept; PRAGMA writable_schema = RESET; DROP TABLE kept",
        "",
        "index item_remote",
    ),
];

/// What the store refuses to open, by name.
const REFUSED: &[(&str, i32, &str)] = &[
    ("DELETE FROM replica", IOSTX_MAPI_E_CORRUPT_STORE, "the store has no replica GUID"),
    ("UPDATE replica SET guid = x'00'", IOSTX_MAPI_E_CORRUPT_STORE, "16 byte"),
    ("DROP TABLE content", IOSTX_MAPI_E_CORRUPT_STORE, "no such table"),
    ("PRAGMA user_version = 99", IOSTX_E_INCOMPATIBLE, "schema version 99"),
    ("PRAGMA application_id = 7", IOSTX_MAPI_E_CORRUPT_STORE, "not a store of this library"),
];

struct Planter {
    rich: Rich,
    dir: tempfile::TempDir,
    /// The sound store, in a file that stays the same one, so that it is not taken for a copy.
    sound: Vec<u8>,
}

impl Planter {
    fn new() -> Self {
        let (rich, dir) = (Rich::new(), tempfile::tempdir().expect("a folder"));
        rich.bench.store.checkpoint().expect("folded");
        let file = dir.path().join("planted.iostx");
        std::fs::copy(rich.bench.store.path(), &file).expect("copied");
        drop(Store::open(&file, OpenOptions::default()).expect("opens"));
        Planter { rich, sound: std::fs::read(file).expect("read"), dir }
    }

    /// Opens the store in which some SQL was run, and nothing else.
    fn plant(&self, sql: &str) -> iostx::Result<Store> {
        let file = self.dir.path().join("planted.iostx");
        std::fs::write(&file, &self.sound).expect("written");
        let conn = rusqlite::Connection::open(&file).expect("a database");
        let sql = format!("PRAGMA foreign_keys = OFF; {}", self.rich.numbers(sql));
        conn.execute_batch(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        conn.close().expect("closed");
        Store::open(&file, OpenOptions::default())
    }

    fn assert_told(&self, (sql, object, words): &Case) {
        let store = self.plant(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        let object = (!object.is_empty()).then(|| self.rich.object(object));
        let words = self.rich.numbers(words);
        let mut found = Vec::new();
        store.check_each(0, |finding| found.push(finding)).unwrap_or_else(|e| panic!("{sql}: {e}"));
        let told = |finding: &&Finding| finding.text.contains(&words) && (object.is_none() || finding.object == object);
        assert!(found.iter().any(|finding| told(&finding)), "{sql}\nwanted: {object:?} {words}\nfound: {found:#?}");
        let mut table = store.check(0).expect("a table");
        assert_eq!(table.position().expect("a position").1, found.len() as u64, "{sql}");
        while table.next().unwrap_or_else(|e| panic!("{sql}: {e}")).is_some() {}
    }
}

fn assert_all_told(cases: &[Case]) {
    let planter = Planter::new();
    cases.iter().for_each(|case| planter.assert_told(case));
}

#[test]
fn the_check_is_silent_on_a_store_that_has_something_of_everything() {
    let rich = Rich::new();
    let mut found = Vec::new();
    rich.bench.store.check_each(0, |finding| found.push(finding)).expect("checked");
    assert_eq!(found, Vec::<Finding>::new());
}

#[test]
fn versions_that_a_local_folder_keeps_may_share_a_match_key() {
    let sql = "UPDATE item SET match_key = x'01', bits = bits | 32 WHERE folder = {conflicts}";
    let planter = Planter::new();
    let store = planter.plant(sql).expect("opens");
    store.check_each(0, |finding| panic!("{finding:?}")).expect("checked");
}

#[test]
fn a_quick_check_reads_small_tables_only_and_unknown_flags_are_refused() {
    let sql = "UPDATE item SET bag = x'FF' WHERE id = {plain}; UPDATE folder SET gone = 7 WHERE id = {a}";
    let planter = Planter::new();
    let store = planter.plant(sql).expect("opens");
    let count = |flags: u32| {
        let mut count = 0;
        store.check_each(flags, |_| count += 1).map(|()| count)
    };
    assert_eq!((count(IOSTX_CHECK_QUICK), count(IOSTX_CHECK_FILE)), (Ok(1), Ok(0)));
    assert!(count(IOSTX_CHECK_TRACKING).is_ok_and(|count| count >= 2));
    assert_eq!(count(0x80).map_err(|e| e.code), Err(IOSTX_MAPI_E_UNKNOWN_FLAGS));
}

#[test]
fn wrong_numbers_and_names_are_told() {
    assert_all_told(NUMBERS);
}

#[test]
fn what_is_wrong_of_folders_is_told() {
    assert_all_told(FOLDERS);
}

#[test]
fn what_is_wrong_of_items_is_told() {
    assert_all_told(ITEMS);
}

#[test]
fn pending_work_that_contradicts_its_item_or_base_is_told() {
    assert_all_told(WORK);
}

#[test]
fn what_is_wrong_of_tombstones_and_the_halves_of_moves_is_told() {
    assert_all_told(TOMBSTONES);
}

#[test]
fn large_values_that_are_missing_damaged_or_counted_wrongly_are_told() {
    assert_all_told(VALUES);
}

#[test]
fn attempts_held_deletions_conflicts_and_queues_of_nothing_are_told() {
    assert_all_told(KEPT);
}

#[test]
fn tables_and_indexes_that_are_missing_changed_or_damaged_are_told() {
    assert_all_told(FILE);
}

#[test]
fn a_store_that_cannot_be_read_at_all_is_refused_by_name() {
    let planter = Planter::new();
    for (sql, code, words) in REFUSED {
        let refused = planter.plant(sql).map(drop).expect_err("refused");
        assert_eq!(refused.code, *code, "{sql}: {refused}");
        assert!(refused.message.contains(words), "{sql}: {refused}");
    }
}
