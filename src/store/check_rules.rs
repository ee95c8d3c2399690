//! Rules that every store keeps, each as a query for what breaks it: an object and a sentence.

use super::check::Severity::{self, Error, Remark};
use super::model::{FolderId, ItemId, Object};

/// A rule.
pub(super) struct Rule {
    pub(super) severity: Severity,
    /// What the first column of the query is the number of.
    pub(super) object: fn(i64) -> Object,
    /// Gives an object, or NULL, and a sentence.
    pub(super) sql: &'static str,
}

pub(super) const fn rule(severity: Severity, object: fn(i64) -> Object, sql: &'static str) -> Rule {
    Rule { severity, object, sql }
}

pub(super) fn item(id: i64) -> Object {
    Object::Item(ItemId(id))
}

pub(super) fn folder(id: i64) -> Object {
    Object::Folder(FolderId(id))
}

pub(super) fn stone(id: i64) -> Object {
    Object::Tombstone(id)
}

/// Rules for which indexes and small tables suffice.
pub(super) const RULES: &[Rule] = &[
    // Folders.
    rule(
        Error,
        folder,
        "SELECT id, 'the counter of objects stands at ' || next || ', below folder ' || id FROM folder, counter \
        WHERE counter.name = 'object' AND id >= next",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'the counter of objects stands at ' || next || ', below item ' || id \
        FROM (SELECT max(id) AS id FROM item), counter WHERE counter.name = 'object' AND id >= next",
    ),
    rule(
        Error,
        stone,
        "SELECT id, 'the counter of changes stands at ' || next || ', below tombstone ' || id \
        FROM (SELECT max(id) AS id FROM tombstone), counter WHERE counter.name = 'change' AND id >= next",
    ),
    rule(
        Error,
        folder,
        "SELECT NULL, 'there is no counter of ' || column1 || 's' FROM (VALUES ('object'), ('change')) \
        WHERE column1 NOT IN (SELECT name FROM counter)",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'the counter of changes stands at ' || next || ', below the version of folder ' || id FROM folder, counter \
        WHERE counter.name = 'change' AND cn >= next",
    ),
    rule(
        Error,
        stone,
        "SELECT tombstone.id, 'the counter of objects stands at ' || next || ', below item ' || item || ', which was deleted' \
        FROM tombstone, counter WHERE counter.name = 'object' AND item = (SELECT max(item) FROM tombstone) AND item >= next",
    ),
    rule(
        Error,
        folder,
        "SELECT NULL, 'a replica GUID is in force from object ' || first_object || ' and change ' || first_change || \
        ', which the counters have not reached' FROM replica WHERE first_object >= (SELECT next FROM counter WHERE name = 'object') \
        OR first_change >= (SELECT next FROM counter WHERE name = 'change')",
    ),
    rule(
        Error,
        folder,
        "SELECT folder.id, 'folder and item ' || folder.id || ' have one number' FROM folder JOIN item ON item.id = folder.id",
    ),
    rule(
        Error,
        folder,
        "WITH RECURSIVE tree (id) AS (SELECT id FROM folder WHERE parent IS NULL UNION SELECT folder.id FROM folder \
        JOIN tree ON folder.parent = tree.id) SELECT id, 'folder ''' || name || ''' cannot be reached from the root' FROM folder \
        WHERE id NOT IN (SELECT id FROM tree)",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' has no parent and is not the root' FROM folder WHERE parent IS NULL AND role <> 1",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' counts ' || total || ' items and has ' || n FROM (SELECT id, name, total, \
        (SELECT count(*) FROM item WHERE folder = folder.id AND (bits & 9) = 0) AS n FROM folder) WHERE n <> total",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' counts ' || assoc || ' associated items and has ' || n FROM (SELECT id, name, assoc, \
        (SELECT count(*) FROM item WHERE folder = folder.id AND (bits & 9) = 1) AS n FROM folder) WHERE n <> assoc",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' counts ' || work || ' pending items and has ' || n FROM (SELECT id, name, work, \
        (SELECT count(*) FROM work JOIN item ON item.id = work.item WHERE work.folder = folder.id AND bits & 256 = 0) AS n FROM folder) WHERE n <> work",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' counts ' || gone || ' tombstones and has ' || n FROM (SELECT id, name, gone, \
        (SELECT count(*) FROM tombstone WHERE folder = folder.id) AS n FROM folder) WHERE n <> gone",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' is local only and has pending work' FROM folder \
        WHERE bits & 1 <> 0 AND (pending <> 0 OR work <> 0)",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' was deleted and still has items' FROM folder WHERE bits & 8 <> 0 AND total + assoc > 0",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' is marked as deleted and nothing of that is pending, or the other way round' FROM folder \
        WHERE (bits & 8 <> 0) <> (pending & 64 <> 0)",
    ),
    rule(
        Error,
        folder,
        "SELECT folder.id, 'folder ''' || folder.name || ''' is to be replicated and is below a folder that is local only' FROM folder \
        JOIN folder AS above ON above.id = folder.parent WHERE above.bits & 1 <> 0 AND above.role <> 1 AND folder.bits & 1 = 0",
    ),
    rule(
        Remark,
        folder,
        "SELECT min(id), 'folders of one parent have the remote id ' || hex(remote_id) FROM folder \
        WHERE remote_id IS NOT NULL AND bits & 8 = 0 GROUP BY parent, remote_id HAVING count(*) > 1",
    ),
    // Pending items and their bases. 44: properties, content, flags.
    rule(
        Error,
        item,
        "SELECT item, 'item ' || item || ' is changed and has no base to be compared with' FROM work \
        WHERE pending & 44 <> 0 AND pending & 1 = 0 AND bag IS NULL",
    ),
    rule(
        Error,
        item,
        "SELECT item, 'item ' || item || ' has a base and no change that it is for' FROM work WHERE pending & 44 = 0 AND bag IS NOT NULL",
    ),
    rule(
        Error,
        item,
        "SELECT item, 'item ' || item || ' is new, was never handed out, and has a base' FROM work \
        WHERE pending & 1 <> 0 AND bag IS NOT NULL AND NOT EXISTS (SELECT 1 FROM attempt WHERE kind = 1 AND object = item AND mark & 3 <> 0)",
    ),
    rule(
        Error,
        item,
        "SELECT item, 'item ' || item || ' has pending work in folder ' || folder || ' and is not there' FROM work \
        WHERE NOT EXISTS (SELECT 1 FROM item WHERE item.id = work.item AND item.folder = work.folder)",
    ),
    rule(
        Error,
        item,
        "SELECT item, 'the pending work of item ' || item || ' is of another version of it' FROM work JOIN item ON item.id = work.item \
        WHERE work.version <> item.version",
    ),
    rule(Error, item, "SELECT item, 'item ' || item || ' has pending work that says nothing' FROM work WHERE pending = 0"),
    rule(
        Error,
        item,
        "SELECT item, 'item ' || item || ' is moved in and nothing says from where' FROM work \
        WHERE pending & 2 <> 0 AND NOT EXISTS (SELECT 1 FROM tombstone WHERE tombstone.item = work.item)",
    ),
    rule(Error, item, "SELECT item, 'item ' || item || ' is both new and moved in' FROM work WHERE pending & 3 = 3"),
    rule(
        Error,
        item,
        "SELECT item, 'the pending work of item ' || item || ' is of no known kind' FROM work WHERE pending & ~63 <> 0",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'item ' || id || ' is kept in an archive and has pending work' FROM work JOIN item ON item.id = work.item \
        WHERE bits & 1024 <> 0",
    ),
    rule(
        Error,
        item,
        "SELECT item, 'the old text of item ' || item || ' is not the one that its base names' FROM work JOIN content ON content.id = work.content \
        WHERE content.digest <> work.digest OR content.size <> work.content_size",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'item ' || id || ' is out of scope and has pending work' FROM work JOIN item ON item.id = work.item WHERE bits & 8 <> 0",
    ),
    // Tombstones. 8: waits for a body.
    rule(
        Error,
        stone,
        "SELECT id, 'tombstone ' || id || ' is of a folder that does not exist' FROM tombstone WHERE folder NOT IN (SELECT id FROM folder)",
    ),
    rule(
        Error,
        stone,
        "SELECT id, 'item ' || item || ' was moved away and does not exist' FROM tombstone \
        WHERE dest IS NOT NULL AND dest NOT IN (SELECT id FROM item)",
    ),
    rule(
        Error,
        stone,
        "SELECT tombstone.id, 'item ' || item.id || ' was moved away and is not marked as moved in' FROM tombstone \
        JOIN item ON item.id = tombstone.dest \
        WHERE NOT EXISTS (SELECT 1 FROM work WHERE work.folder = item.folder AND work.item = item.id AND pending & 2 <> 0) \
        AND NOT EXISTS (SELECT 1 FROM awaited WHERE awaited.item = item.id AND waiter = item.id)",
    ),
    rule(
        Error,
        stone,
        "SELECT tombstone.id, 'item ' || item.id || ' was deleted and exists' FROM tombstone \
        JOIN item ON item.id = tombstone.item AND item.folder = tombstone.folder WHERE dest IS NULL",
    ),
    rule(
        Error,
        stone,
        "SELECT id, 'tombstone ' || id || ' of item ' || item || ' names item ' || dest || ' as the one that was moved' FROM tombstone \
        WHERE dest <> item",
    ),
    rule(
        Error,
        stone,
        "SELECT tombstone.id, 'tombstone ' || tombstone.id || ' and item ' || item.id || ' have one remote id' FROM tombstone \
        JOIN item ON item.folder = tombstone.folder AND item.remote_id = tombstone.remote_id",
    ),
    rule(
        Error,
        stone,
        "SELECT max(id), 'two tombstones of folder ' || folder || ' have the remote id ' || hex(remote_id) FROM tombstone \
        WHERE remote_id IS NOT NULL GROUP BY folder, remote_id HAVING count(*) > 1",
    ),
    rule(
        Error,
        stone,
        "SELECT id, 'tombstone ' || id || ' is in a folder that is local only' FROM tombstone \
        WHERE folder IN (SELECT id FROM folder WHERE bits & 1 <> 0)",
    ),
    rule(
        Error,
        stone,
        "SELECT id, 'tombstone ' || id || ' waits for an epoch that is not open' FROM tombstone WHERE bits & 4 <> 0 \
        AND folder NOT IN (SELECT id FROM folder WHERE bits & 4 <> 0) AND folder NOT IN (SELECT folder FROM state WHERE kind = 4)",
    ),
];

/// Rules that look at every item.
pub(super) const DEEP_RULES: &[Rule] = &[
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' counts ' || unread || ' unread items and has ' || n FROM (SELECT id, name, unread, \
        (SELECT count(*) FROM item WHERE folder = folder.id AND (bits & 9) = 0 AND bits & 2 <> 0) AS n FROM folder) WHERE n <> unread",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'a conflict of item ' || id || ' is held and nobody knows of it' FROM item \
        WHERE bits & 128 <> 0 AND NOT EXISTS (SELECT 1 FROM conflict WHERE conflict.item = item.id AND kind = 8)",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'the deletion of item ' || id || ' is held and nobody knows of it' FROM item \
        WHERE bits & 512 <> 0 AND NOT EXISTS (SELECT 1 FROM held WHERE held.folder = item.folder AND kind = 1 AND object = item.id)",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'item ' || id || ' is marked as submitted and is not in the outgoing queue' FROM item \
        WHERE bits & 256 <> 0 AND NOT EXISTS (SELECT 1 FROM outgoing WHERE outgoing.item = item.id)",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'item ' || id || ' is marked as submitted in one place and not in the other' FROM item \
        WHERE (bits & 256 <> 0) <> (flags & 4 <> 0)",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'item ' || id || ' is a header and has a text' FROM item WHERE bits & 16 <> 0 AND content IS NOT NULL",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'item ' || id || ' is out of scope and has a text, or nothing that tells it' FROM item \
        WHERE bits & 8 <> 0 AND (content IS NOT NULL OR (remote_id IS NULL AND bits & 64 = 0))",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'item ' || id || ' is kept in an archive and has a remote id' FROM item WHERE bits & 1024 <> 0 AND remote_id IS NOT NULL",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'item ' || id || ' has a strong match key and none' FROM item WHERE bits & 32 <> 0 AND match_key IS NULL",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'a remote id, version, match key or fingerprint of item ' || id || ' is longer than any may be' FROM item \
        WHERE max(ifnull(length(remote_id), 0), ifnull(length(remote_version), 0), ifnull(length(match_key), 0), \
        ifnull(length(fingerprint), 0)) > 1024",
    ),
    rule(
        Error,
        item,
        "SELECT id, 'item ' || id || ' waits for an epoch that is not open' FROM item WHERE bits & 576 = 64 \
        AND folder NOT IN (SELECT id FROM folder WHERE bits & 4 <> 0) AND folder NOT IN (SELECT folder FROM state WHERE kind = 4)",
    ),
    // A rule of the protocols, which imports may break: two events of one calendar with one UID. Folders that are only here, such as
    // Conflicts, keep many versions of one item.
    rule(
        Remark,
        item,
        "SELECT min(id), 'two items of folder ' || folder || ' have one match key' FROM item INDEXED BY item_match \
        WHERE match_key IS NOT NULL AND bits & 32 <> 0 AND folder IN (SELECT id FROM folder WHERE bits & 1 = 0) \
        GROUP BY folder, match_key HAVING count(*) > 1",
    ),
    rule(
        Error,
        item,
        "SELECT item.id, 'the text of item ' || item.id || ' is not there' FROM item \
        WHERE content IS NOT NULL AND NOT EXISTS (SELECT 1 FROM content WHERE content.id = item.content)",
    ),
    rule(
        Error,
        item,
        "SELECT item.id, 'the text of item ' || item.id || ' is not the one that it names' FROM item JOIN content ON content.id = item.content \
        WHERE content.digest <> item.digest OR content.size <> item.content_size",
    ),
    rule(
        Error,
        item,
        "SELECT item, 'the old text of item ' || item || ' is not there' FROM work \
        WHERE content IS NOT NULL AND NOT EXISTS (SELECT 1 FROM content WHERE content.id = work.content)",
    ),
    rule(
        Error,
        item,
        "SELECT item.id, 'item ' || item.id || ' has change number ' || cn || ', and the counter of changes stands at ' || next \
        FROM item, counter WHERE counter.name = 'change' AND cn >= next",
    ),
];
