//! What an import would change, or what is wrong with it: each error with its file, row and column.

use super::{
    icons::{Icon, Shape},
    table::Scroll,
};
use crate::hq::{figures::count, import_problem, office::office};
use lantern_ledger::api::{ImportAnswer, ImportProblemRow, KindCount};
use leptos::prelude::*;

/// Counts of changes, and the way to import them.
#[component]
pub fn Preview(
    /// The server's answer to the check.
    answer: ImportAnswer,
    /// Imports the same files.
    import: Callback<()>,
) -> impl IntoView {
    let words = office().words().plan;
    let is_new = answer.changes > 0;
    let said = if is_new { (words.would_change)(answer.changes as u64) } else { words.nothing_new.to_owned() };
    let kept = (answer.kept > 0).then(|| (words.kept)(answer.kept as u64));
    let row = |kind: KindCount| {
        view! { <tr><th scope="row">{kind_said(&kind.kind)}</th><td class="n">{count(kind.changes as u64)}</td></tr> }
    };
    view! {
        <p class="notice good"><Icon shape=Shape::Check/><span id="preview">{said}</span></p>
        {is_new.then(|| view! {
            <Scroll labelled_by="preview">
                <table class="narrow">
                    <thead><tr><th scope="col">{words.kind}</th><th scope="col" class="n">{words.changes}</th></tr></thead>
                    <tbody>{answer.kinds.into_iter().map(row).collect_view()}</tbody>
                </table>
            </Scroll>
        })}
        <p class="ink-2">{kept}</p>
        {is_new.then(|| view! {
            <button type="button" class="go" on:click=move |_| import.run(())>{words.apply}</button>
        })}
    }
}

/// Everything that is wrong.
#[component]
pub fn Errors(
    /// The errors.
    rows: Vec<ImportProblemRow>,
) -> impl IntoView {
    let words = office().words().plan;
    let said = format!("{}. {}", (words.errors)(rows.len() as u64), words.nothing_imported);
    view! {
        <p class="notice stop"><Icon shape=Shape::Struck/><span id="errors">{said}</span></p>
        <Problems rows labelled_by="errors"/>
    }
}

/// What is odd and no error.
#[component]
pub fn Warnings(
    /// The warnings.
    rows: Vec<ImportProblemRow>,
) -> impl IntoView {
    let words = office().words().plan;
    (!rows.is_empty()).then(|| {
        view! {
            <h3 id="warnings">{words.warnings}</h3>
            <Problems rows labelled_by="warnings"/>
        }
    })
}

/// Problems with their places; where this app has no words for one, with the server's own in English.
#[component]
fn Problems(
    /// The problems.
    rows: Vec<ImportProblemRow>,
    /// The id of what names the table.
    labelled_by: &'static str,
) -> impl IntoView {
    let words = office().words().plan;
    let row = move |problem: ImportProblemRow| {
        let said = match import_problem::said(&office().words().import, &problem) {
            Some(said) => view! { <td role="cell">{said}</td> }.into_any(),
            None => view! { <td role="cell" lang="en">{problem.message}</td> }.into_any(),
        };
        view! {
            <tr role="row">
                <th role="rowheader" scope="row"><bdi>{problem.file}</bdi></th>
                <td role="cell" class="n">{problem.row.map(|row| view! {
                    <span class="narrow-only">{words.row}" "</span>{count(row as u64)}
                })}</td>
                <td role="cell"><bdi class="code">{problem.column}</bdi></td>
                {said}
            </tr>
        }
    };
    // A narrow screen stacks the cells, after which browsers no longer take them for a table's: the roles say that they are.
    view! {
        <Scroll labelled_by>
            <table class="problems" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{words.file}</th>
                        <th role="columnheader" scope="col" class="n">{words.row}</th>
                        <th role="columnheader" scope="col">{words.column}</th>
                        <th role="columnheader" scope="col">{words.problem}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </Scroll>
    }
}

fn kind_said(kind: &str) -> String {
    let words = office().words().plan;
    let said = match kind {
        "operation" => words.operation,
        "settlement" => words.settlements,
        "item" => words.items,
        "round" => words.rounds,
        "target" => words.targets,
        "facility" => words.facilities,
        "household" => words.lists,
        other => other,
    };
    said.to_owned()
}
