//! What a folder replicates, and how: scope, direction, policy, deletion.

use super::env::FileTime;
use crate::error::{Error, Result};
use crate::props::{Bag, Value};

/// Which items of a folder are kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// All.
    #[default]
    All,
    /// None: the folder is not replicated.
    None,
    /// All, as headers.
    Headers,
    /// Those that are newer than a moment; recurring items count by their last occurrence.
    Newer(FileTime),
    /// The newest N; flagged and unread ones always.
    Newest(u64),
    /// All, those over a size in bytes as headers.
    UpTo(u64),
}

/// Which way a folder replicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Both ways.
    #[default]
    Both,
    /// To the server only; imports give versions.
    Upload,
    /// From the server only; local writes are refused.
    DownloadRefuse,
    /// From the server only; local changes are kept and never offered.
    DownloadKeep,
    /// From the server only; local changes are undone by the next download, after a copy.
    DownloadRevert,
    /// From the server only, and what the server deletes stays here, unbound.
    Archive,
}

impl Direction {
    /// Whether local changes are offered for upload.
    pub fn uploads(self) -> bool {
        matches!(self, Direction::Both | Direction::Upload)
    }

    /// Whether imports change items.
    pub fn downloads(self) -> bool {
        self != Direction::Upload
    }
}

/// How a conflict of two changes is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// The later modification time wins; without a usable time the server. The loser goes to Conflicts.
    #[default]
    LastWriter,
    /// The server's version wins; ours goes to Conflicts.
    Server,
    /// Our version wins; the server's goes to Conflicts.
    Local,
    /// Ours stays current and is not offered; the server's newest is kept beside it until somebody decides.
    Hold,
    /// The server's keeps the identity; ours becomes a new item.
    KeepBoth,
    /// A callback decides.
    Ask,
}

/// Where an item marked for deletion is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expunge {
    /// Nowhere: the mark is a flag like others.
    #[default]
    Never,
    /// Here.
    Here,
    /// On the server.
    There,
    /// On both sides.
    Both,
}

/// The options of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FolderOptions {
    /// Which items are kept here.
    pub scope: Scope,
    /// Which way it replicates.
    pub direction: Direction,
    /// How conflicts are decided; `None`: as the session says.
    pub policy: Option<Policy>,
    /// Where items marked for deletion are removed.
    pub expunge: Expunge,
    /// A deletion wins over a change of the other side; the change is kept in Conflicts.
    pub deletion_wins: bool,
    /// Deletions are offered as moves to the folder with the Deleted Items role.
    pub trash: bool,
    /// The mass-delete guard also counts what the user deleted here: at most this many a pass; 0 means no limit.
    pub local_delete_limit: u32,
}

const FORMAT: u8 = 1;

// Ids within the encoded bag; private to this file.
const SCOPE: u32 = 0x0001_0003;
const SCOPE_VALUE: u32 = 0x0002_0014;
const DIRECTION: u32 = 0x0003_0003;
const POLICY: u32 = 0x0004_0003;
const EXPUNGE: u32 = 0x0005_0003;
const DELETION_WINS: u32 = 0x0006_000B;
const TRASH: u32 = 0x0007_000B;
const LOCAL_DELETE_LIMIT: u32 = 0x0008_0003;

impl FolderOptions {
    /// The bytes kept in the folder's row; none for the defaults.
    pub(super) fn encode(&self) -> Option<Vec<u8>> {
        if *self == FolderOptions::default() {
            return None;
        }
        let (scope, value) = match self.scope {
            Scope::All => (0, 0),
            Scope::None => (1, 0),
            Scope::Headers => (2, 0),
            Scope::Newer(time) => (3, time),
            Scope::Newest(count) => (4, count),
            Scope::UpTo(size) => (5, size),
        };
        let bag = Bag::new()
            .with(SCOPE, Value::I4(scope))
            .with(SCOPE_VALUE, Value::I8(value as i64))
            .with(DIRECTION, Value::I4(self.direction as i32))
            .with(POLICY, Value::I4(self.policy.map_or(-1, |policy| policy as i32)))
            .with(EXPUNGE, Value::I4(self.expunge as i32))
            .with(DELETION_WINS, Value::Bool(self.deletion_wins))
            .with(TRASH, Value::Bool(self.trash))
            .with(LOCAL_DELETE_LIMIT, Value::I4(self.local_delete_limit as i32));
        let mut bytes = vec![FORMAT];
        bytes.extend(bag.encode());
        Some(bytes)
    }

    pub(super) fn decode(bytes: Option<&[u8]>) -> Result<Self> {
        let Some(bytes) = bytes else { return Ok(FolderOptions::default()) };
        let damaged = || Error::corrupt("the options of a folder are damaged");
        let (&FORMAT, rest) = bytes.split_first().ok_or_else(damaged)? else { return Err(damaged()) };
        let bag = Bag::decode(rest)?;
        let number = |tag| bag.number(tag).unwrap_or(0);
        let value = number(SCOPE_VALUE) as u64;
        let pick = |n: i64, of: usize| usize::try_from(n).ok().filter(|n| *n < of).ok_or_else(damaged);
        use Direction::*;
        Ok(FolderOptions {
            scope: [Scope::All, Scope::None, Scope::Headers, Scope::Newer(value), Scope::Newest(value), Scope::UpTo(value)]
                [pick(number(SCOPE), 6)?],
            direction: [Both, Upload, DownloadRefuse, DownloadKeep, DownloadRevert, Archive][pick(number(DIRECTION), 6)?],
            policy: match number(POLICY) {
                -1 => None,
                n => Some(Policy::ALL[pick(n, Policy::ALL.len())?]),
            },
            expunge: [Expunge::Never, Expunge::Here, Expunge::There, Expunge::Both][pick(number(EXPUNGE), 4)?],
            deletion_wins: number(DELETION_WINS) != 0,
            trash: number(TRASH) != 0,
            local_delete_limit: number(LOCAL_DELETE_LIMIT) as u32,
        })
    }
}

impl Policy {
    /// All policies, by number.
    pub const ALL: [Policy; 6] = [Policy::LastWriter, Policy::Server, Policy::Local, Policy::Hold, Policy::KeepBoth, Policy::Ask];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_read_back_as_they_were() {
        for scope in [Scope::All, Scope::None, Scope::Headers, Scope::Newer(7), Scope::Newest(8), Scope::UpTo(9)] {
            for policy in Policy::ALL.into_iter().map(Some).chain([None]) {
                let options = FolderOptions {
                    scope,
                    policy,
                    direction: Direction::Archive,
                    expunge: Expunge::Both,
                    deletion_wins: true,
                    trash: true,
                    local_delete_limit: 3,
                };
                assert_eq!(FolderOptions::decode(options.encode().as_deref()), Ok(options));
            }
        }
        assert_eq!(FolderOptions::default().encode(), None);
        assert!(FolderOptions::decode(Some(&[])).is_err());
        assert!(FolderOptions::decode(Some(&[2, 0])).is_err());
    }
}
