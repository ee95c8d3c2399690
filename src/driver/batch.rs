//! What an agent is asked to upload at once, and its answers.

use crate::error::{Error, Result};
use crate::replication::{ResultDetails, UploadMessage};

/// Things that wait for an answer each: the items of an upload, the entries of a vector, or one folder. Answers come in any order;
/// a later one replaces an earlier one. What is left unanswered stays pending, as after a lost answer.
#[derive(Default)]
pub struct Batch {
    /// The items; empty if the structure of the open state says what is asked for.
    pub items: Vec<UploadMessage>,
    answers: Vec<Option<ResultDetails>>,
}

impl Batch {
    /// A batch of items.
    pub(super) fn of_items(items: Vec<UploadMessage>) -> Self {
        Batch { answers: vec![None; items.len()], items }
    }

    /// A batch of so many things that an open structure names.
    pub(crate) fn of(count: usize) -> Self {
        Batch { items: Vec::new(), answers: vec![None; count] }
    }

    /// How many answers are waited for.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether there is nothing to answer.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Answers for one of them.
    ///
    /// Errors: `MAPI_E_INVALID_PARAMETER` (there are not so many).
    pub fn answer(&mut self, index: usize, result: ResultDetails) -> Result<()> {
        let count = self.len();
        let place = self.answers.get_mut(index);
        *place.ok_or_else(|| Error::invalid(format!("index {index}: the batch has {count}")))? = Some(result);
        Ok(())
    }

    /// The answers, in the order of the batch.
    pub(crate) fn into_answers(self) -> Vec<Option<ResultDetails>> {
        self.answers
    }

    /// The items, each with its answer.
    pub(super) fn into_parts(self) -> impl Iterator<Item = (UploadMessage, Option<ResultDetails>)> {
        self.items.into_iter().zip(self.answers)
    }
}
