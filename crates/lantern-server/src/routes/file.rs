//! Files that are sent as they are written, piece by piece.
//!
//! However long a file is, a piece of it is in memory; whoever reads slowly holds nobody up.
//! Leaves what stands in a file to its own module.

use super::App;
use crate::csv_out;
use crate::error::Failure;
use crate::server::Server;
use axum::body::Body;
use axum::response::Response;
use futures::stream;
use tokio::sync::OwnedSemaphorePermit;

/// What a file is written from, and how far it is.
pub(super) trait Writing: Send + Sized + 'static {
    /// Writes the next piece, the first one with the columns' names; `None`: the file is whole.
    fn piece(&mut self, server: &Server) -> Result<Option<Vec<u8>>, Failure>;
}

/// A file on its way.
struct Sending<W> {
    app: App,
    writing: W,
    _permit: OwnedSemaphorePermit,
}

/// Answers with the file of that name that is written from what `select` returns.
pub(super) async fn answer<W: Writing>(
    app: App,
    name: &str,
    select: impl FnOnce(&Server) -> W + Send + 'static,
) -> Result<Response, Failure> {
    let permit = app.files.clone().try_acquire_owned().map_err(|_| Failure::Busy)?;
    // What fails at once is said in an answer of its own; what fails later cuts the file off, so that nobody takes it for
    // whole.
    let begin = |server: &Server| written(select(server), server);
    let (first, writing) = app.run(begin).await?;
    let sending = Sending { app, writing, _permit: permit };
    let rest = stream::try_unfold(sending, async |sending| {
        let Sending { app, writing, _permit } = sending;
        let next = app.go_on(|server| written(writing, server)).await;
        let (piece, writing) = next.map_err(|_said_already| Cut)?;
        Ok::<_, Cut>(piece.map(|piece| (piece, Sending { app, writing, _permit })))
    });
    let pieces = stream::StreamExt::chain(stream::once(async { Ok(first.unwrap_or_default()) }), rest);
    Ok(csv_out::file(name, Body::from_stream(pieces)))
}

fn written<W: Writing>(mut writing: W, server: &Server) -> Result<(Option<Vec<u8>>, W), Failure> {
    Ok((writing.piece(server)?, writing))
}

/// The file could not be written to its end.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be written to its end")]
struct Cut;
