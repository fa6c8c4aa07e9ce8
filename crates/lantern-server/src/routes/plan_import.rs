//! `POST /api/v1/plan`: the office uploads a plan's files; `?dry_run=1` only checks them.
//!
//! Errors in the files are an answer like any other: 200, with file, row and column of each, and nothing imported.

use super::caller::Office;
use super::{App, input::Query};
use crate::error::Failure;
use crate::import::UploadedFile;
use axum::Json;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::StatusCode;
use lantern_ledger::api::ImportAnswer;
use serde::Deserialize;

/// The most files of one upload.
const FILES_MAX: usize = 50;

#[derive(Deserialize)]
pub(super) struct How {
    dry_run: Option<String>,
}

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Query(How { dry_run }): Query<How>,
    request: Request,
) -> Result<Json<ImportAnswer>, Failure> {
    let _permit = app.imports.clone().try_acquire_owned().map_err(|_| Failure::Busy)?;
    let multipart = Multipart::from_request(request, &app).await;
    let multipart = multipart.map_err(|_| Failure::BadRequest("A plan is uploaded as files of a form."))?;
    let files = files(multipart).await?;
    let is_dry_run = matches!(dry_run.as_deref(), Some("1" | "true"));
    app.run(move |server| server.import(&files, is_dry_run)).await.map(Json)
}

async fn files(mut multipart: Multipart) -> Result<Vec<UploadedFile>, Failure> {
    let mut files = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        let Some(name) = field.file_name().map(short) else { continue };
        let bytes = field.bytes().await.map_err(unreadable)?;
        files.push((name, bytes.to_vec()));
        if files.len() > FILES_MAX {
            return Err(Failure::BodyTooLarge);
        }
    }
    if files.is_empty() { Err(Failure::BadRequest("No file was uploaded.")) } else { Ok(files) }
}

/// Returns a file's name without its folder, and no longer than a name is.
fn short(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

fn unreadable(error: MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Failure::BodyTooLarge;
    }
    Failure::BadRequest("The upload cannot be read.")
}
