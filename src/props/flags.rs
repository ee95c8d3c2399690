//! The one table of flags and keywords that agents and apps share.
//!
//! A mail server speaks of keywords (RFC 9051 section 2.3.2), an app of MAPI properties. What stands in no row here is a plain
//! keyword, kept in PS_PUBLIC_STRINGS "Keywords".

use super::tags::{IOSTX_PR_FLAG_STATUS, IOSTX_PR_LAST_VERB_EXECUTED, IOSTX_PR_MESSAGE_FLAGS, IOSTX_PR_MSG_STATUS};
use super::{Bag, Value};

/// The item was read. MSGFLAG_READ; the keyword \Seen; Maildir S.
pub const IOSTX_FLAG_READ: u32 = 0x01;
/// The item is flagged for follow-up. PR_FLAG_STATUS 2; \Flagged; Maildir F.
pub const IOSTX_FLAG_FLAGGED: u32 = 0x02;
/// The item was replied to. PR_LAST_VERB_EXECUTED 102; \Answered; Maildir R.
pub const IOSTX_FLAG_ANSWERED: u32 = 0x04;
/// The item was forwarded. PR_LAST_VERB_EXECUTED 104; $Forwarded; Maildir P.
pub const IOSTX_FLAG_FORWARDED: u32 = 0x08;
/// The item is a draft. MSGFLAG_UNSENT; \Draft; Maildir D.
pub const IOSTX_FLAG_DRAFT: u32 = 0x10;
/// The item is marked for deletion. MSGSTATUS_DELMARKED; \Deleted; Maildir T.
pub const IOSTX_FLAG_DELETED: u32 = 0x20;
/// All of the above.
pub const IOSTX_FLAG_ALL: u32 = 0x3F;

/// How a flag stands in its property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As these bits.
    Bits(u32),
    /// As this value; no flag is the value missing or another one.
    Equals(i32),
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct FlagRow {
    /// IOSTX_FLAG_*.
    pub flag: u32,
    /// The keyword of RFC 9051 or of the IANA registry of keywords.
    pub keyword: &'static str,
    /// The letter in a Maildir file name.
    pub maildir: char,
    /// The property.
    pub tag: u32,
    /// How it stands there.
    pub form: Form,
}

/// The table.
pub static FLAGS: [FlagRow; 6] = [
    row(IOSTX_FLAG_READ, "\\Seen", 'S', IOSTX_PR_MESSAGE_FLAGS, Form::Bits(0x1)),
    row(IOSTX_FLAG_FLAGGED, "\\Flagged", 'F', IOSTX_PR_FLAG_STATUS, Form::Equals(2)),
    row(IOSTX_FLAG_ANSWERED, "\\Answered", 'R', IOSTX_PR_LAST_VERB_EXECUTED, Form::Equals(102)),
    row(IOSTX_FLAG_FORWARDED, "$Forwarded", 'P', IOSTX_PR_LAST_VERB_EXECUTED, Form::Equals(104)),
    row(IOSTX_FLAG_DRAFT, "\\Draft", 'D', IOSTX_PR_MESSAGE_FLAGS, Form::Bits(0x8)),
    row(IOSTX_FLAG_DELETED, "\\Deleted", 'T', IOSTX_PR_MSG_STATUS, Form::Bits(0x8)),
];

const fn row(flag: u32, keyword: &'static str, maildir: char, tag: u32, form: Form) -> FlagRow {
    FlagRow { flag, keyword, maildir, tag, form }
}

/// The flags that an item has, given its properties. PR_LAST_VERB_EXECUTED 103, "reply to all", counts as answered.
pub fn of<'a>(get: impl Fn(u32) -> Option<&'a Value>) -> u32 {
    FLAGS.iter().filter(|row| holds(row, get(row.tag).and_then(Value::as_i64).unwrap_or(0))).fold(0, |flags, row| flags | row.flag)
}

fn holds(row: &FlagRow, value: i64) -> bool {
    match row.form {
        Form::Bits(mask) => value as u32 & mask == mask,
        Form::Equals(102) => value == 102 || value == 103,
        Form::Equals(wanted) => value == i64::from(wanted),
    }
}

/// Sets and clears flags in a bag of properties. An item that is both answered and forwarded keeps the one set last in the
/// table's order, since its property has one value.
pub fn apply(bag: &mut Bag, set: u32, clear: u32) {
    for row in &FLAGS {
        let old = bag.number(row.tag).unwrap_or(0);
        let new = match row.form {
            Form::Bits(mask) if set & row.flag != 0 => old | i64::from(mask),
            Form::Bits(mask) if clear & row.flag != 0 => old & !i64::from(mask),
            Form::Equals(value) if set & row.flag != 0 && !holds(row, old) => i64::from(value),
            Form::Equals(_) if clear & row.flag != 0 && holds(row, old) => 0,
            _ => continue,
        };
        match row.form {
            Form::Equals(_) if new == 0 => drop(bag.remove(row.tag)),
            _ => bag.set(row.tag, Value::I4(new as i32)),
        }
    }
}

/// The row of a keyword, compared without case as RFC 9051 compares system flags.
pub fn by_keyword(keyword: &str) -> Option<&'static FlagRow> {
    FLAGS.iter().find(|row| row.keyword.eq_ignore_ascii_case(keyword))
}

/// What keywords are compared by: they are the same without case (RFC 9051 section 2.3.2).
pub fn fold_keyword(keyword: &str) -> String {
    keyword.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_sets_and_clears_its_own_property_only() {
        for row in &FLAGS {
            let mut bag = Bag::new();
            apply(&mut bag, row.flag, 0);
            assert_eq!(of(|tag| bag.get(tag)), row.flag, "{}", row.keyword);
            apply(&mut bag, 0, row.flag);
            assert_eq!(of(|tag| bag.get(tag)), 0, "{}", row.keyword);
            assert_eq!(by_keyword(&row.keyword.to_uppercase()).map(|found| found.flag), Some(row.flag));
        }
        assert_eq!(FLAGS.iter().fold(0, |all, row| all | row.flag), IOSTX_FLAG_ALL);
    }

    #[test]
    fn reply_to_all_counts_as_answered_and_stays_as_it_is() {
        let mut bag = Bag::new().with(IOSTX_PR_LAST_VERB_EXECUTED, Value::I4(103));
        apply(&mut bag, IOSTX_FLAG_ANSWERED, 0);
        assert_eq!(bag.number(IOSTX_PR_LAST_VERB_EXECUTED), Some(103));
    }
}
