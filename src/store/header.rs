//! From a header-only item to the full one (SyncHdrBeg, SyncHdrEnd).

use std::cell::RefCell;
use std::sync::Arc;

use super::apply::Place;
use super::contents::CONTENT;
use super::events::Origin;
use super::incoming::{ImportOptions, Incoming};
use super::message::Message;
use super::model::*;
use super::server_moves::SessionMemory;
use super::upload::{Sources, UploadItem, hand_out};
use super::{Store, apply, awaited, items, put, rows_folder, rows_item, rows_track, track};
use crate::codes::{IOSTX_MAPI_E_INVALID_PARAMETER, IOSTX_MAPI_E_NO_SUPPORT, IOSTX_MAPI_E_OBJECT_DELETED};
use crate::error::{Error, Result};

impl Store {
    /// An empty message that belongs to no folder, to be filled with the full item.
    pub fn loose_message(&self, folder: FolderId) -> Result<Message> {
        let folder = self.folder(folder)?;
        Ok(Message::given(&self.inner, items::blank(&folder, 0), Arc::new(|_| Ok(()))))
    }

    /// An item of which only the header is here, as it would be handed out for upload. No attempt is begun.
    ///
    /// `MAPI_E_NO_SUPPORT`: the item is whole; `MAPI_E_OBJECT_DELETED`.
    pub fn open_header(&self, id: ItemId) -> Result<Arc<UploadItem>> {
        let (whole, folder) = self.inner.db.read(|conn| {
            let gone = || Error::new(IOSTX_MAPI_E_OBJECT_DELETED, format!("item {} does not exist, or was deleted", id.0));
            let item = rows_item::get(conn, id)?.filter(|item| !item.is(item_bits::SLIM)).ok_or_else(gone)?;
            let folder = rows_folder::get(conn, item.folder)?;
            let base = rows_track::base(conn, &item)?;
            Ok((put::Whole { item, base }, folder))
        })?;
        if !whole.item.is(item_bits::HEADER) {
            return Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, format!("item {} is whole: it has nothing to be fetched", id.0)));
        }
        Ok(Arc::new(hand_out(&self.inner, &folder, whole, None, Sources::default(), 0)))
    }

    /// Replaces a header by the full item. `local`: `full` is an item of this store (HSF_LOCAL); `consume`: which may go with it
    /// (HSF_COPYDESTRUCTIVE).
    pub fn replace_header(&self, header: ItemId, full: &Message, local: bool, consume: bool) -> Result<()> {
        let source = full.id().filter(|_| local);
        let draft = full.draft();
        if source.is_none() && !draft.streams.contains_key(&CONTENT) && draft.values.is_empty() {
            return Err(Error::new(IOSTX_MAPI_E_INVALID_PARAMETER, "full: the message is empty"));
        }
        self.inner.write(Origin::Import, |tx| {
            let whole = items::load(tx, None, header)?;
            let folder = rows_folder::get(tx.conn(), whole.item.folder)?;
            if let Some(source) = source {
                let from = items::load(tx, None, source)?;
                let mut new = whole.clone();
                super::change::take_text(&from.item, &mut new.item);
                new.item.put(item_bits::HEADER, false);
                new.base = Base { content_changed: false, content: None, ..new.base };
                put::replace(tx, &self.inner, &whole, &mut new, Vec::new())?;
                awaited::body_came(tx, &self.inner, &new.item)?;
                if consume {
                    let at = rows_folder::get(tx.conn(), from.item.folder)?;
                    track::delete(tx, &self.inner, &at, &from)?;
                }
                return Ok(());
            }
            let incoming = Incoming { binding: whole.item.binding.clone(), draft, ..Incoming::default() };
            let (options, memory, case) = (ImportOptions::default(), SessionMemory::default(), RefCell::new(None));
            let at =
                Place { store: &self.inner, folder: &folder, options: &options, memory: &memory, case: &case, nothing_open: true };
            apply::fill(tx, &at, &incoming, whole)
        })
    }
}
