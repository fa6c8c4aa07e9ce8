//! `GET /api/v1/records?format=csv`: the records behind a total as a file, sent as it is written, piece by piece.
//!
//! However many records there are, a piece of them is in memory; whoever reads slowly holds nobody up.
//! Leaves the columns to [`super::records_csv`], and which records are in it to [`super::records`].

use super::App;
use super::records::Selected;
use super::records_csv;
use crate::csv_out::{self, Table};
use crate::error::Failure;
use crate::server::Server;
use crate::show;
use axum::body::Body;
use axum::response::Response;
use futures::stream;
use lantern_domain::Moment;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// Records that are read back and written at once; nobody who brings records waits for longer than for these.
const PIECE_RECORDS: usize = 2_000;

/// A file on its way.
struct Sending {
    app: App,
    selected: Arc<[(Moment, u32)]>,
    sent: usize,
    _permit: OwnedSemaphorePermit,
}

/// Answers with the records that `select` returns.
pub(super) async fn answer(
    app: App,
    select: impl FnOnce(&Server) -> Selected + Send + 'static,
) -> Result<Response, Failure> {
    let permit = app.files.clone().try_acquire_owned().map_err(|_| Failure::Busy)?;
    let selected = app.run(|server| Ok(select(server).in_order(server))).await?;
    let mut sending = Sending { app, selected: selected.into(), sent: 0, _permit: permit };
    // What fails at once is said in an answer of its own; what fails later cuts the file off, so that nobody takes it for
    // whole.
    let first = sending.piece().await?;
    let rest = stream::try_unfold(sending, async |mut sending| {
        if sending.sent == sending.selected.len() {
            return Ok::<_, Cut>(None);
        }
        let piece = sending.piece().await.map_err(|_said_already| Cut)?;
        Ok(Some((piece, sending)))
    });
    let pieces = stream::StreamExt::chain(stream::once(async { Ok(first) }), rest);
    Ok(csv_out::file(records_csv::FILE_NAME, Body::from_stream(pieces)))
}

impl Sending {
    async fn piece(&mut self) -> Result<Vec<u8>, Failure> {
        let (selected, from) = (self.selected.clone(), self.sent);
        self.sent = selected.len().min(from + PIECE_RECORDS);
        let to = self.sent;
        self.app.go_on(move |server| written(server, &selected[from..to], from == 0)).await
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

/// The file could not be written to its end.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be written to its end")]
struct Cut;

#[cfg(test)]
mod tests {
    use super::super::reading::Shown;
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
