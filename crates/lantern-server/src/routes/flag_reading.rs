//! What flags are asked by.
//!
//! Leaves which flags there are to [`crate::flags`].

use super::reading::{code, given};
use crate::error::Failure;
use crate::flags::Found;
use crate::show::{flags as show, records};
use crate::state::State;
use lantern_domain::flag::FlagKind;
use lantern_domain::{Code, Decision};
use serde::Deserialize;

/// The query of `GET flags`. A blank value is none.
#[derive(Debug, Default, Deserialize)]
pub(super) struct FlagReading {
    kind: Option<String>,
    round: Option<String>,
    settlement: Option<String>,
    /// `open` or `decided`.
    state: Option<String>,
    page: Option<String>,
    format: Option<String>,
}

/// Which flags are asked for.
pub(super) struct Asked {
    kind: Option<FlagKind>,
    round: Option<Code>,
    settlement: Option<Code>,
    is_decided: Option<bool>,
}

impl FlagReading {
    pub(super) fn is_csv(&self) -> Result<bool, Failure> {
        match given(&self.format) {
            None | Some("json") => Ok(false),
            Some("csv") => Ok(true),
            Some(_) => Err(Failure::BadRequest("The format is json or csv.")),
        }
    }

    /// Returns the number of the page, from 1.
    pub(super) fn page(&self) -> Result<usize, Failure> {
        let page = given(&self.page).map_or(Ok(1), str::parse);
        page.ok().filter(|page| *page >= 1).ok_or(Failure::BadRequest("A page is a number from 1."))
    }

    pub(super) fn asked(&self) -> Result<Asked, Failure> {
        let kind = given(&self.kind).map(|kind| FlagKind::of_slug(kind).ok_or(()));
        Ok(Asked {
            kind: kind.transpose().map_err(|()| Failure::BadRequest("There is no such kind of flag."))?,
            round: code(&self.round)?,
            settlement: code(&self.settlement)?,
            is_decided: match given(&self.state) {
                None => None,
                Some("open") => Some(false),
                Some("decided") => Some(true),
                Some(_) => return Err(Failure::BadRequest("The state is open or decided.")),
            },
        })
    }

    /// Says in words for the office log what was looked at.
    pub(super) fn words(&self) -> String {
        let named = [
            ("kind", &self.kind),
            ("round", &self.round),
            ("settlement", &self.settlement),
            ("state", &self.state),
            ("format", &self.format),
        ];
        let pairs = named.iter().filter_map(|(name, value)| given(value).map(|value| format!(" {name}={value}")));
        let words: String = std::iter::once("flags".to_owned()).chain(pairs).collect();
        words.chars().take(500).collect()
    }
}

impl Asked {
    /// Returns of a flag that is asked for what was decided; a flag is asked for with any of its records.
    pub(super) fn passes<'a>(&self, state: &'a State, found: &Found) -> Option<Option<&'a Decision>> {
        let flag = &found.flag;
        if self.kind.is_some_and(|kind| kind != flag.kind()) {
            return None;
        }
        if self.round.is_some() || self.settlement.is_some() {
            let mut on = flag.records.iter().filter_map(|id| records::flagged(state, id));
            let is_there = on.any(|record| {
                self.round.as_ref().is_none_or(|round| round == records::round_of(&record))
                    && self.settlement.as_ref().is_none_or(|key| *key == records::settlement_of(&record).key())
            });
            if !is_there {
                return None;
            }
        }
        let decision = show::decision(state, flag);
        self.is_decided.is_none_or(|asked| asked == decision.is_some()).then_some(decision)
    }
}
