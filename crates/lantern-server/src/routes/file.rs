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
    /// Writes the next piece, the first one with the columns' names.
    fn piece(&mut self, server: &Server) -> Result<Vec<u8>, Failure>;

    /// Says whether the last piece was written.
    fn is_whole(&self) -> bool;
}

/// A file on its way, until its last piece has gone.
struct Sending<W> {
    writing: W,
    _permit: OwnedSemaphorePermit,
}

impl<W: Writing> Sending<W> {
    fn go_on(mut self, server: &Server) -> Result<(Vec<u8>, Self), Failure> {
        Ok((self.writing.piece(server)?, self))
    }
}

/// Answers with the file of that name that is written from what `select` returns.
pub(super) async fn answer<W: Writing>(
    app: App,
    name: &str,
    select: impl FnOnce(&Server) -> W + Send + 'static,
) -> Result<Response, Failure> {
    // It goes where the work goes: who asks and leaves has begun a file all the same.
    let permit = app.files.clone().try_acquire_owned().map_err(|_| Failure::Busy)?;
    let begin = move |server: &Server| Sending { writing: select(server), _permit: permit }.go_on(server);
    // What fails at once is said in an answer of its own; what fails later cuts the file off, so that nobody takes it for
    // whole.
    let (first, sending) = app.run(begin).await?;
    let rest = stream::try_unfold(sending, move |sending| {
        let app = app.clone();
        async move {
            if sending.writing.is_whole() {
                return Ok(None);
            }
            app.go_on(|server| sending.go_on(server)).await.map(Some).map_err(|_said_already| Cut)
        }
    });
    let pieces = stream::StreamExt::chain(stream::once(async { Ok(first) }), rest);
    Ok(csv_out::file(name, Body::from_stream(pieces)))
}

/// The file could not be written to its end.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be written to its end")]
struct Cut;
