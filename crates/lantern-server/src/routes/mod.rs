//! What the server answers to, one endpoint a file; the only part that knows axum.
//!
//! Leaves what is done to [`crate::Server`], and failures to [`crate::error`].

mod caller;
mod edge;
mod input;
mod reading;

mod health;

mod batches_in;
mod batches_out;
mod enrol;

mod session;

mod file;

mod changes;
mod devices;
mod devices_add;
mod devices_keys;
mod devices_link;
mod devices_revoke;
mod flag;
mod flag_decision;
mod flag_reading;
mod flags;
mod flags_csv;
mod flags_file;
mod plan;
mod plan_import;
mod record;
mod records;
mod records_csv;
mod records_file;
mod totals;
mod totals_csv;

use crate::Server;
use crate::assets::{self, Assets};
use crate::error::{Failure, fault};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::routing::{any, get, post};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most bytes of a small JSON body.
const JSON_BYTES_MAX: usize = 16 * 1024;

/// What every route is given.
#[derive(Clone)]
pub(crate) struct App {
    server: Arc<Server>,
    assets: Arc<Assets>,
    work: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    /// The memory that uploads share.
    upload_kib: Arc<Semaphore>,
    /// Plans take far more memory than their files have bytes: one at a time is enough.
    imports: Arc<Semaphore>,
    /// Files of records or flags on their way: each remembers what is in it until it has arrived.
    files: Arc<Semaphore>,
    /// Everybody who is there, waiting or not.
    present: Arc<Semaphore>,
    /// Passwords are checked slowly and with much memory on purpose: two at once are enough.
    passwords: Arc<Semaphore>,
}

/// Makes the whole web server as a value: it can be asked without a port.
///
/// For counting wrong guesses it takes the caller's address from
/// [`ConnectInfo`](axum::extract::ConnectInfo)`<SocketAddr>` where there is one.
pub fn app(server: Arc<Server>, assets: Assets) -> Router {
    let work = Arc::new(Semaphore::new(server.settings.requests_at_once));
    let uploads = Arc::new(Semaphore::new(server.settings.uploads_at_once));
    let upload_kib = server.settings.uploads_bytes_max / 1024;
    let upload_kib = Arc::new(Semaphore::new(upload_kib.min(Semaphore::MAX_PERMITS)));
    let present = Arc::new(Semaphore::new(server.settings.requests_waiting_max.min(Semaphore::MAX_PERMITS)));
    let imports = Arc::new(Semaphore::new(1));
    let files = Arc::new(Semaphore::new(server.settings.files_at_once));
    let plan_bytes_max = server.settings.plan_bytes_max;
    let passwords = Arc::new(Semaphore::new(2));
    let app = App { server, assets: Arc::new(assets), work, uploads, upload_kib, imports, files, present, passwords };
    let api = Router::new()
        .route("/enrol", post(enrol::handle))
        .route("/batches", post(batches_in::handle).get(batches_out::handle))
        .route("/session", get(session::show).post(session::sign_in).delete(session::sign_out))
        .route("/totals", get(totals::handle))
        .route("/records", get(records::handle))
        .route("/records/{id}", get(record::handle))
        .route("/devices", get(devices::handle).post(devices_add::handle))
        .route("/devices/{device}/revoke", post(devices_revoke::handle))
        .route("/devices/{device}/link", post(devices_link::handle))
        .route("/devices/{device}/keys", post(devices_keys::handle))
        .route("/flags", get(flags::handle))
        .route("/flags/{id}", get(flag::handle))
        .route("/flags/{id}/decision", post(flag_decision::handle))
        .route("/plan", get(plan::handle))
        .route("/changes", get(changes::handle))
        .layer(DefaultBodyLimit::max(JSON_BYTES_MAX))
        .route("/plan", post(plan_import::handle).layer(DefaultBodyLimit::max(plan_bytes_max)))
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || Failure::NotFound);
    Router::new()
        .nest("/api/v1", api)
        // The one path of the API that nesting leaves to the files.
        .route("/api/v1/", any(async || Failure::NotFound))
        .route("/health", get(health::handle))
        .fallback(get(assets::serve).fallback(async || Failure::NotFound))
        .layer(axum::middleware::from_fn_with_state(app.clone(), edge::guard))
        .with_state(app)
}

impl App {
    /// Does work that waits for the disk or keeps the processor busy, beside the threads that serve the network.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Server) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = self.work.clone().try_acquire_owned().map_err(|_| Failure::Busy)?;
        self.run_with(permit, work).await
    }

    /// Does the next piece of what was begun: it waits for its turn.
    async fn go_on<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Server) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = self.work.clone().acquire_owned().await.map_err(|_| Failure::Busy)?;
        self.run_with(permit, work).await
    }

    async fn run_with<T: Send + 'static>(
        &self,
        permit: OwnedSemaphorePermit,
        work: impl FnOnce(&Server) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let server = self.server.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&server)
        });
        // The words of a panic are nobody's business here; the panic hook has written them.
        done.await.map_err(|_| fault("answering a request", &"it did not end"))?
    }
}

impl FromRef<App> for Arc<Assets> {
    fn from_ref(app: &App) -> Self {
        app.assets.clone()
    }
}
