//! `serve`: HQ at work, until SIGINT or SIGTERM.

use super::Data;
use super::limits::Limits;
use anyhow::Context as _;
use clap::Args;
use lantern_server::{Assets, Server, Settings, app};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// How long requests under way may take to end once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: Data,
    /// The address and port to listen at.
    #[arg(long, default_value = "127.0.0.1:8080", env = "LANTERN_LISTEN")]
    listen: SocketAddr,
    /// Where people and phones reach this server, such as https://lantern.example.org; for enrolment links.
    #[arg(long, env = "LANTERN_PUBLIC_URL")]
    public_url: Option<String>,
    /// Takes the two web apps from this folder (with `field` and `hq` in it) instead of from the program itself.
    #[arg(long, value_name = "FOLDER")]
    web: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
}

impl Serve {
    pub(super) fn run(self) -> anyhow::Result<()> {
        start_log();
        let settings = self.limits.of(Settings { public_url: self.public_url, ..Settings::default() });
        let server = Arc::new(self.data.open(settings)?);
        if !server.has_password() {
            let password = server.generate_password().context("setting a first password")?;
            eprintln!("HQ's password, shown this once: {password}");
            eprintln!("`lantern-server password` sets another one.");
        }
        let assets = self.web.map_or(Assets::Embedded, Assets::Folder);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let served = runtime.block_on(serve(server, assets, self.listen));
        runtime.shutdown_timeout(GRACE);
        served
    }
}

async fn serve(server: Arc<Server>, assets: Assets, listen: SocketAddr) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("listening at {listen}"))?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    let service = app(server, assets).into_make_service_with_connect_info::<SocketAddr>();
    let (stop, stopping) = tokio::sync::oneshot::channel();
    let until_told = async move {
        told_to_stop().await;
        tracing::info!("stopping");
        let _nobody_waits = stop.send(());
    };
    let serving = axum::serve(listener, service).with_graceful_shutdown(until_told);
    let grace_over = async move {
        if stopping.await.is_ok() {
            tokio::time::sleep(GRACE).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = serving => served.context("serving")?,
        () = grace_over => tracing::warn!("some requests did not end in time"),
    }
    tracing::info!("stopped");
    Ok(())
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("the system lets programs wait for SIGTERM");
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted.expect("the system lets programs wait for SIGINT"),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    tokio::signal::ctrl_c().await.expect("the system lets programs wait for Ctrl-C");
}

/// Writes the log to the standard error; `RUST_LOG` chooses how much.
fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).init();
}
