//! `GET /api/v1/flags?format=csv`: flags as a file.
//!
//! Leaves the columns to [`super::flags_csv`], and which flags are in it to [`super::flags`].

use super::file::Writing;
use super::flags_csv;
use crate::csv_out::Table;
use crate::error::Failure;
use crate::flags::FoundAll;
use crate::server::Server;
use crate::show::records;
use lantern_domain::{Decision, Moment, RecordId};
use std::sync::Arc;

/// Rows that are written at once; nobody who brings records waits for longer than for these.
const PIECE_ROWS: usize = 2_000;

/// Flags in the order of the file, and how far they were written.
pub(super) struct FlagsFile {
    all: Arc<FoundAll>,
    selected: std::vec::IntoIter<Selected>,
    /// The flag that is being written.
    now: Option<Flag>,
    is_begun: bool,
}

/// A flag of the file: its place among all, and what was decided on it when the file was asked for.
pub(super) struct Selected {
    pub(super) place: usize,
    pub(super) decision: Option<Decision>,
}

/// A flag that is being written.
struct Flag {
    /// What stands on each of its rows.
    about: Vec<String>,
    /// Its records that are not written yet, the earliest first.
    records: std::vec::IntoIter<RecordId>,
}

impl FlagsFile {
    pub(super) fn of(all: Arc<FoundAll>, selected: Vec<Selected>) -> Self {
        Self { all, selected: selected.into_iter(), now: None, is_begun: false }
    }

    fn next_flag(&mut self, server: &Server) -> Option<Flag> {
        let Selected { place, decision } = self.selected.next()?;
        let found = &self.all[place];
        let mut timed: Vec<(Moment, RecordId)> = Vec::with_capacity(found.flag.records.len());
        for ids in found.flag.records.chunks(PIECE_ROWS) {
            let state = server.state();
            let on = ids.iter().filter_map(|id| records::flagged(&state, id));
            timed.extend(on.map(|record| (record.at, record.id)));
        }
        timed.sort_unstable();
        let records: Vec<RecordId> = timed.into_iter().map(|(_, id)| id).collect();
        Some(Flag { about: flags_csv::about(found, decision.as_ref()), records: records.into_iter() })
    }
}

impl Writing for FlagsFile {
    fn piece(&mut self, server: &Server) -> Result<Vec<u8>, Failure> {
        let mut table = if self.is_begun { Table::going_on() } else { flags_csv::begin() };
        self.is_begun = true;
        let mut room = PIECE_ROWS;
        while room > 0 {
            let Some(mut flag) = self.now.take().or_else(|| self.next_flag(server)) else { break };
            let ids: Vec<RecordId> = flag.records.by_ref().take(room).collect();
            room -= ids.len();
            let state = server.state();
            let on = ids.iter().filter_map(|id| records::flagged(&state, id));
            on.for_each(|record| flags_csv::add(&mut table, &state, &flag.about, &record));
            self.now = (flag.records.len() > 0).then_some(flag);
        }
        Ok(table.into_bytes())
    }

    fn is_whole(&self) -> bool {
        self.is_begun && self.now.is_none() && self.selected.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flags::Found;
    use crate::testing::{Camp, hand_over};
    use lantern_ledger::api::NewDecision;

    fn decides(camp: &Camp, found: &Found) {
        let line = |text: &str| text.to_owned();
        let (verdict, reason, by) = (line("set_aside"), line("Known"), line("Asha"));
        let new = NewDecision { verdict, reason, by, record_count: found.flag.records.len() };
        camp.outside(|server| server.decide(found.id, &new)).unwrap();
    }

    #[test]
    fn a_file_of_more_rows_than_a_piece_has_every_row_once() {
        let camp = Camp::new();
        let mut phone = camp.phone("tecno 1");
        for number in 0..=2 * PIECE_ROWS {
            // Of three services, two are of one card.
            let card = format!("A-{}", number - number % 3 / 2);
            phone.records("SITE-1", hand_over("UNHEARD-OF").to(&card));
        }
        camp.send(&phone, phone.bundle());
        let all = camp.server.flags();
        let selected = (0..all.len()).map(|place| Selected { place, decision: None });
        let mut file = FlagsFile::of(all.clone(), selected.collect());
        let mut pieces = Vec::new();
        while !file.is_whole() {
            pieces.push(file.piece(&camp.server).unwrap());
            // What is decided meanwhile is not in the file: not on the later rows of a flag either.
            decides(&camp, &all[0]);
        }
        assert!(pieces.len() > 2, "{}", pieces.len());
        let text = String::from_utf8(pieces.concat()).unwrap();
        let row_count = all.iter().map(|found| found.flag.records.len()).sum::<usize>();
        let mut lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 1 + row_count);
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), 1 + row_count);
        assert!(!text.contains("set_aside"));
        let later = camp.office().get("/api/v1/flags?format=csv").text();
        assert_eq!(later.matches("set_aside").count(), all[0].flag.records.len());
    }
}
