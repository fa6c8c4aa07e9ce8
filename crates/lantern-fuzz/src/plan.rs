//! The plan's CSV files, as an office uploads them: whatever a spreadsheet, or a person, has made of them.
//!
//! An input is text: each file after a line `--- NAME`. With a first line `+++` it is imported on top of a small plan, so
//! that a file or two, whose codes are known there, reach everything quickly; without, into an empty plan.

use crate::random::Random;
use crate::{Outcome, Target, magnitude, mutate};
use lantern_domain::plan::import::{Draft, ImportError, ImportProblem, Present, read};
use lantern_domain::plan::{HouseholdList, Plan};
use lantern_domain::{Code, PlanChange};
use lantern_ledger::{Body, EntryError};
use std::collections::BTreeMap;
use std::mem::discriminant;
use std::sync::LazyLock;

/// The first line of an input that is imported on top of the small plan.
const ONTO: &[u8] = b"+++\n";
/// What stands before each file.
const MARK: &[u8] = b"--- ";
/// In every cell of the samples that points at a person: no error may repeat it.
const SECRET: &str = "QZ7SECRET";

/// The plan's CSV files.
pub const TARGET: Target =
    Target { name: "plan", run: plan, samples, mutate, lives_for: 100_000, memory_max: 16 * 1024 * 1024 };

/// One import in so many is looked at for what it leads to, which takes far longer than reading it.
const LOOKS_CLOSE: u32 = 4;

/// Takes bytes for a plan's files and imports them.
///
/// # Panics
///
/// When a promise is broken.
pub fn plan(bytes: &[u8]) -> Outcome {
    let nothing = Imported::default();
    let (before, files) = match bytes.strip_prefix(ONTO) {
        Some(rest) => (&*SMALL_PLAN, split(rest)),
        None => (&nothing, split(bytes)),
    };
    match read(&files, before.present()) {
        Ok(draft) => {
            let changes = draft.changes(before.present());
            if crc32c::crc32c(bytes).is_multiple_of(LOOKS_CLOSE) {
                check_draft(&files, &draft, before);
            }
            // In the order of the tables, so that what is alike stands together.
            let mut sorts: Vec<_> = changes.iter().map(discriminant).collect();
            sorts.dedup();
            let counts = [changes.len(), draft.row_count(), draft.warnings().len()].map(magnitude);
            Outcome::of(draft.row_count() > 0, (sorts, counts))
        }
        Err(errors) => {
            check_errors(&files, &errors);
            Outcome::refused((errors.iter().take(2).map(way).collect::<Vec<_>>(), magnitude(errors.len())))
        }
    }
}

/// What an error is about; a heading that stands there twice can be any word.
fn way(error: &ImportError) -> (&str, Option<&str>) {
    let code = error.problem.code();
    (code, error.column.as_deref().filter(|_| error.problem != ImportProblem::ColumnTwice))
}

/// A plan and its lists, as they are after an import.
#[derive(Clone, Default)]
struct Imported {
    plan: Plan,
    lists: BTreeMap<Code, HouseholdList>,
}

impl Imported {
    fn present(&self) -> Present<'_> {
        Present { plan: &self.plan, lists: &self.lists }
    }

    fn put(&mut self, change: PlanChange) {
        match change {
            PlanChange::Household(listed) => self.lists.entry(listed.settlement.clone()).or_default().put(listed),
            change => self.plan.apply(change),
        }
    }
}

/// What was read can be written into HQ's log, says the same there, and importing the same again changes nothing.
fn check_draft(files: &[(String, Vec<u8>)], draft: &Draft, before: &Imported) {
    let mut after = before.clone();
    for change in draft.changes(before.present()) {
        let body = Body::PlanChange(Box::new(change.clone()));
        match body.to_entry() {
            Ok(entry) => assert_eq!(Body::of(&entry), Ok(body), "a change survives being written"),
            Err(error) => panic!("a row that was taken cannot be written: {error:?} {}", error == EntryError::TooLarge),
        }
        after.put(change);
    }
    let imported = after.present();
    let again = read(files, imported).unwrap_or_else(|errors| panic!("refused the second time: {}", errors.len()));
    assert_eq!(again.changes(imported).len(), 0, "the same files again change nothing");
    assert!(again.kept_count(imported) <= draft.kept_count(before.present()), "and leave out nothing that was read");
}

/// Each error names a file that is there, a row of it, and nobody.
fn check_errors(files: &[(String, Vec<u8>)], errors: &[ImportError]) {
    assert!(!errors.is_empty(), "refused without a reason");
    // A card that stands in another table's file is a code there, and what is wrong with codes is said with the code.
    let is_stray = files.iter().any(|(name, bytes)| !name.starts_with("households") && has_secret(bytes));
    for error in errors {
        // Two files may have the same name.
        let named = files.iter().filter(|(name, _)| *name == error.file);
        let count =
            |(_, bytes): &(String, Vec<u8>)| bytes.iter().filter(|&&byte| byte == b'\n' || byte == b'\r').count();
        let lines = named.map(count).max().expect("an error is in some file");
        assert!((1..=lines + 1).contains(&(error.row as usize)), "row {} of {lines} lines", error.row);
        let said = format!("{} {:?}", error.problem, error.problem);
        let says_code = matches!(error.problem, ImportProblem::Unknown { .. } | ImportProblem::ItemTwice { .. });
        let may_repeat = is_stray && says_code;
        assert!(may_repeat || !said.contains(SECRET), "{} repeats what it should not", error.problem.code());
    }
}

fn has_secret(bytes: &[u8]) -> bool {
    bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes())
}

fn split(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        match (line.strip_prefix(MARK), files.last_mut()) {
            (Some(name), _) => files.push((String::from_utf8_lossy(name).trim().to_owned(), Vec::new())),
            (None, Some((_, file))) => file.extend_from_slice(line),
            (None, None) => files.push((String::new(), line.to_vec())),
        }
    }
    files
}

fn join(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in files {
        out.extend_from_slice(MARK);
        out.extend_from_slice(name.as_bytes());
        out.push(b'\n');
        out.extend_from_slice(bytes);
        if !bytes.ends_with(b"\n") {
            out.push(b'\n');
        }
    }
    out
}

/// A small plan that has one of everything.
const SMALL: [(&str, &str); 7] = [
    ("operation.csv", "key,value\nname,Somalia lanterns\nutc_offset,+03:00\nlanguages,en|fr|ar|so\nhq,IOM\n"),
    (
        "items.csv",
        "code,code_scheme,name_en,name_fr,name_so,name_ar,category,unit,recipient,components,covers_people,\
             covers_months,tracks_batch\nLANTERN,x,Solar lantern,Lanterne,Faynuus,فانوس,lighting,piece,household,,,,no\n\
             BLANKET,x,Blanket,,,,nfi,piece,household,,2,6,no\nKIT,x,Kit,,,,nfi,kit,household,BLANKET:3|LANTERN:1,,,yes\n",
    ),
    (
        "settlements.csv",
        "code,code_scheme,name,alt_names,type,adm1_name,adm1_code,adm2_name,adm2_code,lat,lon,households,\
             individuals,note\nS-1,x,Kosaar,Koosar|Kosar,camp,Togdheer,SO13,Burco,SO1301,9.52,45.53,600,3600,\
             near\nS-2,x,18 May,,,,,,,,,,,\n",
    ),
    (
        "rounds.csv",
        "code,name,implementing_org,funding_org,cluster,modality,targeting,start_on,end_on,settlements,entitlements,\
             target_households,target_individuals,sadd,min_interval_days,note\nR-1,Lanterns,IOM,Panasonic|Japan,NFI,\
             in_kind,targeted,2026-11-01,2026-12-15,S-1|S-2,LANTERN:1/household|BLANKET:1/2 people,341,2063,standard,180,\
             x\nR-2,Kits,,,,in_kind,blanket,2026-11-01,,,KIT:1/person,,,0|18|60,,\n",
    ),
    ("targets.csv", "round,settlement,item,target_households,target_quantity,note\nR-1,S-1,LANTERN,54,54,x\n"),
    ("facilities.csv", "settlement,code,name,type,note\nS-1,F-1,Health post,clinic,x\n"),
    (
        "households.csv",
        "round,settlement,card,size,note\nR-1,S-1,QZ7SECRET-01,4,QZ7SECRET\nR-1,S-2,QZ7SECRET-02,5,\"a, \"\"b\"\"\"\n",
    ),
];

static SMALL_PLAN: LazyLock<Imported> = LazyLock::new(|| {
    let mut imported = Imported::default();
    small_changes().into_iter().for_each(|change| imported.put(change));
    imported
});

/// The changes that make the small plan out of nothing.
pub(crate) fn small_changes() -> Vec<PlanChange> {
    let nothing = Imported::default();
    read(&SMALL, nothing.present()).expect("the small plan is right").changes(nothing.present())
}

/// Each table alone, what spreadsheets make of them, pairs of tables, and now and then all of the small plan.
fn samples() -> Vec<Vec<u8>> {
    let files: Vec<(String, Vec<u8>)> = SMALL.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).to_vec();
    let semicolons = |(name, bytes): &(String, Vec<u8>)| {
        let text = String::from_utf8_lossy(bytes).replace(',', ";").replace('\n', "\r\n");
        (name.clone(), [b"\xef\xbb\xbfsep=;\r\n", text.as_bytes()].concat())
    };
    let wide = |(name, bytes): &(String, Vec<u8>)| {
        let units: Vec<u8> = String::from_utf8_lossy(bytes).encode_utf16().flat_map(u16::to_le_bytes).collect();
        (name.clone(), [b"\xff\xfe", &units[..]].concat())
    };
    let onto = |files: &[(String, Vec<u8>)]| [ONTO, &join(files)].concat();
    let mut samples = vec![join(&files), onto(&files)];
    for file in &files {
        samples.extend([onto(std::slice::from_ref(file)), onto(std::slice::from_ref(file))]);
        samples.extend([onto(&[semicolons(file)]), onto(&[wide(file)])]);
    }
    samples.extend(files.windows(2).map(onto));
    // What refers to nothing else is right alone.
    samples.extend([0, 1, 2].map(|at| join(&files[at..=at])));
    samples
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let (is_onto, text) = match bytes.strip_prefix(ONTO) {
        Some(rest) => (true, rest),
        None => (false, &bytes[..]),
    };
    let mut files = split(text);
    if files.is_empty() || random.one_in(20) {
        return mutate::bytes(bytes, random);
    }
    let at = random.below(files.len());
    match random.below(12) {
        0 => mutate::list(&mut files, random),
        1 => mutate::bytes(&mut files[at].1, random),
        2 => files[at].0 = files[at].0.chars().take(random.below(12)).collect(),
        _ => mutate_cells(&mut files[at].1, random),
    }
    *bytes = if is_onto { ONTO.to_vec() } else { Vec::new() };
    bytes.append(&mut join(&files));
}

/// Changes a row or a cell; the quotes of cells are not minded.
fn mutate_cells(file: &mut Vec<u8>, random: &mut Random) {
    const CELLS: [&str; 24] = [
        "",
        "-",
        "0",
        "1",
        "99999",
        "4294967296",
        "-1",
        "1.5",
        "R-1",
        "S-1",
        "S-2",
        "LANTERN",
        "KIT",
        "KIT:1|KIT:1",
        "|",
        "LANTERN:0",
        "2026-02-30",
        "9999-12-31",
        "+14:00",
        "standard",
        "none",
        "0|18",
        "\u{202e}x",
        "1/0 people",
    ];
    let mut rows: Vec<Vec<u8>> = file.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    let at = random.below(rows.len());
    let mut cells: Vec<Vec<u8>> = rows[at].split(|&byte| byte == b',').map(<[u8]>::to_vec).collect();
    match random.below(6) {
        0 => mutate::list(&mut rows, random),
        1 => mutate::list(&mut cells, random),
        2 | 3 => {
            let cell = random.below(cells.len());
            cells[cell] = random.of(&CELLS).as_bytes().to_vec();
        }
        _ => {
            let cell = random.below(cells.len());
            mutate::bytes(&mut cells[cell], random);
        }
    }
    if let Some(row) = rows.get_mut(at).filter(|_| cells.len() > 1) {
        *row = cells.join(&b","[..]);
    }
    *file = rows.join(&b"\n"[..]);
}
