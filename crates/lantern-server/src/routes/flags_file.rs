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
use lantern_domain::{Moment, RecordId};
use std::sync::Arc;

/// Rows that are written at once; nobody who brings records waits for longer than for these.
const PIECE_ROWS: usize = 2_000;

/// Flags in the order of the file, and how far they were written.
pub(super) struct FlagsFile {
    all: Arc<FoundAll>,
    /// Places among all.
    selected: std::vec::IntoIter<usize>,
    /// The flag that is being written.
    now: Option<Flag>,
    is_begun: bool,
}

/// A flag, and those of its records that are not written yet, the earliest first.
struct Flag {
    place: usize,
    records: std::vec::IntoIter<RecordId>,
}

impl FlagsFile {
    pub(super) fn of(all: Arc<FoundAll>, selected: Vec<usize>) -> Self {
        Self { all, selected: selected.into_iter(), now: None, is_begun: false }
    }

    fn next_flag(&mut self, server: &Server) -> Option<Flag> {
        let place = self.selected.next()?;
        let of_flag = self.all[place].flag.records.iter();
        let mut timed: Vec<(Moment, RecordId)> = {
            let state = server.state();
            of_flag.filter_map(|id| records::flagged(&state, id)).map(|record| (record.at, record.id)).collect()
        };
        timed.sort_unstable();
        let records: Vec<RecordId> = timed.into_iter().map(|(_, id)| id).collect();
        Some(Flag { place, records: records.into_iter() })
    }
}

impl Writing for FlagsFile {
    fn piece(&mut self, server: &Server) -> Result<Option<Vec<u8>>, Failure> {
        if self.is_begun && self.now.is_none() && self.selected.len() == 0 {
            return Ok(None);
        }
        let mut table = if self.is_begun { Table::going_on() } else { flags_csv::begin() };
        self.is_begun = true;
        let mut room = PIECE_ROWS;
        while room > 0 {
            let Some(mut flag) = self.now.take().or_else(|| self.next_flag(server)) else { break };
            let state = server.state();
            let ids: Vec<RecordId> = flag.records.by_ref().take(room).collect();
            let on: Vec<_> = ids.iter().filter_map(|id| records::flagged(&state, id)).collect();
            flags_csv::add(&mut table, &state, &self.all[flag.place], &on);
            room -= ids.len();
            self.now = (flag.records.len() > 0).then_some(flag);
        }
        Ok(Some(table.into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Camp, hand_over};

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
        let mut file = FlagsFile::of(all.clone(), (0..all.len()).collect());
        let pieces: Vec<Vec<u8>> = std::iter::from_fn(|| file.piece(&camp.server).unwrap()).collect();
        assert!(pieces.len() > 2, "{}", pieces.len());
        let text = String::from_utf8(pieces.concat()).unwrap();
        let row_count = all.iter().map(|found| found.flag.records.len()).sum::<usize>();
        let mut lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 1 + row_count);
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), 1 + row_count);
        assert_eq!(camp.office().get("/api/v1/flags?format=csv").body.len(), text.len());
    }
}
