//! Items over all settlements. What was inside kits stands apart, and is never added to what was handed over as such.

use super::{
    progress::Progress,
    table::{FigureLink, Scroll},
};
use crate::hq::{
    figures::{count, count_or_unknown},
    filter::{Field, Filter},
    office::office,
    planned::planned,
    results::ItemLine,
};
use leptos::prelude::*;

/// The table of items.
#[component]
pub fn Items(
    /// The items, the most first.
    lines: Vec<ItemLine>,
    /// What everything is narrowed to.
    filter: Filter,
) -> impl IntoView {
    let words = office().words().totals;
    let row = move |line: ItemLine| {
        let address = filter.with(Field::Item, &line.code).address("/hq/records", &[]);
        let target = line.target.filter(|target| !target.is_households);
        view! {
            <tr>
                <th scope="row">{planned().item_name(&line.code)}<span class="ink-2 code">{line.code.clone()}</span></th>
                <td class="n"><FigureLink value=count(line.quantity) address=address.clone()/></td>
                <td class="n"><FigureLink value=count(line.in_kits) address/></td>
                <td class="n">{count_or_unknown(target.map(|target| target.wanted))}</td>
                <td><Progress target/></td>
            </tr>
        }
    };
    view! {
        <section class="panel" aria-labelledby="items">
            <div class="panel-head"><h2 id="items">{words.items}</h2><p>{words.items_apart}</p></div>
            <Scroll labelled_by="items">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words.item}</th>
                            <th scope="col" class="n">{words.quantity}</th>
                            <th scope="col" class="n">{words.in_kits}</th>
                            <th scope="col" class="n">{words.target}</th>
                            <th scope="col">{words.progress}</th>
                        </tr>
                    </thead>
                    <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
                </table>
            </Scroll>
        </section>
    }
}
