//! The whole phone in a real browser: IndexedDB, localStorage, WebCrypto and Web Locks under the same code.

use super::*;
use crate::browser::world_named;
use crate::keys::Keys;
use crate::second_copy::SecondCopy;
use crate::second_copy::local_storage::LocalCopy;
use crate::store::indexed_db::delete;
use crate::transport::{NoAnswer, Reply, Request, Transport};
use crate::world::Local;
use lantern_domain::{Collector, Line, Quantity, Recipient};
use lantern_ledger::api::{EnrolAnswer, base64url};
use std::cell::Cell;
use uuid::Uuid;
use wasm_bindgen_test::wasm_bindgen_test;

/// An HQ that enrols whoever asks, and answers nothing else.
struct Enroller {
    keys: Rc<dyn Keys>,
}

impl Transport for Enroller {
    fn send(&self, request: Request) -> Local<'_, Result<Reply, NoAnswer>> {
        Box::pin(async move {
            if !request.path.ends_with("enrol") {
                return Err(NoAnswer);
            }
            let key = self.keys.generate().await.map_err(|_| NoAnswer)?;
            let answer = EnrolAnswer {
                operation: Uuid::from_u128(7),
                operation_name: "Jowhar".into(),
                device: Uuid::from_u128(8),
                device_name: "tecno".into(),
                hq_public_key: base64url::encode(&key.public),
                server_at_ms: 0,
                follow: Vec::new(),
            };
            Ok(Reply { status: 200, retry_after_s: None, body: serde_json::to_vec(&answer).unwrap() })
        })
    }
}

thread_local! {
    /// Each opening is another tab: its lock must not be that of a closed one, which a test page cannot give up.
    static TABS: Cell<u32> = const { Cell::new(0) };
}

async fn open(name: &str) -> Phone {
    let mut world = world_named(name, "0.0.0-test").await.unwrap();
    let tab = TABS.replace(TABS.get() + 1);
    world.chair = world_named(&format!("test-tab-{tab}"), "").await.unwrap().chair;
    world.transport = Rc::new(Enroller { keys: Rc::clone(&world.keys) });
    Phone::open_in(world).await.unwrap()
}

async fn enrolled(name: &str) -> Phone {
    delete(name).await.unwrap();
    wipe_copy(name);
    let phone = open(name).await;
    phone.enrol("link").await.unwrap();
    let settlement = SettlementRef::Planned(Code::new("KOS").unwrap());
    phone.set_place(Place { round: Code::new("R1").unwrap(), settlement }).await.unwrap();
    phone
}

fn wipe_copy(name: &str) {
    let copy = LocalCopy::open_below(&format!("{name}.copy."));
    copy.names().iter().for_each(|text| copy.remove(text));
}

async fn record(phone: &Phone, card: &str) -> Result<Saved, SaveError> {
    let distribution = Distribution {
        at: Moment(0),
        round: Code::new("R1").unwrap(),
        recipient: Recipient::Household(CardCode::new(card).unwrap()),
        size: None,
        sex_age: None,
        collector: Collector::Recipient,
        lines: vec![Line {
            item: Code::new("LANTERN").unwrap(),
            quantity: Quantity::new(1).unwrap(),
            entitled: None,
            reason: None,
            substitute_for: None,
            batch_no: None,
            expires_on: None,
        }],
        proof: None,
        position: None,
        operator: ShortText::new("Amina").unwrap(),
        repeat_reason: None,
        note: None,
        seals: Vec::new(),
    };
    phone.record(distribution, Some("form")).await
}

fn events(phone: &Phone) -> Vec<Event> {
    phone.notices().into_iter().map(|notice| notice.event).collect()
}

#[wasm_bindgen_test]
async fn what_was_recorded_is_there_when_the_app_is_opened_again() {
    let phone = enrolled("test-phone").await;
    phone.save_draft("form", "half-typed".into()).await.unwrap();
    assert_eq!(open("test-phone").await.draft("form").as_deref(), Some("half-typed"));
    let first = record(&phone, "K-1").await.unwrap();
    record(&phone, "K-2").await.unwrap();
    let phone = open("test-phone").await;
    assert_eq!((phone.record_count(), phone.waiting().records), (2, 2));
    assert_eq!(phone.record_view(first.id).unwrap().short_code, first.short_code);
    assert_eq!(phone.draft("form"), None);
    assert_eq!(phone.enrolment().unwrap().device_name, "tecno");
    assert_eq!(events(&phone), []);
}

#[wasm_bindgen_test]
async fn a_deleted_database_is_said_and_its_entries_come_back_from_local_storage() {
    let phone = enrolled("test-wiped").await;
    for card in 0..40 {
        record(&phone, &format!("K-{card}")).await.unwrap();
    }
    delete("test-wiped").await.unwrap();
    let phone = open("test-wiped").await;
    assert!(events(&phone).contains(&Event::StoreLost { had: 41, restored: 41 }));
    assert_eq!((phone.record_count(), phone.waiting().records), (40, 40));
    assert!(!phone.enrolment().unwrap().is_key_confirmed);
}

#[wasm_bindgen_test]
async fn a_database_deleted_under_the_app_is_no_silent_new_beginning() {
    let phone = enrolled("test-taken").await;
    record(&phone, "K-1").await.unwrap();
    delete("test-taken").await.unwrap();
    assert_eq!(record(&phone, "K-2").await, Err(SaveError::Gone));
    assert_eq!(phone.save_draft("form", "half-typed".into()).await, Err(SaveError::Gone));
    let phone = open("test-taken").await;
    assert!(events(&phone).contains(&Event::StoreLost { had: 2, restored: 2 }));
}

#[wasm_bindgen_test]
async fn a_deleted_local_storage_is_said_and_made_anew() {
    let phone = enrolled("test-copy").await;
    record(&phone, "K-1").await.unwrap();
    wipe_copy("test-copy");
    assert_eq!(events(&open("test-copy").await), [Event::SecondCopyLost]);
    delete("test-copy").await.unwrap();
    assert_eq!(open("test-copy").await.record_count(), 1);
}

#[wasm_bindgen_test]
async fn the_second_of_two_tabs_says_so() {
    delete("test-tabs").await.unwrap();
    let first = Phone::open_in(world_named("test-tabs", "").await.unwrap()).await.unwrap();
    let second = Phone::open_in(world_named("test-tabs", "").await.unwrap()).await.unwrap();
    assert!(first.is_writer());
    assert!(!second.is_writer());
    assert_eq!(record(&second, "K-1").await, Err(SaveError::ReadOnlyTab));
}

/// Opens a phone in a page whose lock requests do this.
async fn opened_where_locks(name: &str, refuse: &str) -> Phone {
    delete(name).await.unwrap();
    let run = |source: &str| js_sys::Function::new_no_args(source).call0(&wasm_bindgen::JsValue::NULL).unwrap();
    run(&format!("navigator.locks.request = () => {{ {refuse} }};"));
    let phone = Phone::open_in(world_named(name, "").await.unwrap()).await.unwrap();
    run("delete navigator.locks.request;");
    phone
}

#[wasm_bindgen_test]
async fn a_browser_that_refuses_locks_opens_the_app_all_the_same() {
    const REFUSED: &str = "new DOMException('refused', 'SecurityError')";
    assert!(opened_where_locks("test-locks-reject", &format!("return Promise.reject({REFUSED})")).await.is_writer());
    assert!(opened_where_locks("test-locks-throw", &format!("throw {REFUSED}")).await.is_writer());
}

#[wasm_bindgen_test]
fn cards_are_compared_with_the_browsers_own_tables_as_on_the_server() {
    let folded = |typed: &str| CardCode::new(typed).map(|card| card.folded().as_str().to_owned());
    assert_eq!(folded("E\u{301}-٠٣"), folded("é 03"));
    assert_eq!(folded("E\u{301}-٠٣").unwrap(), "é03");
    assert_eq!(folded("بِنت").unwrap(), "بِنت", "a vowel sign belongs on a card");
    assert!(folded("A/1").is_err());
    assert_eq!(lantern_domain::plan::fold_spelling("Gaalkacyô"), lantern_domain::plan::fold_spelling("Galkayo"));
}
