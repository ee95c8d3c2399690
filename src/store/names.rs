//! Named properties: names and the tags that this store gave them (IMAPIProp::GetIDsFromNames, GetNamesFromIDs).

use std::collections::HashMap;

use parking_lot::RwLock;
use rusqlite::Connection;

use super::Store;
use super::db::query_opt;
use super::events::Origin;
use crate::codes::IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES;
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::props::{NameId, PropName, tags};

/// The last id of a named property.
const LAST: u16 = 0xFFFE;
/// The most bytes that a name may have.
const MAX_NAME: usize = 512;

/// Names that were looked up. A name keeps its id for ever, so that what is here stays right whatever other processes do.
#[derive(Default)]
pub(super) struct Names {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    ids: HashMap<PropName, u16>,
    names: HashMap<u16, PropName>,
}

impl Names {
    fn remember(&self, name: PropName, id: u16) {
        let mut known = self.known.write();
        known.names.insert(id, name.clone());
        known.ids.insert(name, id);
    }
}

impl Store {
    /// The property ids of names, in their order, 0x8000 to 0xFFFE; of a number in PS_MAPI that number itself. With `create` a
    /// name that has none gets one, all in one commit; without it its place is `None`.
    ///
    /// `MAPI_E_INVALID_PARAMETER`: an empty or overlong text; `MAPI_E_NOT_ENOUGH_RESOURCES`: no ids are left.
    pub fn map_names(&self, names: &[PropName], create: bool) -> Result<Vec<Option<u16>>> {
        names.iter().try_for_each(check)?;
        let mut ids = self.inner.db.reader(|conn| names.iter().map(|name| self.id_of(conn, name)).collect::<Result<Vec<_>>>())?;
        if !create || ids.iter().all(Option::is_some) {
            return Ok(ids);
        }
        let made = self.inner.write(Origin::App, |tx| {
            let mut made = Vec::new();
            for (name, id) in names.iter().zip(&mut ids).filter(|(_, id)| id.is_none()) {
                // It may have been made by another process since, or stand twice in the list.
                let (found, fresh) = match look_up(tx.conn(), name)? {
                    Some(found) => (found, false),
                    None => (next_id(tx.conn())?, true),
                };
                if fresh {
                    let (number, text) = parts(name);
                    tx.execute(
                        "INSERT INTO prop_name (id, prop_set, number, name) VALUES (?1, ?2, ?3, ?4)",
                        (found, name.set.0, number, text),
                    )?;
                }
                *id = Some(found);
                made.push((name.clone(), found));
            }
            Ok(made)
        })?;
        made.into_iter().for_each(|(name, id)| self.inner.names.remember(name, id));
        Ok(ids)
    }

    /// The names of property ids, in their order; `None` for an id that has no name.
    pub fn get_names(&self, ids: &[u16]) -> Result<Vec<Option<PropName>>> {
        self.inner.db.reader(|conn| ids.iter().map(|id| self.name_of(conn, *id)).collect())
    }

    fn id_of(&self, conn: &Connection, name: &PropName) -> Result<Option<u16>> {
        if let (true, NameId::Number(number)) = (name.set.0 == tags::IOSTX_PS_MAPI, &name.id) {
            return Ok(u16::try_from(*number).ok().filter(|id| *id < 0x8000));
        }
        if let Some(id) = self.inner.names.known.read().ids.get(name) {
            return Ok(Some(*id));
        }
        let id = look_up(conn, name)?;
        if let Some(id) = id {
            self.inner.names.remember(name.clone(), id);
        }
        Ok(id)
    }

    fn name_of(&self, conn: &Connection, id: u16) -> Result<Option<PropName>> {
        if let Some(name) = self.inner.names.known.read().names.get(&id) {
            return Ok(Some(name.clone()));
        }
        let name = query_opt(conn, "SELECT prop_set, number, name FROM prop_name WHERE id = ?1", [id], |row| {
            let id = match row.get::<_, Option<String>>(2)? {
                Some(text) => NameId::Text(text),
                None => NameId::Number(row.get(1)?),
            };
            Ok(PropName { set: Guid(row.get(0)?), id })
        })?;
        if let Some(name) = &name {
            self.inner.names.remember(name.clone(), id);
        }
        Ok(name)
    }
}

fn check(name: &PropName) -> Result<()> {
    match &name.id {
        NameId::Text(text) if text.is_empty() => Err(Error::invalid("names: a name is empty")),
        NameId::Text(text) if text.len() > MAX_NAME => {
            Err(Error::invalid(format!("names: a name of {} bytes; at most {MAX_NAME} are allowed", text.len())))
        }
        _ => Ok(()),
    }
}

fn parts(name: &PropName) -> (Option<u32>, Option<&str>) {
    match &name.id {
        NameId::Number(number) => (Some(*number), None),
        NameId::Text(text) => (None, Some(text)),
    }
}

fn look_up(conn: &Connection, name: &PropName) -> Result<Option<u16>> {
    let (number, text) = parts(name);
    let sql = "SELECT id FROM prop_name WHERE prop_set = ?1 AND number IS ?2 AND name IS ?3";
    query_opt(conn, sql, (name.set.0, number, text), |row| row.get(0))
}

fn next_id(conn: &Connection) -> Result<u16> {
    let next = query_opt(conn, "SELECT max(id) + 1 FROM prop_name", [], |row| row.get::<_, Option<i64>>(0))?.flatten();
    let next = next.unwrap_or(i64::from(crate::props::classify::FIRST_FREE_NAME));
    u16::try_from(next).ok().filter(|id| *id <= LAST).ok_or_else(|| {
        Error::new(IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES, format!("all {} named properties of the store are in use", LAST - 0x8000))
    })
}
