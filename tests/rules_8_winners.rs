//! Section 8 of the rules of replication: two stores and a server reach the same winner, and no policy loses a version without a
//! copy, whatever the order of events.

mod support_conflicts;

use iostx::codes::{IOSTX_SYNC_E_CONFLICT, IOSTX_SYNC_E_IGNORE};
use iostx::ids::{Compared, Pcl, Xid};
use iostx::props::{Bag, Value, tags::*};
use iostx::store::*;
use proptest::prelude::*;
use support_conflicts::*;

/// A server of one item that takes a change only of the version that it has (If-Match), and knows when its version was made.
struct Guarded {
    text: String,
    made: FileTime,
    version: u32,
}

impl Guarded {
    fn sync(&mut self, bench: &Bench) {
        let mut table = bench.table(bench.inbox);
        while let Some(up) = table.next_item(b"").expect("read") {
            if up.item.binding.remote_version != self.version.to_string().as_bytes() {
                table.answer_item(&up, outdated(&up));
                continue;
            }
            let Ok(Value::Binary(text)) = up.message.get(CONTENT) else { panic!("a text") };
            (self.text, self.made) = (String::from_utf8(text).expect("text"), up.item.mtime);
            self.version += 1;
            let binding = Some(Binding::new("a", self.version.to_string()));
            table.answer_item(&up, Answer { ok: true, binding, ..Answer::default() });
        }
        table.commit().expect("written");
        bench.import(bench.inbox, sent("a", &self.version.to_string()).text(&self.text).made(self.made));
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn rule_8_two_stores_and_a_server_reach_the_same_winner(times in (1..4u64, 1..4u64), a_first: bool) {
        let benches = [Bench::with_guid(3), Bench::with_guid(4)];
        let mut server = Guarded { text: "base".into(), made: START, version: 1 };
        benches.iter().for_each(|bench| server.sync(bench));
        for ((bench, text), minutes) in benches.iter().zip(["of a", "of b"]).zip([times.0, times.1]) {
            let item = bench.bound(bench.inbox, "a").expect("imported");
            bench.at(minutes).write(item, text);
            bench.at(10);
        }
        let order = if a_first { [0, 1] } else { [1, 0] };
        for who in order.into_iter().cycle().take(6) {
            server.sync(&benches[who]);
        }
        let winner = match times.0.cmp(&times.1) {
            std::cmp::Ordering::Greater => "of a",
            std::cmp::Ordering::Less => "of b",
            // The server's wins: of whom it heard first.
            std::cmp::Ordering::Equal => ["of a", "of b"][order[0]],
        };
        prop_assert_eq!(&server.text, winner);
        for bench in &benches {
            prop_assert_eq!(bench.texts(bench.inbox), [winner]);
            prop_assert_eq!(bench.offers(bench.inbox), (0, 0, 0));
        }
        let loser = if winner == "of a" { "of b" } else { "of a" };
        prop_assert!(benches.iter().any(|bench| bench.kept().contains(&loser.to_owned())), "the loser is kept");
    }
}

/// A server of one item that keeps change keys and decides as ICS says (ics.md 2).
#[derive(Clone)]
struct Keyed {
    text: String,
    made: FileTime,
    change: Xid,
    list: Pcl,
}

fn source_key() -> Xid {
    let mut key = [0x55; 22];
    key[21] = 1;
    Xid::from(key)
}

impl Keyed {
    /// Whether it takes the version; on a conflict the later one wins, on a tie the greater namespace.
    fn offer(&mut self, other: &Keyed) -> bool {
        let takes = match self.list.compare(&other.list) {
            Compared::Same | Compared::Older => return true,
            Compared::Newer => true,
            Compared::Conflict => (other.made, other.change.namespace()) > (self.made, self.change.namespace()),
        };
        if takes {
            *self = other.clone();
        }
        takes
    }

    fn sync(&mut self, bench: &Bench) {
        let mut table = bench.table(bench.inbox);
        while let Some(up) = table.next_item(b"").expect("read") {
            let Ok(Value::Binary(text)) = up.message.get(CONTENT) else { panic!("a text") };
            let list = Pcl::decode(&up.change_list).expect("a list");
            let offered =
                Keyed { text: String::from_utf8(text).expect("text"), made: up.item.mtime, change: up.change_key.clone(), list };
            let code = if self.offer(&offered) { 0 } else { IOSTX_SYNC_E_CONFLICT };
            table.answer_item(&up, Answer { ok: code == 0, code, ..Answer::default() });
        }
        table.commit().expect("written");
        let values = Bag::new()
            .with(IOSTX_PR_SOURCE_KEY, Value::Binary(source_key().as_bytes().to_vec()))
            .with(IOSTX_PR_LAST_MODIFICATION_TIME, Value::Time(self.made))
            .with(IOSTX_PR_CHANGE_KEY, Value::Binary(self.change.as_bytes().to_vec()))
            .with(IOSTX_PR_PREDECESSOR_CHANGE_LIST, Value::Binary(self.list.encode()));
        bench.download(bench.inbox, |sink| match sink.import_message_change(&values, 0) {
            Ok(message) => {
                message.set(CONTENT, Value::Binary(self.text.clone().into_bytes())).expect("set");
                message.save(0).expect("staged");
            }
            Err(e) => assert_eq!(e.code, IOSTX_SYNC_E_IGNORE),
        });
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn rule_8_by_change_keys_the_greater_namespace_wins_a_tie_in_whatever_order(times in (1..4u64, 1..4u64), a_first: bool) {
        let benches = [Bench::with_guid(3), Bench::with_guid(4)];
        let change = Xid::from([0x55; 22]);
        let mut server =
            Keyed { text: "base".into(), made: START, change: change.clone(), list: Pcl::default().with(change) };
        benches.iter().for_each(|bench| server.sync(bench));
        for ((bench, text), minutes) in benches.iter().zip(["of a", "of b"]).zip([times.0, times.1]) {
            let item = bench.items(bench.inbox)[0];
            bench.at(minutes).write(item, text);
            bench.at(10);
        }
        let order = if a_first { [0, 1] } else { [1, 0] };
        for who in order.into_iter().cycle().take(6) {
            server.sync(&benches[who]);
        }
        let winner = if times.0 > times.1 { "of a" } else { "of b" };
        prop_assert_eq!(&server.text, winner);
        for bench in &benches {
            prop_assert_eq!(bench.texts(bench.inbox), [winner]);
            prop_assert_eq!(bench.offers(bench.inbox), (0, 0, 0));
        }
    }
}

/// What one side does to an item: the new text, and two properties.
#[derive(Debug, Clone)]
struct Edit {
    text: Option<String>,
    shelf: Option<i32>,
    row: Option<i32>,
}

fn edit(whose: &'static str) -> impl Strategy<Value = Edit> {
    let text = prop::option::of(prop::sample::select(vec!["same", "base", whose]));
    let number = || prop::option::of(0..3i32);
    (text, number(), number()).prop_map(|(text, shelf, row)| Edit { text: text.map(str::to_owned), shelf, row })
}

/// What an item has: text, two properties.
type State = (String, Option<i64>, Option<i64>);

impl Edit {
    fn apply(&self, to: &State) -> State {
        let number = |new: Option<i32>, old: Option<i64>| new.map(i64::from).or(old);
        (self.text.clone().unwrap_or(to.0.clone()), number(self.shelf, to.1), number(self.row, to.2))
    }
}

/// Whether `has` holds every difference between two states.
fn holds(has: &State, before: &State, after: &State) -> bool {
    (after.0 == before.0 || has.0 == after.0)
        && (after.1 == before.1 || has.1 == after.1)
        && (after.2 == before.2 || has.2 == after.2)
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn rule_8_no_policy_loses_a_version_without_a_copy(
        ours in edit("ours"),
        theirs in edit("theirs"),
        policy in prop::sample::select(&Policy::ALL),
        minutes in prop::option::of(0..3u64),
    ) {
        let bench = Bench::new();
        bench.import(bench.inbox, sent("a", "1").text("base").number(SHELF, 9).number(ROW, 9));
        let item = bench.bound(bench.inbox, "a").expect("imported");
        let state = |item| (bench.text(item), bench.number(item, SHELF), bench.number(item, ROW));
        let base = state(item);
        bench.at(1);
        let message = bench.store.open_message(item, Access::Modify).expect("there");
        let set = |tag, value: Option<Value>| value.into_iter().for_each(|value| message.set(tag, value).expect("set"));
        set(CONTENT, ours.text.clone().map(|text| Value::Binary(text.into_bytes())));
        set(SHELF, ours.shelf.map(Value::I4));
        set(ROW, ours.row.map(Value::I4));
        message.save(0).expect("saved");

        let mut version = sent("a", "2");
        version.content = theirs.text.clone().map(String::into_bytes);
        for (tag, number) in [(SHELF, theirs.shelf), (ROW, theirs.row)] {
            number.into_iter().for_each(|number| version.values.set(tag, Value::I4(number)));
        }
        if let Some(minutes) = minutes {
            version = version.made(START + minutes * MINUTE);
        }
        bench.import_with(bench.inbox, &ImportOptions { policy, ..ImportOptions::default() }, version);

        let current = state(item);
        let kept: Vec<State> = [bench.inbox, bench.special(iostx::store::flags::IOSTX_FOLDER_CONFLICTS)]
            .into_iter()
            .flat_map(|folder| bench.items(folder))
            .map(state)
            .collect();
        for (whose, after) in [("ours", ours.apply(&base)), ("theirs", theirs.apply(&base))] {
            let safe = holds(&current, &base, &after) || kept.contains(&after);
            prop_assert!(safe, "{}: {:?} is neither in {:?} nor kept in {:?}", whose, after, current, kept);
        }
        // What is not pending is what the server has.
        if bench.pending(item).is_clean() {
            prop_assert_eq!(current, theirs.apply(&base));
        }
    }
}
