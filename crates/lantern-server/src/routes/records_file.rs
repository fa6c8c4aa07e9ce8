//! `GET /api/v1/records?format=csv`: the records behind a total as a file.
//!
//! Leaves the columns to [`super::records_csv`], and which records are in it to [`super::records`].

use super::file::Writing;
use super::records_csv;
use crate::csv_out::Table;
use crate::error::Failure;
use crate::server::Server;
use crate::show;
use lantern_domain::Moment;

/// Records that are read back and written at once; nobody who brings records waits for longer than for these.
const PIECE_RECORDS: usize = 2_000;

/// Records in the order of the file, and how many of them were written.
pub(super) struct RecordsFile {
    selected: Vec<(Moment, u32)>,
    /// `None`: not even the columns' names were.
    written: Option<usize>,
}

impl RecordsFile {
    pub(super) fn of(selected: Vec<(Moment, u32)>) -> Self {
        Self { selected, written: None }
    }
}

impl Writing for RecordsFile {
    fn piece(&mut self, server: &Server) -> Result<Vec<u8>, Failure> {
        let from = self.written.unwrap_or(0);
        let to = self.selected.len().min(from + PIECE_RECORDS);
        let piece = written(server, &self.selected[from..to], self.written.is_none())?;
        self.written = Some(to);
        Ok(piece)
    }

    fn is_whole(&self) -> bool {
        self.written == Some(self.selected.len())
    }
}

/// Reads records back and writes their rows; the first piece has the columns' names.
fn written(server: &Server, selected: &[(Moment, u32)], is_first: bool) -> Result<Vec<u8>, Failure> {
    let mut table = if is_first { records_csv::begin() } else { Table::going_on() };
    let state = server.state();
    let outlines = selected.iter().map(|&(_, number)| state.tally.outline(number)).collect();
    let records = show::whole::read(&*server.storage, outlines)?;
    records.iter().for_each(|record| records_csv::add(&mut table, &state, record));
    Ok(table.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::reading::Shown;
    use super::super::records::Selected;
    use super::*;
    use crate::testing::{Camp, hand_over};
    use lantern_domain::tally::Filter;

    #[test]
    fn in_pieces_of_any_length_the_file_has_the_same_bytes() {
        let camp = Camp::new();
        let mut phone = camp.phone("tecno 1");
        for number in 0..7 {
            phone.records("SITE-1", hand_over("ROUND").to(&format!("A-{number}")).of(1, "LAMP").of(2, "SOAP"));
        }
        camp.send(&phone, phone.bundle());
        let all = Selected::by(&camp.server.state(), &Filter::default(), Shown::All).in_order(&camp.server);
        let whole = written(&camp.server, &all, true).unwrap();
        assert_eq!(camp.office().get("/api/v1/records?format=csv").body, whole);
        let mut file = RecordsFile::of(all.clone());
        let told = (file.is_whole(), file.piece(&camp.server).unwrap(), file.is_whole());
        assert_eq!(told, (false, whole.clone(), true));
        assert_eq!(whole.iter().filter(|byte| **byte == b'\n').count(), 1 + 7 * 2);
        for length in 1..=7 {
            let pieces = all.chunks(length).enumerate();
            let bytes: Vec<u8> =
                pieces.flat_map(|(at, piece)| written(&camp.server, piece, at == 0).unwrap()).collect();
            assert_eq!(bytes, whole, "{length}");
        }
        assert_eq!(
            written(&camp.server, &[], true).unwrap(),
            whole[..=whole.iter().position(|b| *b == b'\n').unwrap()]
        );
    }
}
