//! Sums over this phone's records: by settlement and item, today and all.
//!
//! Leaves adding up to the domain's tally.

use super::desk::{Desk, use_desk};
use super::page::Page;
use super::said;
use crate::text::{Words, number};
use crate::ui::{Act, Choice, El, Group, Live, drawn, el, group};
use lantern_domain::Code;
use lantern_domain::tally::{Dimension, Filter, Totals, TotalsQuery, TotalsRow};
use leptos::prelude::*;

/// Draws the sums.
pub fn totals_page() -> El {
    let desk = use_desk();
    let words = desk.words();
    let period = RwSignal::new(0_usize);
    let sums = move || {
        let is_today = period.get() == 0;
        let totals = query(desk, is_today);
        let voided = voided(words, totals.all.voided);
        if totals.rows.is_empty() {
            let empty = if is_today { words.totals.empty_today } else { words.totals.empty };
            group().child(el("p").class("empty").child(empty)).child(voided)
        } else {
            let tables = settlements(desk, words, &totals);
            group().child(everything(words, &totals.all)).child(tables).child(voided)
        }
    };
    let choice = Choice {
        name: "period",
        label: words.totals.title,
        is_label_unseen: true,
        options: vec![words.totals.today, words.totals.all],
        chosen: Live::from(move || period.get()),
        on_choose: Act::from(move |number| period.set(number)),
    };
    Page::new(words.totals.title)
        .child(choice.draw())
        .child(el("div").attr("aria-live", "polite").class("stack").child(drawn(sums)))
        .child(el("p").class("small").child(words.totals.only_here))
        .draw()
}

fn query(desk: Desk, is_today: bool) -> Totals {
    let phone = desk.phone();
    let today = is_today.then(|| phone.today(phone.place().map(|place| place.settlement).as_ref()));
    let filter = Filter { from: today, to: today, ..Filter::default() };
    let group = vec![Dimension::Settlement, Dimension::Item];
    phone.totals(&TotalsQuery { group, filter, with_untouched_targets: false })
}

/// Households, people, hand-overs.
fn everything(words: &Words, all: &TotalsRow) -> El {
    let home = &words.home;
    let figures = [
        (all.households + all.walk_ins, (home.households)(all.households + all.walk_ins)),
        (all.individuals, (home.people)(all.individuals)),
        (all.services, (home.hand_overs)(all.services)),
    ];
    let figure = |(count, unit): (u64, &'static str)| {
        el("p").child(el("b").class("big num").child(number::plain(count))).child(el("span").class("small").child(unit))
    };
    el("div").class("sheet figures").children(figures.into_iter().map(figure))
}

/// A table for each settlement: items handed over as such, and below them what was inside the kits.
fn settlements(desk: Desk, words: &Words, totals: &Totals) -> Group {
    // What was voided leaves rows without anything in them.
    let is_something = |row: &TotalsRow| row.quantity.unwrap_or(0) + row.in_kits.unwrap_or(0) > 0;
    let all = totals.rows.chunk_by(|one, other| one.key[0] == other.key[0]);
    let tables = all.filter(|rows| rows.iter().any(is_something));
    let table = |rows: &[TotalsRow]| {
        let head = el("tr")
            .child(el("th").attr("scope", "col").child(words.totals.item))
            .child(el("th").attr("scope", "col").class("end").child(words.totals.quantity));
        el("table")
            .class("totals")
            .child(el("caption").child(el("bdi").child(rows[0].key[0].name.clone())))
            .child(el("thead").child(head))
            .child(items(desk, None, rows, |row| row.quantity))
            .child(items(desk, Some(words.totals.in_kits), rows, |row| row.in_kits))
    };
    group().children(tables.map(table))
}

/// The rows whose count is above 0, below a heading; nothing without such rows.
fn items(
    desk: Desk,
    heading: Option<&'static str>,
    rows: &[TotalsRow],
    count: fn(&TotalsRow) -> Option<u64>,
) -> Option<El> {
    let counted = rows.iter().filter_map(|row| Some((row, count(row).filter(|&count| count > 0)?)));
    let mut counted = counted.map(|(row, count)| item(desk, row, count)).peekable();
    counted.peek()?;
    let heading =
        heading.map(|said| el("tr").child(el("th").attr("scope", "rowgroup").attr("colspan", "2").child(said)));
    Some(el("tbody").child(heading).children(counted))
}

fn item(desk: Desk, row: &TotalsRow, count: u64) -> El {
    let (plan, language) = (desk.phone_now().plan(), untrack(|| desk.language()));
    let name = match Code::new(&row.key[1].code) {
        Ok(code) => said::item(&plan, &code, language).to_owned(),
        Err(_) => row.key[1].name.clone(),
    };
    el("tr")
        .child(el("th").attr("scope", "row").child(el("bdi").child(name)))
        .child(el("td").class("end num").child(number::plain(count)))
}

fn voided(words: &Words, count: u64) -> Option<El> {
    (count > 0).then(|| el("p").class("small num").child((words.totals.voided)(count)))
}
