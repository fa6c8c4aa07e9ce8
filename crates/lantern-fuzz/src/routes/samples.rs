//! One good request for each route, and changes that know where path, caller and body are.

use super::SECRET;
use super::hq::FLAGS;
use crate::batch::golden;
use crate::random::Random;
use crate::{bundle, mutate};
use lantern_ledger::{Batch, Bundle, Head, Kind, LogRef, batch_fill};
use uuid::Uuid;

/// A plan of one settlement and one round.
pub(super) const PLAN: [(&str, &str); 4] = [
    ("operation.csv", "key,value\nname,Fuzz\nutc_offset,+03:00\nlanguages,en\n"),
    ("items.csv", "code,name_en,unit\nLANTERN,Solar lantern,piece\nBLANKET,Blanket,piece\n"),
    ("settlements.csv", "code,name\nS-1,Kosaar\nS-2,18 May\n"),
    (
        "rounds.csv",
        "code,name,start_on,settlements,entitlements,funding_org\nR-1,Lanterns,2026-11-01,S-1|S-2,LANTERN:1/household,IOM\n",
    ),
];

const GETS: [&str; 22] = [
    "/api/v1/flags?round=R-1&settlement=S-1",
    "/api/v1/flags?format=csv",
    "/api/v1/flags?state=open&kind=served_twice",
    "/api/v1/flags/{flag}",
    "/api/v1/totals?as_of={position}&group=item",
    "/api/v1/totals?as_of=2026-11-21T12:00:00Z",
    "/api/v1/totals?group=settlement,item&round=R-1&from=2026-11-01&to=2026-12-01&funder=IOM",
    "/api/v1/totals?group=day&settlement=S-1&item=LANTERN&format=csv",
    "/api/v1/totals?group=round,implementing,funder",
    "/api/v1/records?page=1&state=counted&settlement=S-1",
    "/api/v1/records?format=csv&implementing=IOM",
    "/api/v1/records/{record}",
    "/api/v1/devices",
    "/api/v1/plan",
    "/api/v1/changes?cursor={journal}:{position}",
    "/api/v1/changes",
    "/api/v1/session",
    "/api/v1/batches?log={log}&from=1",
    "/api/v1/batches?log={log}&from=4",
    "/health",
    "/",
    "/hq",
];

/// A key that nobody has, and one that HQ holds records under.
const KEYS: [&str; 2] = ["ba5eba11ba5eba11ba5eba11ba5eba11ba5eba11ba5eba11ba5eba11ba5eba11", "{key}"];

const BOUNDARY: &str = "fuzz";

/// All of them.
pub(super) fn samples() -> Vec<Vec<u8>> {
    let mut samples: Vec<Vec<u8>> = GETS
        .iter()
        .map(|path| {
            let who = if path.contains("batches") { "phone" } else { "office" };
            request(&format!("GET {path}\nas {who}"), b"")
        })
        .collect();
    let json = |head: &str, body: &str| request(&format!("{head}\ncontent-type: application/json"), body.as_bytes());
    let key = "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ";
    samples.extend([
        json(
            "POST /api/v1/enrol\nas nobody",
            &format!(r#"{{"code":"{{code}}","public_key":"{key}","token":"{SECRET}{key}","app_version":"0.1.0"}}"#),
        ),
        json("POST /api/v1/session\nas nobody\nx-lantern: 1", &format!(r#"{{"password":"{SECRET}"}}"#)),
        json("POST /api/v1/session\nas nobody\nx-lantern: 1", r#"{"password":"{password}"}"#),
        request("DELETE /api/v1/session\nas leaver", b""),
        json("POST /api/v1/devices\nas office", &format!(r#"{{"name":"{SECRET}"}}"#)),
        request("POST /api/v1/devices/{other}/revoke\nas office", b""),
        request("POST /api/v1/devices/{other}/link\nas office", b""),
        upload("POST /api/v1/plan?dry_run=1\nas office"),
        upload("POST /api/v1/plan\nas office"),
    ]);
    let says = |key: &str, word: &str| format!(r#"{{"key":"{key}","is_confirmed":{word}}}"#);
    samples.push(json("POST /api/v1/devices/{other}/keys\nas office", &says(KEYS[0], "true")));
    samples.extend(
        ["false", "true"].map(|word| json("POST /api/v1/devices/{lost}/keys\nas office", &says(KEYS[1], word))),
    );
    // The last decision knows of no record, although the flag is on some.
    samples.extend(FLAGS.into_iter().chain([(FLAGS[0].0, "0")]).map(|(flag, count)| {
        let decision = format!(r#"{{"verdict":"right","reason":"{SECRET}","by":"{SECRET}","record_count":{count}}}"#);
        json(&format!("POST /api/v1/flags/{flag}/decision\nas office"), &decision)
    }));
    for bundle in bundles() {
        samples.push(request("POST /api/v1/batches\nas phone\nsealed", &bundle));
        samples.push(request("POST /api/v1/batches\nas phone\nsealed", &bundle));
        samples.push(request("POST /api/v1/batches\nas phone", &bundle));
    }
    samples
}

fn request(head: &str, body: &[u8]) -> Vec<u8> {
    [head.as_bytes(), b"\n\n", body].concat()
}

fn upload(head: &str) -> Vec<u8> {
    let mut body = String::new();
    let households = ("households.csv", "round,settlement,card,size,note\nR-1,S-1,QZ7SECRET-01,4,QZ7SECRET\n");
    for (name, text) in PLAN.iter().chain([&households]) {
        body += &format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n"
        );
    }
    body += &format!("--{BOUNDARY}--\r\n");
    request(&format!("{head}\ncontent-type: multipart/form-data; boundary={BOUNDARY}"), body.as_bytes())
}

/// A new log with everything that can be said, one that goes on, and the golden ones.
fn bundles() -> Vec<Vec<u8>> {
    let log = LogRef { operation: Uuid::from_u128(1), log: Uuid::from_u128(2) };
    let entries = golden::entries();
    let build = |before: Head, entries: &[lantern_ledger::Entry]| {
        let fill = batch_fill(&before, entries);
        Batch::build(&before, &entries[..fill], [7; 64]).expect("as many as fit")
    };
    let (begins, goes_on) = (build(Head::start(log), &entries), Head { seq: 5, ..Head::start(log) });
    let later: Vec<_> = entries.iter().filter(|entry| entry.kind() != Kind::GENESIS).cloned().collect();
    let goes_on = build(goes_on, &later);
    let bundle = |batches: &[&Batch]| {
        let mut bundle = Bundle::new();
        batches.iter().for_each(|batch| bundle.batch(batch));
        bundle.into_bytes()
    };
    vec![bundle(&[&begins]), bundle(&[&goes_on]), bundle(&[&goes_on, &begins, &begins]), golden::bundle()]
}

/// Changes the line of the request, the caller, or the body.
pub(super) fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let Some(split) = bytes.windows(2).position(|pair| pair == b"\n\n") else { return mutate::bytes(bytes, random) };
    let (mut head, mut body) = (bytes[..split].to_vec(), bytes[split + 2..].to_vec());
    match random.below(10) {
        0 => mutate_head(&mut head, random),
        1 => mutate_line(&mut head, random),
        2 | 3 if body.is_empty() => mutate_line(&mut head, random),
        _ if body.starts_with(b"LTN1") => (bundle::TARGET.mutate)(&mut body, random),
        4 | 5 => mutate_tokens(&mut body, random),
        _ if body.is_empty() => mutate_line(&mut head, random),
        _ => mutate::bytes(&mut body, random),
    }
    *bytes = request(&String::from_utf8_lossy(&head), &body);
}

/// Another method, another caller, another content type.
fn mutate_head(head: &mut Vec<u8>, random: &mut Random) {
    const METHODS: [&str; 6] = ["GET", "POST", "DELETE", "PUT", "OPTIONS", "PATCH"];
    const CALLERS: [&str; 4] = ["as phone", "as office", "as nobody", "as leaver"];
    let text = String::from_utf8_lossy(head).into_owned();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return;
    }
    let at = random.below(lines.len());
    match (at, random.below(3)) {
        (0, _) => {
            let path = lines[0].split_once(' ').map_or("/", |(_, path)| path).to_owned();
            lines[0] = format!("{} {path}", random.of(&METHODS));
        }
        (_, 0) => lines[at] = (*random.of(&CALLERS)).to_owned(),
        (_, 1) => drop(lines.remove(at)),
        _ => lines.push("content-encoding: gzip".to_owned()),
    }
    *head = lines.join("\n").into_bytes();
}

/// Another path or query, still one that a web server lets through, mostly.
fn mutate_line(head: &mut Vec<u8>, random: &mut Random) {
    const PIECES: [&str; 22] = [
        "&",
        "=",
        "?",
        "/",
        "%00",
        "%ff",
        "..",
        "group=day,day",
        "format=csv",
        "format=xml",
        "from=0",
        "page=0",
        "page=18446744073709551615",
        "from=18446744073709551616",
        "from=-262144-01-01",
        "to=+262143-12-31",
        "state=void",
        "cursor=x:1",
        "log={device}",
        "settlement=%F0%9F%8F%AE",
        "QZ7SECRET",
        "dry_run=true",
    ];
    let end = head.iter().position(|&byte| byte == b'\n').unwrap_or(head.len());
    let mut line = head[..end].to_vec();
    if random.one_in(3) {
        mutate::bytes(&mut line, random);
    } else {
        let is_seam = |&at: &usize| matches!(line[at], b'/' | b'?' | b'&' | b'=' | b',');
        let mut seams: Vec<usize> = (0..line.len()).filter(is_seam).collect();
        seams.push(line.len());
        let (from, to) = (*random.of(&seams), *random.of(&seams));
        let piece = random.of(&PIECES).bytes();
        drop(line.splice(from..to.max(from), piece));
    }
    drop(head.splice(..end, line));
}

/// Moves whole tokens of JSON or of a form about.
fn mutate_tokens(body: &mut Vec<u8>, random: &mut Random) {
    const TOKENS: [&str; 14] = [
        "null",
        "true",
        "1e999",
        "-1",
        "\"\"",
        "[]",
        "{}",
        "[[[[[[",
        "\"\\ud800\"",
        "\"\\u0000\"",
        ",",
        ":",
        "\r\n--fuzz",
        "99999999999",
    ];
    let is_seam = |&at: &usize| matches!(body[at], b'"' | b',' | b':' | b'{' | b'}' | b'\n');
    let mut seams: Vec<usize> = (0..body.len()).filter(is_seam).collect();
    seams.push(body.len());
    let (from, to) = (*random.of(&seams), *random.of(&seams));
    let token = random.of(&TOKENS).bytes();
    drop(body.splice(from..to.max(from), token));
}
