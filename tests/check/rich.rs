//! A store that has something of everything, and names for what is in it.

use std::collections::BTreeMap;

use iostx::codes::*;
use iostx::ids::Guid;
use iostx::props::flags::IOSTX_FLAG_FLAGGED;
use iostx::props::{Bag, NameId, PropName, PropTag, Value, tags::*};
use iostx::store::flags::*;
use iostx::store::*;

use crate::support::*;

pub struct Rich {
    pub bench: Bench,
    names: BTreeMap<&'static str, Object>,
}

impl Rich {
    pub fn new() -> Self {
        let mut rich = Rich { bench: Bench::new(), names: BTreeMap::new() };
        rich.folders();
        rich.clean();
        rich.changed();
        rich.moved_and_deleted();
        rich.handed_out();
        rich.headers();
        rich.aside();
        rich.held();
        rich.conflicts();
        rich.the_rest();
        let stones: Vec<(&'static str, i64)> = rich.stones();
        stones.into_iter().for_each(|(name, id)| rich.name(name, Object::Tombstone(id)));
        rich
    }

    /// The object of a name.
    pub fn object(&self, name: &str) -> Object {
        *self.names.get(name).unwrap_or_else(|| panic!("no {name}"))
    }

    /// A text in which `{name}` stands for the number of an object.
    pub fn numbers(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, object)| {
            let number = match object {
                Object::Item(id) => id.0,
                Object::Folder(id) => id.0,
                Object::Tombstone(id) => *id,
            };
            text.replace(&format!("{{{name}}}"), &number.to_string())
        })
    }

    fn name(&mut self, name: &'static str, object: Object) {
        self.names.insert(name, object);
    }

    fn item(&mut self, name: &'static str, item: ItemId) -> ItemId {
        self.name(name, Object::Item(item));
        item
    }

    fn folder(&mut self, name: &'static str, folder: FolderId) -> FolderId {
        self.name(name, Object::Folder(folder));
        folder
    }

    fn at(&self, name: &str) -> FolderId {
        match self.object(name) {
            Object::Folder(folder) => folder,
            other => panic!("{other:?}"),
        }
    }

    fn folders(&mut self) {
        let inbox = self.bench.inbox;
        self.folder("inbox", inbox);
        for (name, role) in [("junk", IOSTX_FOLDER_JUNK), ("conflicts", IOSTX_FOLDER_CONFLICTS)] {
            let id = self.bench.special(role);
            self.folder(name, id);
        }
        for name in ["a", "b", "archive", "near", "epoch", "few", "mine", "renamed", "shifted", "deleted", "doomed", "doomed too"] {
            let id = self.bench.server_folder(name);
            self.folder(name, id);
        }
        let (root, bench) = (self.bench.root, &self.bench);
        bench.rename(self.at("renamed"), "another name");
        bench.store.move_folder(self.at("shifted"), self.at("a")).expect("moved");
        let new = bench.mkdir(root, "new");
        let local = bench.mkdir(root, "local");
        let only = Bag::new().with(IOSTX_PR_LOCAL_ONLY, Value::Bool(true));
        bench.store.set_folder_values(local, &only).expect("set");
        let below = bench.mkdir(local, "below");
        bench.store.set_state_blob(StateKind::Hierarchy(root), b"folders").expect("set");
        bench.store.set_state_blob(StateKind::Account(root), b"account").expect("set");
        self.folder("new folder", new);
        self.folder("local", local);
        self.folder("below", below);
    }

    fn clean(&mut self) {
        let (bench, a) = (&self.bench, self.at("a"));
        let plain = bench.synced(a, "plain", "a text");
        let long = "0123456789abcdef".repeat(40_000);
        bench.import(a, sent("large", "1").text(&long).with(PropTag(IOSTX_PR_BODY), Value::Text("large ".repeat(1000))));
        let large = bench.bound(a, "large").expect("imported");
        bench.import(a, sent("unread", "1").text("unread").unread());
        let associated = bench.store.create_message(a, true).expect("a message");
        associated.save(0).expect("saved");
        let associated = associated.id().expect("saved");
        bench.upload(a);
        let word = PropName { set: Guid([9; 16]), id: NameId::Text("colour".into()) };
        let id = bench.store.map_names(&[word], true).expect("mapped")[0].expect("made");
        bench.set(plain, PropTag(u32::from(id) << 16 | 0x3), Value::I4(7));
        bench.upload(a);
        self.item("plain", plain);
        self.item("large", large);
        self.item("associated", associated);
    }

    fn changed(&mut self) {
        let (bench, a) = (&self.bench, self.at("a"));
        bench.import(a, sent("changed", "1").text("as it was").with(PropTag(IOSTX_PR_BODY), Value::Text("old ".repeat(1000))));
        let changed = bench.bound(a, "changed").expect("imported");
        bench.write(changed, "as it is");
        bench.set(changed, SHELF, Value::I4(3));
        bench.set(changed, PropTag(IOSTX_PR_BODY), Value::Text("new ".repeat(1000)));
        let flagged = bench.synced(a, "flagged", "flagged");
        bench.flag(flagged, IOSTX_FLAG_FLAGGED, 0);
        bench.words(flagged, &["red"], &[]);
        let failing = bench.create(a, "refused");
        let refusal = |_: &UploadItem| Answer { code: IOSTX_MAPI_E_NO_ACCESS, ..Answer::default() };
        let only = |id: ItemId| move |up: &UploadItem| if up.item.id == id { refusal(up) } else { Answer::default() };
        bench.upload_as(a, only(failing));
        let new = bench.create(a, "new");
        self.item("changed", changed);
        self.item("flagged", flagged);
        self.item("failing", failing);
        self.item("new", new);
    }

    fn moved_and_deleted(&mut self) {
        let (bench, a, b) = (&self.bench, self.at("a"), self.at("b"));
        let moved = bench.synced(a, "moved", "moved");
        bench.move_to(moved, b);
        let deleted = bench.synced(a, "gone", "gone");
        bench.delete(deleted);
        let early = bench.synced(b, "early", "deleted there");
        bench.server_deletes(b, "early");
        let _ = early;
        let inside = bench.synced(self.at("deleted"), "inside", "inside");
        let _ = inside;
        bench.rmdir(self.at("deleted"));
        self.item("moved", moved);
    }

    fn handed_out(&mut self) {
        let (bench, b) = (&self.bench, self.at("b"));
        let marked = bench.create(b, "handed out");
        let read = bench.synced(b, "read", "read");
        bench.read(read, false);
        let mut table = bench.table(b);
        while table.next_item(b"cookie").expect("handed out").is_some() {}
        assert_eq!(table.next_reads(10).expect("handed out").len(), 1);
        drop(table);
        self.item("marked", marked);
        self.item("read", read);
    }

    fn headers(&mut self) {
        let (bench, b, local) = (&self.bench, self.at("b"), self.at("local"));
        let short = |id: &str| ImportItem { header: true, content_size: 9, ..sent(id, "1") };
        bench.import(b, short("header"));
        bench.import(b, short("waiting"));
        let (header, waiting) = (bench.bound(b, "header").expect("there"), bench.bound(b, "waiting").expect("there"));
        let copies = bench.store.copy_items(b, &[header], b).expect("copied").1;
        bench.move_to(waiting, local);
        self.item("header", header);
        self.item("copy of header", copies[0].1);
        self.item("waiting", waiting);
    }

    fn aside(&mut self) {
        let (bench, near, archive, epoch) = (&self.bench, self.at("near"), self.at("archive"), self.at("epoch"));
        bench.import(near, sent("far", "1").text("far").delivered(bench.now() - 100 * DAY));
        let slim = bench.bound(near, "far").expect("there");
        bench.options(near, |options| options.scope = Scope::Newer(bench.now() - DAY));
        bench.download(near, |_| ());
        assert!(bench.item(slim).is(item_bits::SLIM));
        bench.options(archive, |options| options.direction = Direction::Archive);
        let archived = bench.synced(archive, "old", "old");
        bench.server_deletes(archive, "old");
        let voided = bench.synced(epoch, "voided", "voided");
        let buried = bench.synced(epoch, "buried", "buried");
        bench.delete(buried);
        bench.store.begin_epoch(epoch).expect("opened");
        self.item("slim", slim);
        self.item("archived", archived);
        self.item("voided", voided);
    }

    fn held(&mut self) {
        let (bench, few, mine) = (&self.bench, self.at("few"), self.at("mine"));
        let missed = bench.synced(few, "missed", "missed");
        bench.synced(few, "missed too", "missed too");
        let finished = bench.download(few, |sink| {
            sink.listing_begin(ListingScope::default()).expect("begun");
            sink.listing_complete().expect("complete");
        });
        assert!(finished.deletions_held);
        bench.options(mine, |options| options.local_delete_limit = 1);
        let items: Vec<ItemId> = ["1", "2"].map(|id| bench.synced(mine, id, id)).into();
        items.iter().for_each(|item| bench.delete(*item));
        assert!(bench.table(mine).deletions_held());
        for id in ["x", "y", "z"] {
            bench.synced(self.at("doomed"), id, id);
        }
        let all = ["a", "b", "archive", "near", "epoch", "few", "mine", "renamed", "shifted", "deleted"];
        let (_, held) = bench.hierarchy(|sink| {
            sink.listing_begin(ListingScope::default()).expect("begun");
            sink.delete_remote(&[b"doomed", b"doomed too"]).expect("told");
            for id in all {
                sink.import_folder_change(&dir(id, id)).expect("imported");
            }
            sink.listing_complete().expect("complete");
        });
        let _ = held;
        self.item("missed", missed);
    }

    fn conflicts(&mut self) {
        let (bench, b) = (&self.bench, self.at("b"));
        let lost = bench.synced(b, "lost", "one");
        bench.write(lost, "ours");
        bench.import(b, sent("lost", "2").text("theirs"));
        let undecided = bench.synced(b, "undecided", "one");
        bench.write(undecided, "ours");
        let hold = ImportOptions { policy: Policy::Hold, ..ImportOptions::default() };
        bench.import_with(b, &hold, sent("undecided", "2").text("theirs"));
        assert!(bench.item(undecided).is(item_bits::HOLD));
        self.item("lost", lost);
        self.item("undecided", undecided);
    }

    fn the_rest(&mut self) {
        let (bench, a) = (&self.bench, self.at("a"));
        let outbox = bench.special(IOSTX_FOLDER_OUTBOX);
        let message = bench.store.create_message(outbox, false).expect("a message");
        let to = Bag::new().with(IOSTX_PR_EMAIL_ADDRESS, Value::Text("ada@example.org".into()));
        message.set_recipients(vec![to], IOSTX_MODRECIP_REPLACE).expect("set");
        message.submit().expect("submitted");
        let queued = message.id().expect("saved");
        let failed = Some((IOSTX_MAPI_E_NETWORK_ERROR, "broke off".into()));
        bench.download(a, |sink| {
            sink.import_item(ImportItem { failed, ..sent("wanted", "1") }).expect("noted");
            sink.set_state_blob(b"token").expect("set");
        });
        let settings = Settings { trash_days: 10, ..bench.store.settings().expect("settings") };
        bench.store.set_settings(&settings).expect("set");
        let trashed = bench.synced(a, "trashed", "trashed");
        bench.server_deletes(a, "trashed");
        self.item("queued", queued);
        self.item("trashed", trashed);
    }

    /// The tombstones that tests name.
    fn stones(&self) -> Vec<(&'static str, i64)> {
        let conn = rusqlite::Connection::open(self.bench.store.path()).expect("the file");
        let one = |sql: &str| conn.query_row(&self.numbers(sql), [], |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"));
        vec![
            ("stone of moved", one("SELECT id FROM tombstone WHERE item = {moved}")),
            ("stone of gone", one("SELECT id FROM tombstone WHERE folder = {a} AND remote_id = CAST('gone' AS BLOB)")),
            ("stone of waiting", one("SELECT id FROM tombstone WHERE item = {waiting}")),
            ("stone of epoch", one("SELECT id FROM tombstone WHERE folder = {epoch}")),
            ("stone of mine", one("SELECT min(id) FROM tombstone WHERE folder = {mine}")),
        ]
    }
}
