//! Totals and the records behind them, as JSON and as CSV.

use lantern_domain::{SettlementRef, ShortText};
use lantern_ledger::api::{RecordDetail, RecordStatus};
use lantern_server::storage::Storage as _;
use lantern_server::testing::{Camp, hand_over};

#[test]
fn totals_come_as_json_and_as_csv_with_targets_beside_them() {
    let camp = Camp::new();
    let office = camp.office();
    office.imports_somalia();
    let mut phone = camp.phone("tecno 1");
    let lantern = || hand_over("TF-2017-04").of(1, "SOLAR-LANTERN");
    phone.records("DEMO-SO1801-0002", lantern().to("TF-1").people(6).asked([1, 0, 0, 1, 1], [0, 1, 1, 1, 0]));
    phone.records("DEMO-SO1801-0002", lantern().to("TF-2").people(4));
    let wrong = phone.records("DEMO-SO1801-0002", lantern().to("TF-3"));
    phone.voids("DEMO-SO1801-0002", wrong);
    camp.send(&phone, phone.bundle());

    let totals = office.totals("group=settlement,item&round=TF-2017-04");
    let [row] = &totals.rows[..] else { panic!("{totals:?}") };
    assert_eq!((row.quantity, row.target_quantity), (Some(2), Some(54)));
    assert_eq!((row.households, row.target_households, row.voided), (2, Some(54), 1));
    assert_eq!((row.individuals, row.asked_for), (10, 1));

    let answer = office.get("/api/v1/totals?group=settlement,item&round=TF-2017-04&format=csv");
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        answer.text(),
        "\u{feff}settlement,settlement_name,item,item_name,quantity,in_kits,services,households,walk_ins,facilities,\
         communities,individuals,size_known_for,asked_for_sex_age,target_households,target_quantity,voided,\
         served_of_target_percent,female_0_4,female_5_11,female_12_17,female_18_59,female_60_plus,male_0_4,male_5_11,\
         male_12_17,male_18_59,male_60_plus\n\
         DEMO-SO1801-0002,Tuulo Farhan,SOLAR-LANTERN,Solar lantern,2,0,2,2,0,0,0,10,2,1,54,54,1,3.7,\
         1,0,0,1,1,0,1,1,1,0\n"
    );
}

#[test]
fn a_question_that_makes_no_sense_is_refused_in_words() {
    let camp = Camp::new();
    let office = camp.office();
    for query in ["group=colour", "group=day,day", "from=yesterday", "format=xlsx", "round=%07"] {
        let answer = office.get(&format!("/api/v1/totals?{query}"));
        assert_eq!(answer.problem(), (400, "request_unreadable".into()), "{query}");
    }
    assert_eq!(office.get("/api/v1/records?page=0").problem().0, 400);
    assert_eq!(office.get("/api/v1/records?state=maybe").problem().0, 400);
    let past = office.get("/api/v1/records?as_of=2026-11-01T12:00:00Z").problem();
    assert_eq!(past, (400, "request_unreadable".into()), "today's records would be taken for those of that day");
    assert_eq!(office.get("/api/v1/records/not-an-id").problem(), (404, "not_found".into()));
}

#[test]
fn every_record_is_shown_with_what_became_of_it() {
    let camp = Camp::new();
    let office = camp.office();
    office.imports_somalia();
    let mut phone = camp.phone("tecno 1");
    let kept = hand_over("KOSAAR-1").to("KOS 0001").of(1, "SOLAR-LANTERN").of(1, "NFI-KIT").people(4);
    phone.records("DEMO-SO1301-0001", kept.note("=1+1").at(1_795_219_200));
    let wrong = phone.records("DEMO-SO1301-0001", hand_over("KOSAAR-1").to("KOS-0002").at(1_795_219_300));
    phone.voids("DEMO-SO1301-0001", wrong);
    let name = ShortText::new("Beerta Nabadda").unwrap();
    let provisional = SettlementRef::Provisional { id: uuid::Uuid::from_u128(9), name };
    phone.records_at(provisional.clone(), hand_over("KOSAAR-1").at(1_795_219_400));
    camp.send(&phone, phone.bundle());

    let answer = office.records("");
    assert_eq!((answer.count, answer.page, answer.pages), (3, 1, 1));
    let [provisional_row, void, kept] = &answer.records[..] else { panic!("the latest first") };
    assert_eq!(provisional_row.settlement, provisional);
    assert_eq!(provisional_row.settlement_name, "Beerta Nabadda");
    assert_eq!((void.status, void.void_reason.as_deref()), (RecordStatus::Void, Some("wrong-card")));
    assert_eq!((kept.status, kept.settlement_name.as_str()), (RecordStatus::Counted, "Kosaar"));
    assert_eq!((kept.operator.as_str(), kept.device_name.as_str()), ("Amina Warsame", "tecno 1"));
    assert_eq!((kept.lines.len(), kept.day.to_string()), (2, "2026-11-21".to_owned()));

    let count = |query: &str| office.records(query).count;
    assert_eq!(count("state=void"), 1);
    assert_eq!(count("state=counted&item=NFI-KIT"), 1);
    assert_eq!(count(&format!("settlement={}", provisional.key())), 1);
    assert_eq!(count("round=TF-2017-04"), 0);

    let detail: RecordDetail = office.get(&format!("/api/v1/records/{}", void.id)).json();
    assert_eq!((detail.row, detail.effective, detail.seq), (void.clone(), None, 3));
    assert_eq!((detail.versions.len(), detail.versions[0].is_effective), (1, true));
    assert_eq!(detail.carried_by, Some(phone.device));
    assert!(detail.position.is_some());
}

#[test]
fn records_as_csv_have_a_row_for_each_line_and_no_formula() {
    let camp = Camp::new();
    let office = camp.office();
    office.imports_somalia();
    let mut phone = camp.phone("tecno 1");
    let both = hand_over("KOSAAR-1").to("KOS 0001").of(1, "SOLAR-LANTERN").of(2, "NFI-KIT").people(4);
    phone.records("DEMO-SO1301-0001", both.note("=1+1"));
    camp.send(&phone, phone.bundle());
    let text = office.get("/api/v1/records?format=csv").text();
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns = rows.headers().unwrap().clone();
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| {
        rows[row].get(columns.iter().position(|column| column == name).unwrap()).unwrap().to_owned()
    };
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (cell(0, "card"), cell(0, "item_name"), cell(0, "quantity")),
        ("KOS 0001".into(), "Solar lantern".into(), "1".into())
    );
    assert_eq!((cell(1, "line"), cell(1, "item"), cell(1, "quantity")), ("2".into(), "NFI-KIT".into(), "2".into()));
    assert_eq!((cell(0, "household_size"), cell(1, "household_size")), ("4".into(), String::new()));
    assert_eq!(
        (cell(0, "note"), cell(0, "day"), cell(0, "time")),
        ("'=1+1".into(), "2026-11-21".into(), "03:00:00".into())
    );
    assert_eq!((cell(0, "status"), cell(0, "clock_confirmed")), ("counted".into(), "no".into()));
}

#[test]
fn records_come_in_pages() {
    let camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    for n in 0..120 {
        phone.records("SITE-1", hand_over("ROUND").to(&format!("A-{n}")).at(1_795_219_200 + n));
    }
    camp.send(&phone, phone.bundle());
    let office = camp.office();
    let pages: Vec<_> = (1..=4).map(|page| office.records(&format!("page={page}"))).collect();
    assert_eq!(pages.iter().map(|page| page.records.len()).collect::<Vec<_>>(), [50, 50, 20, 0]);
    assert_eq!((pages[0].pages, pages[0].count), (3, 120));
    let mut ids: Vec<_> = pages.iter().flat_map(|page| &page.records).map(|row| row.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 120);
}

#[test]
fn whoever_looks_at_records_is_written_down_once_in_ten_minutes() {
    let camp = Camp::new();
    let office = camp.office();
    let looks = |query: &str| {
        office.records(query);
        camp.storage.last_position().0
    };
    let first = looks("round=TF-2017-04");
    assert_eq!(looks("round=TF-2017-04&page=2"), first);
    assert_eq!(looks("round=KOSAAR-1"), first + 1);
    camp.clock.pass(600);
    assert_eq!(looks("round=TF-2017-04"), first + 2);
}
