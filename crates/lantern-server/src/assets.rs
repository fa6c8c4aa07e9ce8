//! The two web apps, as files: the field app at `/`, the HQ app below `/hq`.
//!
//! Leaves building and compressing them to `cargo xtask`; here is only which file, which form and how long it keeps.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

/// A file whose name holds a hash never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Anything else is asked for each time, and answered with 304 when it is the same.
const ASK_EACH_TIME: &str = "no-cache";

/// Where the built apps are.
#[derive(Debug, Clone)]
pub enum Assets {
    /// Inside the executable; in a debug build, in the folder `dist` of the source tree.
    Embedded,
    /// In a folder with `field` and `hq` below it.
    Folder(PathBuf),
}

#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Embedded;

impl Assets {
    fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Embedded => Embedded::get(path).map(|file| file.data),
            Self::Folder(folder) => std::fs::read(folder.join(path)).ok().map(Cow::Owned),
        }
    }
}

/// Answers with a file of an app, or with the app's page where the path is one of its own.
pub(crate) async fn serve(State(assets): State<Arc<Assets>>, uri: Uri, headers: HeaderMap) -> Response {
    let is_brotli_wanted = header_has(&headers, header::ACCEPT_ENCODING, "br");
    let seen = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    let path = uri.path().to_owned();
    let found = tokio::task::spawn_blocking(move || find(&assets, &path, is_brotli_wanted)).await;
    match found.ok().flatten() {
        Some(file) => file.answer(seen.as_deref()),
        None => (StatusCode::NOT_FOUND, "There is nothing here.").into_response(),
    }
}

struct Asset {
    path: String,
    bytes: Cow<'static, [u8]>,
    is_brotli: bool,
}

fn find(assets: &Assets, path: &str, is_brotli_wanted: bool) -> Option<Asset> {
    let path = file_path(path)?;
    if is_brotli_wanted && let Some(bytes) = assets.read(&format!("{path}.br")) {
        return Some(Asset { path, bytes, is_brotli: true });
    }
    let bytes = assets.read(&path)?;
    Some(Asset { path, bytes, is_brotli: false })
}

/// Returns which file a path means; `None` for one that climbs out or hides.
fn file_path(path: &str) -> Option<String> {
    let path = path.trim_start_matches('/');
    let is_plain = |part: &str| {
        !part.starts_with('.') && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    if !path.split('/').filter(|part| !part.is_empty()).all(is_plain) {
        return None;
    }
    let (app, rest) = match path.strip_prefix("hq") {
        Some("") => ("hq", ""),
        Some(rest) if rest.starts_with('/') => ("hq", rest.trim_start_matches('/')),
        _ => ("field", path),
    };
    let is_file = rest.rsplit('/').next().is_some_and(|name| name.contains('.'));
    Some(if is_file { format!("{app}/{rest}") } else { format!("{app}/index.html") })
}

impl Asset {
    fn answer(self, seen: Option<&str>) -> Response {
        let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(&self.bytes)[..16]));
        let keeps = if has_hash(&self.path) { FOR_EVER } else { ASK_EACH_TIME };
        let mut response = Response::builder()
            .header(header::CACHE_CONTROL, keeps)
            .header(header::VARY, "accept-encoding")
            .header(header::ETAG, &tag);
        if seen.is_some_and(|seen| seen.split(',').any(|one| one.trim() == tag)) {
            let response = response.status(StatusCode::NOT_MODIFIED).body(Body::empty());
            return response.unwrap_or_else(|_| StatusCode::NOT_MODIFIED.into_response());
        }
        response = response.header(header::CONTENT_TYPE, content_type(&self.path));
        if self.is_brotli {
            response = response.header(header::CONTENT_ENCODING, "br");
        }
        response.body(Body::from(self.bytes)).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}

/// Whether the build put a hash of the content into the name: `field-0123456789abcdef_bg.wasm`.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() >= 8 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Whether a header's list names this value, and does not refuse it by `q=0`.
fn header_has(headers: &HeaderMap, name: header::HeaderName, value: &str) -> bool {
    let lists = headers.get_all(name);
    let mut all = lists.iter().filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(','));
    all.any(|one| {
        let mut parts = one.split(';').map(str::trim);
        parts.next() == Some(value) && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_an_app_are_its_index_and_files_are_themselves() {
        let of = |path| file_path(path).unwrap();
        assert_eq!(of("/"), "field/index.html");
        assert_eq!(of("/records/new"), "field/index.html");
        assert_eq!(of("/sw.js"), "field/sw.js");
        assert_eq!(of("/hq"), "hq/index.html");
        assert_eq!(of("/hq/records"), "hq/index.html");
        assert_eq!(of("/hq/hq-0123456789abcdef.js"), "hq/hq-0123456789abcdef.js");
        assert_eq!(of("/hqx.js"), "field/hqx.js");
    }

    #[test]
    fn no_path_climbs_out_of_the_apps() {
        for path in ["/../Cargo.toml", "/hq/../../keys/admin.json", "/.git/config", "/a%2f..%2fb", "/a\\b.js"] {
            assert_eq!(file_path(path), None, "{path}");
        }
    }

    #[test]
    fn only_names_with_a_hash_keep_for_ever() {
        assert!(has_hash("field/field-0123456789abcdef_bg.wasm"));
        assert!(has_hash("field/tokens-0123456789abcdef.css"));
        for path in ["field/sw.js", "field/index.html", "field/icon-192.png", "field/boot.js", "field/precache.json"] {
            assert!(!has_hash(path), "{path}");
        }
    }

    #[test]
    fn brotli_is_given_only_to_who_takes_it() {
        let accepts = |list: &str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, list.parse().unwrap())]);
            header_has(&headers, header::ACCEPT_ENCODING, "br")
        };
        assert!(accepts("gzip, deflate, br"));
        assert!(accepts("br;q=0.5"));
        assert!(!accepts("gzip, br;q=0"));
        assert!(!accepts("gzip"));
    }
}
