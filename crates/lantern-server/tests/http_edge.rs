//! What holds for every answer: headers, the two apps, health.
#![expect(clippy::unwrap_used, reason = "a test may")]

use axum::body::Body;
use axum::http::Request;
use lantern_ledger::api::HealthAnswer;
use lantern_server::storage::Health;
use lantern_server::testing::{Answer, Camp};
use std::collections::BTreeSet;

const SCRIPT: &str = "field-0123456789abcdef.js";

/// A camp with the two apps as the build leaves them.
fn with_apps(folder: &tempfile::TempDir) -> Camp {
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("field/index.html", b"<title>Lantern</title>");
    write("field/sw.js", b"// the service worker");
    write("field/manifest.webmanifest", b"{}");
    write(&format!("field/{SCRIPT}"), b"// plain");
    write(&format!("field/{SCRIPT}.br"), b"brotli");
    write("field/field-0123456789abcdef_bg.wasm", b"\0asm");
    write("hq/index.html", b"<title>Lantern HQ</title>");
    Camp::with(Default::default(), folder.path().to_owned())
}

fn get_with(camp: &Camp, path: &str, name: &str, value: &str) -> Answer {
    camp.ask(Request::get(path).header(name, value).body(Body::empty()).unwrap())
}

#[test]
fn both_apps_come_from_the_one_server() {
    let folder = tempfile::tempdir().unwrap();
    let camp = with_apps(&folder);
    for path in ["/", "/records", "/round/KOSAAR-1"] {
        assert_eq!(camp.get(path).text(), "<title>Lantern</title>", "{path}");
    }
    for path in ["/hq", "/hq/", "/hq/records/abc"] {
        assert_eq!(camp.get(path).text(), "<title>Lantern HQ</title>", "{path}");
    }
    assert_eq!(camp.get("/missing.js").status, 404);
    assert_eq!(camp.get("/hq/missing.js").status, 404);
    assert_eq!(camp.get("/..%2f..%2fCargo.toml").status, 404);
}

#[test]
fn files_with_a_hash_keep_for_ever_and_the_rest_is_asked_for_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let camp = with_apps(&folder);
    let cache = |path: &str| camp.get(path).header("cache-control").to_owned();
    for path in ["/", "/sw.js", "/manifest.webmanifest", "/hq"] {
        assert_eq!(cache(path), "no-cache", "{path}");
    }
    for path in [format!("/{SCRIPT}"), "/field-0123456789abcdef_bg.wasm".to_owned()] {
        assert_eq!(cache(&path), "public, max-age=31536000, immutable", "{path}");
    }
    assert_eq!(camp.get("/field-0123456789abcdef_bg.wasm").header("content-type"), "application/wasm");
    assert_eq!(camp.get("/manifest.webmanifest").header("content-type"), "application/manifest+json");
    let tag = camp.get("/sw.js").header("etag").to_owned();
    let unchanged = get_with(&camp, "/sw.js", "if-none-match", &tag);
    assert_eq!((unchanged.status.as_u16(), unchanged.body.len()), (304, 0));
    assert_eq!(camp.get("/api/v1/session").header("cache-control"), "no-store");
}

#[test]
fn brotli_is_given_to_whoever_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let camp = with_apps(&folder);
    let path = format!("/{SCRIPT}");
    let plain = camp.get(&path);
    assert_eq!((plain.text().as_str(), plain.header("content-encoding")), ("// plain", ""));
    let packed = get_with(&camp, &path, "accept-encoding", "gzip, br");
    assert_eq!((packed.text().as_str(), packed.header("content-encoding")), ("brotli", "br"));
    assert_eq!(packed.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(packed.header("vary"), "accept-encoding");
}

#[test]
fn every_answer_carries_the_security_headers() {
    let folder = tempfile::tempdir().unwrap();
    let camp = with_apps(&folder);
    for path in ["/", "/hq", "/sw.js", "/missing.js", "/health", "/api/v1/session", "/api/v1/totals", "/api/v1/none"] {
        let answer = camp.get(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
}

#[test]
fn health_says_whether_records_can_be_taken_in_and_nothing_else() {
    let camp = Camp::new();
    let health: HealthAnswer = camp.get("/health").json();
    assert_eq!((health.status.as_str(), health.version.as_str()), ("ok", env!("CARGO_PKG_VERSION")));
    camp.storage.set_health(Health::DiskFull);
    let answer = camp.get("/health");
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains(r#""status":"disk_full""#));
}

/// Found by fuzzing: a wrong method, and the bare beginning of the API, were answered without words.
#[test]
fn every_error_of_the_api_has_a_code_and_a_sentence() {
    let camp = Camp::new();
    for (method, path) in
        [("PATCH", "/api/v1/totals"), ("OPTIONS", "/api/v1/batches"), ("GET", "/api/v1/"), ("PUT", "/")]
    {
        let answer = camp.ask(Request::builder().method(method).uri(path).body(Body::empty()).unwrap());
        assert_eq!(answer.problem().1, "not_found", "{method} {path}");
    }
}

#[test]
fn every_request_that_the_documents_name_is_answered_and_no_route_is_without_a_word() {
    let documents = include_str!("../../../docs/api.md");
    let table = documents.lines().skip_while(|line| !line.starts_with("| request | by |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    let requests: Vec<(&str, &str)> = rows.filter_map(|row| row.split('`').nth(1)?.split_once(' ')).collect();
    let camp = Camp::new();
    let mut named = BTreeSet::new();
    for (method, address) in requests {
        let path = address.split('?').next().unwrap();
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/api/v1/{path}") };
        let asked = path.replace("{id}", "00000000-0000-0000-0000-000000000000");
        let answer = camp.ask(Request::builder().method(method).uri(asked).body(Body::empty()).unwrap());
        assert_ne!(answer.status, 404, "{method} {path}");
        named.insert(path);
    }
    let routes = include_str!("../src/routes/mod.rs").split(".route(\"").skip(1);
    let routes = routes.filter_map(|rest| rest.split('"').next()).filter(|path| !path.ends_with('/'));
    let full = |path: &str| if path == "/health" { path.to_owned() } else { format!("/api/v1{path}") };
    let answered: BTreeSet<String> = routes.map(|path| full(&path.replace("{device}", "{id}"))).collect();
    assert_eq!(named, answered);
}
