//! The columns of lines: which items, how many, and what was due.

use super::coder::Coder;
use super::model::{Bytes, Flag, Number, Signed, Words};
use crate::WireError;
use crate::codec::line::{day, day_number, to_quantity};
use crate::codec::text::{to_code, to_line};
use lantern_domain::{Code, Distribution, Line, Quantity, ShortText};

/// Columns that depend on the item are kept apart for so many items.
const ITEMS: usize = 16;
/// The most bytes of a code and of a line of text.
const CODE_BYTES: usize = Code::MAX * 4;
const TEXT_BYTES: usize = ShortText::MAX * 4;

#[derive(Debug, Clone)]
pub(super) struct Lines {
    count: Number,
    /// One column for each place in the list of lines.
    items: Vec<Words>,
    by_item: Vec<ByItem>,
    has_reason: [Flag; 2],
    reason: Words,
    substitute_for: Words,
    batch_no: Words,
    expires: Signed,
    last_expires: i64,
}

/// What depends on the item.
#[derive(Debug, Clone)]
struct ByItem {
    has_entitled: Flag,
    is_last_entitled: Flag,
    last_entitled: u64,
    entitled: Number,
    is_as_entitled: Flag,
    quantity: Number,
    has_substitute: Flag,
    has_batch_no: Flag,
    has_expires: Flag,
}

impl ByItem {
    const NEW: Self = Self {
        has_entitled: Flag::of(60_000),
        is_last_entitled: Flag::of(60_000),
        last_entitled: 1,
        entitled: Number::NEW,
        is_as_entitled: Flag::of(60_000),
        quantity: Number::NEW,
        has_substitute: Flag::RARE,
        has_batch_no: Flag::RARE,
        has_expires: Flag::RARE,
    };
}

impl Lines {
    pub(super) fn new() -> Self {
        Self {
            count: Number::NEW,
            items: vec![Words::new(); Distribution::LINES_MAX],
            by_item: vec![ByItem::NEW; ITEMS],
            has_reason: [Flag::EVEN, Flag::RARE],
            reason: Words::new(),
            substitute_for: Words::new(),
            batch_no: Words::new(),
            expires: Signed::NEW,
            last_expires: 0,
        }
    }

    pub(super) fn code(
        &mut self,
        coder: &mut Coder<'_>,
        spelling: &mut Bytes,
        given: &[Line],
    ) -> Result<Vec<Line>, WireError> {
        let count = self.count.code(coder, given.len() as u64);
        if count > Distribution::LINES_MAX as u64 {
            return Err(WireError::Range);
        }
        (0..count as usize).map(|at| self.line(coder, spelling, at, given.get(at))).collect()
    }

    fn line(
        &mut self,
        coder: &mut Coder<'_>,
        spelling: &mut Bytes,
        at: usize,
        given: Option<&Line>,
    ) -> Result<Line, WireError> {
        let item = given.map_or("", |line| line.item.as_str());
        let item = self.items[at].code(coder, spelling, item, CODE_BYTES)?;
        let columns = &mut self.by_item[(at + self.items[at].last_place()) % ITEMS];
        let entitled = columns.entitled(coder, given.and_then(|line| line.entitled))?;
        let quantity = columns.quantity(coder, entitled, given.map(|line| line.quantity).unwrap_or_default())?;
        let is_as_due = entitled.is_none_or(|entitled| entitled == quantity);

        let reason = given.and_then(|line| line.reason.as_ref()).map(ShortText::as_str);
        let has_reason = self.has_reason[usize::from(is_as_due)].code(coder, reason.is_some());
        let reason = has_reason.then(|| self.reason.code(coder, spelling, reason.unwrap_or(""), TEXT_BYTES));

        let substitute = given.and_then(|line| line.substitute_for.as_ref()).map(Code::as_str);
        let has_substitute = columns.has_substitute.code(coder, substitute.is_some());
        let substitute =
            has_substitute.then(|| self.substitute_for.code(coder, spelling, substitute.unwrap_or(""), CODE_BYTES));

        let batch_no = given.and_then(|line| line.batch_no.as_ref()).map(ShortText::as_str);
        let has_batch_no = columns.has_batch_no.code(coder, batch_no.is_some());
        let batch_no = has_batch_no.then(|| self.batch_no.code(coder, spelling, batch_no.unwrap_or(""), TEXT_BYTES));

        let expires = given.and_then(|line| line.expires_on).map(day_number);
        let expires_on = columns.has_expires.code(coder, expires.is_some()).then(|| {
            let later = expires.unwrap_or(0).wrapping_sub(self.last_expires);
            self.last_expires = self.last_expires.wrapping_add(self.expires.code(coder, later));
            day(self.last_expires)
        });
        Ok(Line {
            item: to_code(&item)?,
            quantity,
            entitled,
            reason: reason.transpose()?.map(|text| to_line(&text)).transpose()?,
            substitute_for: substitute.transpose()?.map(|text| to_code(&text)).transpose()?,
            batch_no: batch_no.transpose()?.map(|text| to_line(&text)).transpose()?,
            expires_on: expires_on.transpose()?,
        })
    }
}

impl ByItem {
    fn entitled(&mut self, coder: &mut Coder<'_>, given: Option<Quantity>) -> Result<Option<Quantity>, WireError> {
        if !self.has_entitled.code(coder, given.is_some()) {
            return Ok(None);
        }
        let given = given.unwrap_or_default().pieces().into();
        if !self.is_last_entitled.code(coder, given == self.last_entitled) {
            self.last_entitled = self.entitled.code(coder, given);
        }
        to_quantity(self.last_entitled).map(Some)
    }

    fn quantity(
        &mut self,
        coder: &mut Coder<'_>,
        entitled: Option<Quantity>,
        given: Quantity,
    ) -> Result<Quantity, WireError> {
        match entitled {
            Some(entitled) if self.is_as_entitled.code(coder, given == entitled) => Ok(entitled),
            _ => to_quantity(self.quantity.code(coder, given.pieces().into())),
        }
    }
}
