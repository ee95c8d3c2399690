//! Rules about what is kept beside items and folders: attempts, held deletions, conflicts, the queue, and so on.

use super::check::Severity::{Error, Remark};
use super::check_rules::{Rule, folder, item, rule, stone};

/// Rules for which small tables suffice.
pub(super) const KEPT_RULES: &[Rule] = &[
    // What folders count of all this.
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' counts ' || conflicts || ' conflicts and has ' || n FROM (SELECT id, name, conflicts, \
        (SELECT count(*) FROM conflict WHERE folder = folder.id) AS n FROM folder) WHERE n <> conflicts",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' counts ' || held || ' held deletions and has ' || n FROM (SELECT id, name, held, \
        (SELECT count(*) FROM held WHERE folder = folder.id) AS n FROM folder) WHERE n <> held",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' counts ' || wanted || ' wanted items and has ' || n FROM (SELECT id, name, wanted, \
        (SELECT count(*) FROM wanted WHERE folder = folder.id) AS n FROM folder) WHERE n <> wanted",
    ),
    rule(
        Error,
        folder,
        "SELECT id, 'folder ''' || name || ''' counts ' || failures || ' failures and has ' || n FROM (SELECT id, name, failures, \
        (SELECT count(*) FROM attempt WHERE failed_in = folder.id) AS n FROM folder) WHERE n <> failures",
    ),
    rule(
        Error,
        item,
        "SELECT object, 'item ' || object || ' failed ' || fails || ' times and is not counted where it is' FROM attempt \
        JOIN item ON item.id = object WHERE kind = 1 AND failed_in IS NOT CASE WHEN fails >= 8 THEN folder END",
    ),
    // Attempts. 1, 2: handed out without an answer; without an id.
    rule(
        Error,
        item,
        "SELECT NULL, 'attempts are remembered of object ' || object || ' of no known kind' FROM attempt WHERE kind NOT IN (1, 2, 3)",
    ),
    rule(
        Error,
        item,
        "SELECT object, 'item ' || object || ' is marked as handed out, and is bound with nothing pending' FROM attempt \
        JOIN item ON item.id = object WHERE kind = 1 AND mark & 3 <> 0 AND remote_id IS NOT NULL \
        AND NOT EXISTS (SELECT 1 FROM work WHERE work.folder = item.folder AND work.item = item.id)",
    ),
    rule(
        Error,
        folder,
        "SELECT object, 'folder ' || object || ' is marked as handed out, and nothing of it is pending' FROM attempt \
        JOIN folder ON folder.id = object WHERE kind = 3 AND mark & 3 <> 0 AND pending = 0 AND remote_id IS NOT NULL",
    ),
    rule(
        Error,
        folder,
        "SELECT folder, 'what was handed out of folder ' || folder || ' is not readable' FROM handed_out WHERE NOT json_valid(items)",
    ),
    rule(
        Error,
        item,
        "SELECT waiter, 'item ' || waiter || ' waits for a body, and is no header' FROM awaited JOIN item ON item.id = waiter \
        WHERE bits & 16 = 0",
    ),
    rule(
        Error,
        item,
        "SELECT waiter, 'item ' || waiter || ' waits for the body of item ' || item || ', of which nothing is left' FROM awaited \
        WHERE item NOT IN (SELECT id FROM item) AND item NOT IN (SELECT item FROM tombstone)",
    ),
    rule(
        Error,
        item,
        "SELECT NULL, 'attempts are remembered of item ' || object || ', which does not exist' FROM attempt \
        WHERE kind = 1 AND object NOT IN (SELECT id FROM item)",
    ),
    rule(
        Error,
        stone,
        "SELECT NULL, 'attempts are remembered of tombstone ' || object || ', which does not exist' FROM attempt \
        WHERE kind = 2 AND object NOT IN (SELECT id FROM tombstone)",
    ),
    rule(
        Error,
        folder,
        "SELECT NULL, 'attempts are remembered of folder ' || object || ', which does not exist' FROM attempt \
        WHERE kind = 3 AND object NOT IN (SELECT id FROM folder)",
    ),
    // Held deletions, conflicts, the queue, the wanted list, states, remembered keys, names.
    rule(
        Error,
        folder,
        "SELECT NULL, 'a deletion of no known kind is held in folder ' || folder FROM held WHERE kind NOT IN (1, 2, 3)",
    ),
    rule(
        Error,
        folder,
        "SELECT NULL, 'deletions are held in folder ' || folder || ', which does not exist' FROM held \
        WHERE folder NOT IN (SELECT id FROM folder) GROUP BY folder",
    ),
    rule(
        Error,
        folder,
        "SELECT NULL, 'a conflict is noted in folder ' || folder || ', which does not exist' FROM conflict \
        WHERE folder NOT IN (SELECT id FROM folder)",
    ),
    rule(
        Error,
        item,
        "SELECT NULL, 'a conflict of item ' || item || ' is of no known kind' FROM conflict WHERE kind NOT BETWEEN 1 AND 8",
    ),
    rule(
        Error,
        item,
        "SELECT item.id, 'a conflict of item ' || item.id || ' is held, and the version of the server is not there' FROM item \
        JOIN conflict ON conflict.item = item.id WHERE conflict.kind = 8 AND copy NOT IN (SELECT id FROM item)",
    ),
    rule(
        Error,
        item,
        "SELECT item, 'the state of item ' || item || ' in the outgoing queue is none' FROM outgoing WHERE state NOT IN (1, 2, 3)",
    ),
    rule(
        Error,
        item,
        "SELECT NULL, 'a deletion of item ' || object || ' is held, which does not exist' FROM held \
        WHERE kind = 1 AND object NOT IN (SELECT id FROM item)",
    ),
    rule(
        Error,
        item,
        "SELECT object, 'a deletion of item ' || object || ' is held and the item does not know' FROM held \
        JOIN item ON item.id = object WHERE kind = 1 AND (bits & 512 = 0 OR item.folder <> held.folder)",
    ),
    rule(
        Error,
        folder,
        "SELECT NULL, 'a deletion of folder ' || object || ' is held, which does not exist' FROM held \
        WHERE kind = 2 AND object NOT IN (SELECT id FROM folder)",
    ),
    rule(
        Error,
        stone,
        "SELECT tombstone.id, 'tombstone ' || tombstone.id || ' is held and nobody knows of it, or the other way round' FROM tombstone \
        LEFT JOIN held ON held.folder = tombstone.folder AND kind = 3 AND object = tombstone.id WHERE (bits & 32 <> 0) <> (object IS NOT NULL)",
    ),
    rule(
        Error,
        item,
        "SELECT item.id, 'a conflict of item ' || item.id || ' is held and the item does not know' FROM conflict \
        JOIN item ON item.id = conflict.item WHERE kind = 8 AND bits & 128 = 0",
    ),
    rule(
        Remark,
        item,
        "SELECT NULL, 'the version that a conflict kept, item ' || copy || ', was deleted' FROM conflict \
        WHERE copy IS NOT NULL AND copy NOT IN (SELECT id FROM item)",
    ),
    rule(
        Error,
        item,
        "SELECT outgoing.item, 'item ' || outgoing.item || ' is in the outgoing queue and is not marked as submitted' FROM outgoing \
        JOIN item ON item.id = outgoing.item WHERE bits & 256 = 0",
    ),
    rule(
        Error,
        folder,
        "SELECT NULL, 'folder ' || folder || ' wants items and does not exist' FROM wanted \
        WHERE folder NOT IN (SELECT id FROM folder) GROUP BY folder",
    ),
    rule(
        Error,
        folder,
        "SELECT NULL, 'a state is kept for folder ' || folder || ', which does not exist' FROM state \
        WHERE folder NOT IN (SELECT id FROM folder)",
    ),
    rule(
        Error,
        folder,
        "SELECT NULL, 'a state of no known kind is kept for folder ' || folder FROM state WHERE kind NOT BETWEEN 1 AND 8",
    ),
    rule(
        Error,
        item,
        "SELECT NULL, 'the source key ' || hex(key) || ' of a deleted object is none' FROM deleted_key WHERE length(key) NOT BETWEEN 17 AND 24",
    ),
    rule(
        Error,
        item,
        "SELECT NULL, 'named property ' || printf('0x%04X', id) || ' has no name, or two' FROM prop_name \
        WHERE length(prop_set) <> 16 OR (number IS NULL) = (name IS NULL) OR id NOT BETWEEN 0x8000 AND 0xFFFE",
    ),
];
