//! The rows of each table, read into plan changes.

use super::cells::{Cells, code, number, offset, parts, short};
use super::draft::DraftRow;
use super::sheet::Sheet;
use super::{Draft, ImportError, ImportProblem, ImportWarning, Table, small};
use crate::plan::{
    Facility, Item, ItemRecipient, ListedHousehold, Names, OperationInfo, Plan, PlanChange, Round, Settlement, Target,
};
use crate::{Code, HouseholdSize, SettlementRef};

/// Reads a file into the draft, and notes what is wrong with it.
pub(super) fn read_file(file: &str, bytes: &[u8], plan: &Plan, draft: &mut Draft, errors: &mut Vec<ImportError>) {
    let error = |row, column: Option<&str>, problem| ImportError {
        file: file.to_owned(),
        row,
        column: column.map(str::to_owned),
        problem,
    };
    let sheet = match Sheet::read(bytes) {
        Ok(sheet) => sheet,
        Err((row, problem)) => {
            draft.broken_tables.extend(Table::of_file(file, &[]));
            return errors.push(error(row, None, problem));
        }
    };
    let Some(table) = Table::of_file(file, &sheet.headings) else {
        return errors.push(error(sheet.headings_row, None, ImportProblem::UnknownFile));
    };
    draft.tables.insert(table);
    check_headings(table, file, &sheet, draft, errors);
    if table == Table::Operation {
        return read_operation(file, &sheet, plan, draft, errors);
    }
    for row in &sheet.rows {
        if row.cells.iter().skip(sheet.headings.len()).any(|cell| !cell.is_empty()) {
            errors.push(error(row.number, None, ImportProblem::ExtraCell));
        }
        let mut cells = Cells { file, sheet: &sheet, row, errors };
        let own_code = cells.text("code").and_then(|code| Code::new(code).ok());
        match read_row(table, &mut cells) {
            Some(change) => draft.rows.push(DraftRow { file: file.to_owned(), row: row.number, change }),
            None => draft.broken_rows.extend(own_code.map(|code| (table, code))),
        }
    }
}

fn check_headings(table: Table, file: &str, sheet: &Sheet, draft: &mut Draft, errors: &mut Vec<ImportError>) {
    let row = sheet.headings_row;
    let mut problem = |heading: &str, problem| {
        errors.push(ImportError { file: file.to_owned(), row, column: Some(heading.to_owned()), problem });
    };
    for required in table.required_columns() {
        if !sheet.headings.iter().any(|heading| heading == required) {
            problem(required, ImportProblem::MissingColumn);
            draft.broken_tables.insert(table);
        }
    }
    for (place, heading) in sheet.headings.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
        let is_known = |columns: &[&str]| columns.contains(&heading.as_str());
        if sheet.headings[..place].contains(heading) {
            problem(heading, ImportProblem::ColumnTwice);
        } else if !is_known(table.required_columns()) && !is_known(table.other_columns()) {
            draft.warnings.push(ImportWarning { file: file.to_owned(), row, column: heading.clone() });
        }
    }
}

fn read_row(table: Table, cells: &mut Cells<'_>) -> Option<PlanChange> {
    match table {
        Table::Operation => None,
        Table::Items => item(cells).map(PlanChange::Item),
        Table::Settlements => settlement(cells).map(PlanChange::Settlement),
        Table::Rounds => round(cells).map(PlanChange::Round),
        Table::Targets => target(cells).map(PlanChange::Target),
        Table::Facilities => facility(cells).map(PlanChange::Facility),
        Table::Households => household(cells).map(PlanChange::Household),
    }
}

fn settlement(cells: &mut Cells<'_>) -> Option<Settlement> {
    let (own_code, name) = (cells.code("code"), cells.required("name", short));
    if own_code.as_ref().is_some_and(|it| it.as_str().starts_with(SettlementRef::PROVISIONAL_PREFIX)) {
        cells.problem("code", ImportProblem::Reserved);
    }
    Some(Settlement {
        code_scheme: cells.short("code_scheme"),
        alt_names: cells.list("alt_names", short),
        kind: cells.short("type"),
        adm1_name: cells.short("adm1_name"),
        adm1_code: cells.short("adm1_code"),
        adm2_name: cells.short("adm2_name"),
        adm2_code: cells.short("adm2_code"),
        place: cells.place(),
        households: cells.number("households", 0, u32::MAX),
        individuals: cells.number("individuals", 0, u32::MAX),
        utc_offset_minutes: cells.offset("utc_offset"),
        note: cells.note(),
        // Last, so that everything wrong in the row is noted.
        code: own_code?,
        name: name?,
    })
}

fn item(cells: &mut Cells<'_>) -> Option<Item> {
    let (own_code, en) = (cells.code("code"), cells.required("name_en", short));
    let (fr, so, ar) = (cells.short("name_fr"), cells.short("name_so"), cells.short("name_ar"));
    Some(Item {
        code_scheme: cells.short("code_scheme"),
        category: cells.short("category"),
        unit: cells.short("unit"),
        recipient: cells.read("recipient", recipient).unwrap_or_default(),
        components: cells.read("components", small::components).unwrap_or_default(),
        covers_people: cells.number("covers_people", 1, u32::MAX),
        covers_months: cells.number("covers_months", 1, 1_200),
        tracks_batch: cells.read("tracks_batch", yes_or_no).unwrap_or_default(),
        code: own_code?,
        names: Names { en: Some(en?), fr, so, ar },
    })
}

fn round(cells: &mut Cells<'_>) -> Option<Round> {
    let (own_code, name) = (cells.code("code"), cells.required("name", short));
    let (start_on, end_on) = (cells.date("start_on"), cells.date("end_on"));
    if start_on.zip(end_on).is_some_and(|(start, end)| end < start) {
        cells.problem("end_on", ImportProblem::EndsBeforeStart);
    }
    Some(Round {
        implementing_org: cells.short("implementing_org"),
        funding_orgs: cells.list("funding_org", short),
        cluster: cells.short("cluster"),
        modality: cells.short("modality"),
        targeting: cells.short("targeting"),
        start_on,
        end_on,
        settlements: cells.list("settlements", code),
        entitlements: cells.read("entitlements", small::entitlements).unwrap_or_default(),
        target_households: cells.number("target_households", 0, u32::MAX),
        target_individuals: cells.number("target_individuals", 0, u32::MAX),
        brackets: cells.read("sadd", small::brackets).flatten(),
        min_interval_days: cells.number("min_interval_days", 0, 36_500),
        note: cells.note(),
        code: own_code?,
        name: name?,
    })
}

fn target(cells: &mut Cells<'_>) -> Option<Target> {
    let (round, settlement, item) = (cells.code("round"), cells.code("settlement"), cells.code("item"));
    let target_households = cells.number("target_households", 0, u32::MAX);
    let target_quantity = cells.number("target_quantity", 0, u32::MAX);
    let note = cells.note();
    Some(Target { round: round?, settlement: settlement?, item: item?, target_households, target_quantity, note })
}

fn facility(cells: &mut Cells<'_>) -> Option<Facility> {
    let (settlement, name) = (cells.code("settlement"), cells.required("name", short));
    Some(Facility {
        code: cells.read("code", code),
        kind: cells.short("type"),
        note: cells.note(),
        settlement: settlement?,
        name: name?,
    })
}

fn household(cells: &mut Cells<'_>) -> Option<ListedHousehold> {
    let (round, settlement, card) = (cells.code("round"), cells.code("settlement"), cells.card());
    let size = cells.read("size", |text| {
        let most = HouseholdSize::MAX;
        HouseholdSize::new(number(text, 1, most)?).map_err(|_| ImportProblem::Number { least: 1, most })
    });
    let note = cells.note();
    Some(ListedHousehold { round: round?, settlement: settlement?, card: card?, size, note })
}

fn recipient(text: &str) -> Result<ItemRecipient, ImportProblem> {
    match text.to_lowercase().as_str() {
        "household" => Ok(ItemRecipient::Household),
        "facility" => Ok(ItemRecipient::Facility),
        "community" => Ok(ItemRecipient::Community),
        _ => Err(ImportProblem::Word { words: "household, facility, community" }),
    }
}

fn yes_or_no(text: &str) -> Result<bool, ImportProblem> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(ImportProblem::Word { words: "yes, no" }),
    }
}

/// Reads the settings; those that are missing stay as they are.
fn read_operation(file: &str, sheet: &Sheet, plan: &Plan, draft: &mut Draft, errors: &mut Vec<ImportError>) {
    let known = plan.operation.as_ref();
    let mut name = known.map(|it| it.name.clone());
    let mut utc_offset_minutes = known.map(|it| it.utc_offset_minutes);
    let mut languages = known.map(|it| it.languages.clone()).unwrap_or_default();
    let mut hq = known.and_then(|it| it.hq.clone());
    for row in &sheet.rows {
        let mut cells = Cells { file, sheet, row, errors };
        match cells.text("key").map(str::to_lowercase).as_deref() {
            Some("name") => name = cells.required("value", short),
            Some("utc_offset") => utc_offset_minutes = cells.required("value", offset),
            Some("languages") => languages = cells.required("value", language_list).unwrap_or_default(),
            Some("hq") => hq = cells.short("value"),
            Some(other) => {
                draft.warnings.push(ImportWarning { file: file.to_owned(), row: row.number, column: other.to_owned() });
            }
            None => cells.problem("key", ImportProblem::Blank),
        }
    }
    let row = sheet.headings_row;
    match (name, utc_offset_minutes) {
        (Some(name), Some(utc_offset_minutes)) => {
            let operation = OperationInfo { name, utc_offset_minutes, languages, hq };
            draft.rows.push(DraftRow { file: file.to_owned(), row, change: PlanChange::Operation(operation) });
        }
        // A setting that is there and wrong has been noted already.
        _ if errors.iter().any(|error| error.file == file) => {}
        _ => errors.push(ImportError {
            file: file.to_owned(),
            row,
            column: Some("key".to_owned()),
            problem: ImportProblem::OperationIncomplete,
        }),
    }
}

fn language_list(text: &str) -> Result<Vec<String>, ImportProblem> {
    let is_language = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let languages: Vec<String> = parts(text).map(str::to_lowercase).collect();
    if languages.iter().all(|part| is_language(part)) { Ok(languages) } else { Err(ImportProblem::Languages) }
}
