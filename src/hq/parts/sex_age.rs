//! People by sex and age, with the share of households that were asked beside it. *Not asked* is never a zero.

use super::{
    faces::Empty,
    table::{FigureLink, Scroll},
};
use crate::hq::{
    figures::{count, per_cent, per_cent_written},
    filter::Filter,
    office::office,
    sadd,
};
use lantern_domain::{TotalsRow, tally::SexAgeSum};
use leptos::prelude::*;

/// A table for each set of age brackets; rounds ask in their own.
#[component]
pub fn SexAge(
    /// The total of all.
    all: TotalsRow,
    /// What everything is narrowed to.
    filter: Filter,
) -> impl IntoView {
    let words = office().words();
    let asked = sadd::asked_per_cent(&all).map(|share| {
        let households = count(all.households + all.walk_ins);
        (words.totals.asked_for)(&per_cent_written(share, words.language), &households)
    });
    let records = filter.address("/hq/records", &[]);
    let nobody = all.sex_age.is_empty();
    let tables = all.sex_age.into_iter().map(move |sum| view! { <Brackets sum address=records.clone()/> });
    view! {
        <section class="panel" aria-labelledby="sex-age">
            <div class="panel-head"><h2 id="sex-age">{words.totals.sex_age}</h2><p>{asked}</p></div>
            {nobody.then(|| view! { <Empty why=words.totals.nobody_asked/> })}
            {tables.collect_view()}
        </section>
    }
}

/// The table of one set of brackets.
#[component]
fn Brackets(
    /// The sums.
    sum: SexAgeSum,
    /// The records that they are of.
    address: String,
) -> impl IntoView {
    let words = office().words();
    let (female, male) = sadd::people(&sum);
    let all = female + male;
    let share = move |people| per_cent(people, all).map(|share| per_cent_written(share, words.language));
    let line = move |name: String, female: u64, male: u64| {
        let link = |number| view! { <FigureLink value=count(number) address=address.clone()/> };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="n">{link(female)}</td>
                <td class="n">{link(male)}</td>
                <td class="n">{link(female + male)}</td>
                <td class="n">{share(female + male)}</td>
            </tr>
        }
    };
    let brackets = sadd::brackets(&sum);
    let lines = brackets.iter().map(|it| line(it.said(words), it.female, it.male)).collect_view();
    view! {
        <Scroll labelled_by="sex-age">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words.totals.age}</th>
                        <th scope="col" class="n">{words.totals.female}</th>
                        <th scope="col" class="n">{words.totals.male}</th>
                        <th scope="col" class="n">{words.totals.both}</th>
                        <th scope="col" class="n">{words.totals.share}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
                <tfoot>{line(words.totals.all_ages.to_owned(), female, male)}</tfoot>
            </table>
        </Scroll>
    }
}
