//! A history as a text: how the server behaves, and what happens, a line each. What fails is written down like this, and is run
//! again from a file.

use std::fmt::{Display, Formatter};

use iostx::store::Policy;

use crate::agent::Plan;
use crate::server::{Fault, Moves, Style};

/// A history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    pub style: Style,
    pub stores: usize,
    pub policy: Policy,
    /// Deletions win over changes of the other side.
    pub deletion_wins: bool,
    /// Held deletions are refused in the end, instead of being carried out.
    pub rejects: bool,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub who: Who,
    pub what: What,
}

/// Whose app acts, or whose store synchronizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Server,
    Store(usize),
}

/// What is done. Items and folders are picked by their place in a list, counted round, so that a script stays one when lines are
/// taken out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An operation, by its name in [`OPERATIONS`], and what it is about.
    Do(&'static str, usize, usize),
    /// A synchronization; killed after so many durable steps, or not.
    Sync(Box<Plan>, Option<u32>),
}

/// The operations: their names, and how many numbers say what they are about. Some only one side has.
pub const OPERATIONS: [(&str, usize); 28] = [
    ("create", 1),
    ("create-event", 1),
    ("edit", 1),
    ("note", 1),
    ("read", 1),
    ("unread", 1),
    ("flag", 1),
    ("unflag", 1),
    ("word", 2),
    ("unword", 2),
    ("delete", 1),
    ("move", 2),
    ("copy", 2),
    ("make-folder", 1),
    ("rename-folder", 1),
    ("move-folder", 2),
    ("delete-folder", 1),
    // Only of the server.
    ("expire", 1),
    ("renumber", 1),
    ("empty", 1),
    // Only of a store.
    ("reopen", 0),
    ("confirm", 0),
    ("reject", 0),
    ("resolve", 1),
    ("ask-body", 1),
    ("retry", 0),
    ("wait", 1),
    ("batch", 1),
];

pub fn operation(name: &str) -> Option<(&'static str, usize)> {
    OPERATIONS.iter().find(|(known, _)| *known == name).copied()
}

pub const POLICIES: [(&str, Policy); 5] = [
    ("last-writer", Policy::LastWriter),
    ("server", Policy::Server),
    ("local", Policy::Local),
    ("hold", Policy::Hold),
    ("keep-both", Policy::KeepBoth),
];
const MOVES: [(&str, Moves); 3] = [("destination", Moves::AtDestination), ("source", Moves::AtSource), ("copy", Moves::ByCopy)];
const FAULTS: [(&str, Fault); 3] = [("cut", Fault::Cut), ("lost", Fault::Lost), ("refuse", Fault::Refuse)];

fn name_of<T: PartialEq>(of: &[(&'static str, T)], value: &T) -> &'static str {
    of.iter().find(|(_, known)| known == value).map_or("?", |(name, _)| name)
}

fn by_name<T: Copy>(of: &[(&str, T)], name: &str) -> Result<T, String> {
    of.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).ok_or_else(|| format!("unknown: {name}"))
}

impl Display for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "stores {} policy {}", self.stores, name_of(&POLICIES, &self.policy))?;
        let words = [(self.deletion_wins, "deletion-wins"), (self.rejects, "rejects")];
        words.iter().filter(|(on, _)| *on).try_for_each(|(_, word)| write!(f, " {word}"))?;
        let style = self.style;
        write!(f, "\nserver moves {}", name_of(&MOVES, &style.moves))?;
        let words = [
            (style.tells_ids, "tells-ids"),
            (style.tells_time, "tells-time"),
            (style.prints, "prints"),
            (style.tells_moves, "tells-moves"),
        ];
        words.iter().filter(|(on, _)| *on).try_for_each(|(_, word)| write!(f, " {word}"))?;
        self.steps.iter().try_for_each(|step| write!(f, "\n{step}"))?;
        writeln!(f)
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.who {
            Who::Server => write!(f, "server ")?,
            Who::Store(store) => write!(f, "{store} ")?,
        }
        match &self.what {
            What::Do(name, a, b) => {
                let numbers = operation(name).map_or(0, |(_, numbers)| numbers);
                write!(f, "{name}")?;
                [a, b].iter().take(numbers).try_for_each(|number| write!(f, " {number}"))
            }
            What::Sync(plan, kill) => {
                write!(f, "sync {}", plan_words(plan))?;
                kill.map_or(Ok(()), |at| write!(f, " kill {at}"))
            }
        }
    }
}

fn plan_words(plan: &Plan) -> String {
    let direction = match (plan.up, plan.down, plan.down_first) {
        (true, true, false) => "up-down",
        (true, true, true) => "down-up",
        (true, false, _) => "up",
        (false, true, _) => "down",
        (false, false, _) => "none",
    };
    let words = [
        (!plan.hierarchy, "no-folders"),
        (!plan.contents, "no-items"),
        (plan.pipelined, "pipelined"),
        (plan.full, "full"),
        (!plan.probes, "unprobed"),
        (plan.headers, "headers"),
        (plan.twice, "twice"),
        (plan.commits, "commits"),
        (plan.drops, "drops"),
        (plan.background, "background"),
    ];
    let mut text = direction.to_owned();
    words.iter().filter(|(on, _)| *on).for_each(|(_, word)| text += &format!(" {word}"));
    if let Some(only) = plan.only {
        text += &format!(" only {only}");
    }
    for (at, fault) in &plan.faults {
        text += &format!(" {} {at}", name_of(&FAULTS, fault));
    }
    text
}

/// Reads a script. Empty lines and those that begin with # are comments.
pub fn parse(text: &str) -> Result<Script, String> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let mut script = Script {
        style: Style { tells_ids: false, tells_time: false, prints: false, tells_moves: false, ..Style::default() },
        stores: 1,
        policy: Policy::LastWriter,
        deletion_wins: false,
        rejects: false,
        steps: Vec::new(),
    };
    let mut words = lines.next().ok_or("empty")?.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "stores" => script.stores = number(words.next())?,
            "policy" => script.policy = by_name(&POLICIES, words.next().unwrap_or(""))?,
            "deletion-wins" => script.deletion_wins = true,
            "rejects" => script.rejects = true,
            other => return Err(format!("unknown: {other}")),
        }
    }
    let mut words = lines.next().ok_or("the line of the server is missing")?.split_whitespace().skip(1);
    let style = &mut script.style;
    while let Some(word) = words.next() {
        match word {
            "moves" => style.moves = by_name(&MOVES, words.next().unwrap_or(""))?,
            "tells-ids" => style.tells_ids = true,
            "tells-time" => style.tells_time = true,
            "prints" => style.prints = true,
            "tells-moves" => style.tells_moves = true,
            other => return Err(format!("unknown: {other}")),
        }
    }
    let policy = script.policy;
    for line in lines {
        script.steps.push(parse_step(line, policy).map_err(|e| format!("{line}: {e}"))?);
    }
    Ok(script)
}

fn number<T: std::str::FromStr>(word: Option<&str>) -> Result<T, String> {
    word.and_then(|word| word.parse().ok()).ok_or_else(|| format!("a number is missing, not {word:?}"))
}

fn parse_step(line: &str, policy: Policy) -> Result<Step, String> {
    let mut words = line.split_whitespace();
    let who = match words.next() {
        Some("server") => Who::Server,
        other => Who::Store(number(other)?),
    };
    let name = words.next().ok_or("what?")?;
    if name != "sync" {
        let (name, numbers) = operation(name).ok_or("unknown operation")?;
        let mut at = [0, 0];
        for place in at.iter_mut().take(numbers) {
            *place = number(words.next())?;
        }
        return Ok(Step { who, what: What::Do(name, at[0], at[1]) });
    }
    let (mut plan, mut kill) = (Plan { policy, ..Plan::default() }, None);
    while let Some(word) = words.next() {
        match word {
            "up-down" => {}
            "down-up" => plan.down_first = true,
            "up" => plan.down = false,
            "down" => plan.up = false,
            "none" => (plan.up, plan.down) = (false, false),
            "no-folders" => plan.hierarchy = false,
            "no-items" => plan.contents = false,
            "pipelined" => plan.pipelined = true,
            "full" => plan.full = true,
            "unprobed" => plan.probes = false,
            "headers" => plan.headers = true,
            "twice" => plan.twice = true,
            "commits" => plan.commits = true,
            "drops" => plan.drops = true,
            "background" => plan.background = true,
            "only" => plan.only = Some(number(words.next())?),
            "kill" => kill = Some(number(words.next())?),
            fault => {
                let fault = by_name(&FAULTS, fault)?;
                plan.faults.push((number(words.next())?, fault));
            }
        }
    }
    Ok(Step { who, what: What::Sync(Box::new(plan), kill) })
}
