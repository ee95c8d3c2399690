//! Streams over large values: a reader keeps the version that it was opened on; a writer changes nothing before it is committed.

use std::io::SeekFrom;
use std::sync::Arc;

use super::Inner;
use super::contents::{self, ContentWriter, Pin, Staged};
use super::model::ContentRef;
use crate::codes::{IOSTX_MAPI_E_BAD_VALUE, IOSTX_MAPI_E_NO_ACCESS, IOSTX_MAPI_E_NO_SUPPORT, IOSTX_MAPI_E_UNABLE_TO_COMPLETE};
use crate::error::{Error, Result};

/// A stream over one value of a message.
pub struct Stream {
    store: Arc<Inner>,
    form: Form,
}

enum Form {
    /// A stored value. The pin keeps it readable after it was replaced.
    Stored { content: ContentRef, at: u64, _pin: Option<Pin> },
    /// A value that is in memory, or not linked yet.
    Staged { staged: Staged, at: u64 },
    Writing {
        /// None once it was committed. Boxed: the state of its hash is large.
        writer: Option<Box<ContentWriter>>,
        text: Option<Utf8>,
        target: Target,
    },
}

/// Gets the finished value.
pub(super) type Target = Box<dyn FnMut(Staged) -> Result<()> + Send>;

impl Stream {
    pub(super) fn stored(store: &Arc<Inner>, content: ContentRef) -> Self {
        let pin = content.id.map(|id| Pin::new(store, id));
        Stream { store: Arc::clone(store), form: Form::Stored { content, at: 0, _pin: pin } }
    }

    pub(super) fn staged(store: &Arc<Inner>, staged: Staged) -> Self {
        Stream { store: Arc::clone(store), form: Form::Staged { staged, at: 0 } }
    }

    pub(super) fn writer(store: &Arc<Inner>, text: bool, target: Target) -> Self {
        let writer = Some(Box::new(ContentWriter::new(store)));
        Stream { store: Arc::clone(store), form: Form::Writing { writer, text: text.then(Utf8::default), target } }
    }

    /// Reads up to `out.len()` bytes; 0 at the end. `MAPI_E_OBJECT_CHANGED` if another process took the value away.
    pub fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        match &mut self.form {
            Form::Stored { content, at, .. } => {
                let got = self.store.db.reader(|conn| contents::read_at(conn, content, *at, out))?;
                *at += got as u64;
                Ok(got)
            }
            Form::Staged { staged: Staged::Bytes(bytes, _), at } => {
                let rest = usize::try_from(*at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                let got = rest.len().min(out.len());
                out[..got].copy_from_slice(&rest[..got]);
                *at += got as u64;
                Ok(got)
            }
            Form::Staged { staged: Staged::Stored(content, _), at } => {
                let got = self.store.db.reader(|conn| contents::read_at(conn, content, *at, out))?;
                *at += got as u64;
                Ok(got)
            }
            Form::Writing { .. } => Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, "the stream was opened for writing")),
        }
    }

    /// Appends bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match &mut self.form {
            Form::Writing { writer: Some(writer), text, .. } => {
                if let Some(text) = text {
                    text.check(bytes)?;
                }
                writer.write(bytes)
            }
            Form::Writing { writer: None, .. } => Err(committed()),
            _ => Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, "the stream was opened for reading")),
        }
    }

    /// Moves the position of a reader, past the end at most to the end. A writer stays at its end.
    pub fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let size = self.size();
        let target = |at: u64| match to {
            SeekFrom::Start(n) => Some(n),
            SeekFrom::Current(n) => at.checked_add_signed(n),
            SeekFrom::End(n) => size.checked_add_signed(n),
        };
        match &mut self.form {
            Form::Stored { at, .. } | Form::Staged { at, .. } => {
                let new = target(*at).ok_or_else(|| Error::invalid("offset: before the beginning of the stream"))?;
                *at = new.min(size);
                Ok(*at)
            }
            Form::Writing { .. } if target(size) == Some(size) => Ok(size),
            Form::Writing { .. } => Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, "a stream for writing only appends")),
        }
    }

    /// The size in bytes; of a writer, what was written so far.
    pub fn size(&self) -> u64 {
        match &self.form {
            Form::Stored { content, .. } => content.size,
            Form::Staged { staged, .. } => staged.size(),
            Form::Writing { writer, .. } => writer.as_ref().map_or(0, |writer| writer.size()),
        }
    }

    /// Starts a writer over with size 0; its present size changes nothing. Other sizes are not supported.
    pub fn set_size(&mut self, size: u64) -> Result<()> {
        let now = self.size();
        match &mut self.form {
            Form::Writing { writer: Some(_), .. } if size == now => Ok(()),
            Form::Writing { writer: Some(writer), text, .. } if size == 0 => {
                **writer = ContentWriter::new(&self.store);
                *text = text.take().map(|_| Utf8::default());
                Ok(())
            }
            Form::Writing { writer: None, .. } => Err(committed()),
            Form::Writing { .. } => Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, "a stream for writing can only be emptied")),
            _ => Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, "the stream was opened for reading")),
        }
    }

    /// Gives the message what was written. It is stored with the message's next save. A reader has nothing to commit.
    pub fn commit(&mut self) -> Result<()> {
        let Form::Writing { writer, text, target } = &mut self.form else { return Ok(()) };
        if text.as_ref().is_some_and(|text| text.open > 0) {
            return Err(not_utf8());
        }
        let staged = writer.take().ok_or_else(committed)?.finish()?;
        target(staged)
    }
}

fn committed() -> Error {
    Error::new(IOSTX_MAPI_E_UNABLE_TO_COMPLETE, "the stream was committed already")
}

fn not_utf8() -> Error {
    Error::new(IOSTX_MAPI_E_BAD_VALUE, "the text is not UTF-8")
}

/// Looks at text that comes in pieces.
#[derive(Default)]
struct Utf8 {
    /// Bytes of a character that the last piece began.
    tail: [u8; 4],
    open: usize,
}

impl Utf8 {
    fn check(&mut self, mut bytes: &[u8]) -> Result<()> {
        while self.open > 0 {
            let Some((first, rest)) = bytes.split_first() else { return Ok(()) };
            self.tail[self.open] = *first;
            self.open += 1;
            bytes = rest;
            match std::str::from_utf8(&self.tail[..self.open]) {
                Ok(_) => self.open = 0,
                Err(e) if e.error_len().is_some() || self.open == self.tail.len() => return Err(not_utf8()),
                Err(_) => {}
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => Ok(()),
            Err(e) if e.error_len().is_some() => Err(not_utf8()),
            Err(e) => {
                let rest = &bytes[e.valid_up_to()..];
                self.tail[..rest.len()].copy_from_slice(rest);
                self.open = rest.len();
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_checked_across_pieces() {
        let text = "aé\u{20AC}\u{1F600}z".as_bytes();
        for cut in 0..=text.len() {
            for second in cut..=text.len() {
                let mut utf8 = Utf8::default();
                for piece in [&text[..cut], &text[cut..second], &text[second..]] {
                    utf8.check(piece).expect("valid");
                }
                assert_eq!(utf8.open, 0);
            }
        }
        let mut utf8 = Utf8::default();
        utf8.check(&[0xE2]).expect("may go on");
        assert!(utf8.check(b"x").is_err());
    }
}
