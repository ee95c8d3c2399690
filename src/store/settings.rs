//! Settings of a store, kept in its file and shared by all who have it open.

use super::Store;
use super::db::query_opt;
use super::events::Origin;
use super::incoming::MassLimit;
use crate::error::{Error, Result};

/// Settings of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Days that the trash keeps what the server deleted; 0: no trash; `u32::MAX`: for ever.
    pub trash_days: u32,
    /// Above how many deletions a download is held, where a session does not say otherwise.
    pub mass_limit: MassLimit,
    /// Staged imports after which they are committed.
    pub batch_items: u32,
    /// Bytes of staged imports after which they are committed.
    pub batch_bytes: u64,
    /// Milliseconds after which staged imports are committed.
    pub batch_ms: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { trash_days: 0, mass_limit: MassLimit::default(), batch_items: 500, batch_bytes: 2 << 20, batch_ms: 200 }
    }
}

impl Settings {
    /// Name and value of each setting, as the file keeps them.
    fn rows(&self) -> [(&'static str, i64); 6] {
        [
            ("trash_days", i64::from(self.trash_days)),
            ("mass_percent", i64::from(self.mass_limit.percent)),
            ("mass_count", i64::from(self.mass_limit.count)),
            ("batch_items", i64::from(self.batch_items)),
            ("batch_bytes", i64::try_from(self.batch_bytes).unwrap_or(i64::MAX)),
            ("batch_ms", i64::from(self.batch_ms)),
        ]
    }

    fn take(&mut self, name: &str, value: i64) {
        let small = u32::try_from(value).unwrap_or(u32::MAX);
        match name {
            "trash_days" => self.trash_days = small,
            "mass_percent" => self.mass_limit.percent = small,
            "mass_count" => self.mass_limit.count = small,
            "batch_items" => self.batch_items = small,
            "batch_bytes" => self.batch_bytes = value as u64,
            "batch_ms" => self.batch_ms = small,
            _ => {}
        }
    }
}

impl Store {
    /// The settings of the store.
    pub fn settings(&self) -> Result<Settings> {
        let mut settings = Settings::default();
        self.inner.db.reader(|conn| {
            for (name, _) in Settings::default().rows() {
                let value = query_opt(conn, "SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0))?;
                if let Some(value) = value {
                    settings.take(name, value);
                }
            }
            Ok(())
        })?;
        Ok(settings)
    }

    /// Changes the settings of the store, for all who have it open.
    pub fn set_settings(&self, settings: &Settings) -> Result<()> {
        if settings.batch_items == 0 || settings.batch_bytes == 0 {
            return Err(Error::invalid("settings: a batch of nothing would never be committed"));
        }
        let old = self.settings()?;
        if old == *settings {
            return Ok(());
        }
        self.inner.write(Origin::App, |tx| {
            for (row, before) in settings.rows().iter().zip(old.rows()) {
                if *row != before {
                    tx.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", *row)?;
                }
            }
            Ok(())
        })
    }
}
