//! What totals and records are asked by: the same names in every address.
//!
//! Leaves what passes a filter to the domain's tally.

use crate::error::Failure;
use crate::past::AsOf;
use chrono::{DateTime, NaiveDate};
use lantern_domain::tally::{Dimension, Filter};
use lantern_domain::{Code, Moment};
use serde::Deserialize;

/// The query of `GET totals` and `GET records`. A blank value is none.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Reading {
    /// Dimensions, with commas between them.
    group: Option<String>,
    round: Option<String>,
    settlement: Option<String>,
    item: Option<String>,
    from: Option<String>,
    to: Option<String>,
    funder: Option<String>,
    implementing: Option<String>,
    /// A position of the journal, or a moment (RFC 3339).
    as_of: Option<String>,
    /// `counted` or `void`.
    state: Option<String>,
    page: Option<String>,
    format: Option<String>,
}

/// Which records are asked for, by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    All,
    Counted,
    Void,
}

impl Reading {
    pub(super) fn is_csv(&self) -> Result<bool, Failure> {
        match given(&self.format) {
            None | Some("json") => Ok(false),
            Some("csv") => Ok(true),
            Some(_) => Err(Failure::BadRequest("The format is json or csv.")),
        }
    }

    pub(super) fn group(&self) -> Result<Vec<Dimension>, Failure> {
        let names = given(&self.group).into_iter().flat_map(|group| group.split(','));
        let read = names.map(|name| name.trim().parse::<Dimension>());
        let group: Vec<_> = read.collect::<Result<_, _>>().map_err(|_| {
            Failure::BadRequest("Totals are grouped by round, settlement, item, day, implementing or funder.")
        })?;
        let is_twice = group.iter().enumerate().any(|(at, dimension)| group[..at].contains(dimension));
        if is_twice { Err(Failure::BadRequest("Totals are grouped by each thing once.")) } else { Ok(group) }
    }

    pub(super) fn filter(&self) -> Result<Filter, Failure> {
        Ok(Filter {
            round: code(&self.round)?,
            settlement: code(&self.settlement)?,
            item: code(&self.item)?,
            from: day(&self.from)?,
            to: day(&self.to)?,
            implementing: given(&self.implementing).map(str::to_owned),
            funder: given(&self.funder).map(str::to_owned),
        })
    }

    /// Returns the past that is asked for; `None`: now.
    pub(super) fn as_of(&self) -> Result<Option<AsOf>, Failure> {
        let Some(text) = given(&self.as_of) else { return Ok(None) };
        let moment = || DateTime::parse_from_rfc3339(text).map(|moment| AsOf::Moment(Moment(moment.timestamp())));
        let read = text.parse().map(AsOf::Position).or_else(|_| moment());
        read.map(Some)
            .map_err(|_| Failure::BadRequest("The past is a moment, such as 2026-11-01T12:00:00Z, or a number."))
    }

    /// Refuses a question about the past, where only the present is known: its answer would be taken for the past's.
    pub(super) fn of_now(&self) -> Result<(), Failure> {
        match self.as_of()? {
            None => Ok(()),
            Some(_) => Err(Failure::BadRequest("Records are shown as they are now; only totals have as_of.")),
        }
    }

    pub(super) fn shown(&self) -> Result<Shown, Failure> {
        match given(&self.state) {
            None => Ok(Shown::All),
            Some("counted") => Ok(Shown::Counted),
            Some("void") => Ok(Shown::Void),
            Some(_) => Err(Failure::BadRequest("The state is counted or void.")),
        }
    }

    /// Returns the number of the page, from 1.
    pub(super) fn page(&self) -> Result<usize, Failure> {
        let page = given(&self.page).map_or(Ok(1), str::parse);
        page.ok().filter(|page| *page >= 1).ok_or(Failure::BadRequest("A page is a number from 1."))
    }

    /// Says in words for the office log what was looked at: codes of the plan and days, nothing of a person.
    pub(super) fn words(&self) -> String {
        let named = [
            ("round", &self.round),
            ("settlement", &self.settlement),
            ("item", &self.item),
            ("from", &self.from),
            ("to", &self.to),
            ("funder", &self.funder),
            ("implementing", &self.implementing),
            ("state", &self.state),
            ("format", &self.format),
        ];
        let pairs = named.iter().filter_map(|(name, value)| given(value).map(|value| format!(" {name}={value}")));
        let words: String = std::iter::once("records".to_owned()).chain(pairs).collect();
        words.chars().take(500).collect()
    }
}

pub(super) fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|value| !value.is_empty())
}

pub(super) fn code(value: &Option<String>) -> Result<Option<Code>, Failure> {
    let unreadable = |_| Failure::BadRequest("A code in the address cannot be read.");
    given(value).map(Code::new).transpose().map_err(unreadable)
}

fn day(value: &Option<String>) -> Result<Option<NaiveDate>, Failure> {
    let unreadable = |_| Failure::BadRequest("A day is written as year-month-day, such as 2026-11-01.");
    given(value).map(str::parse).transpose().map_err(unreadable)
}
