//! What tables share: the heads of their columns in a frame that scrolls sideways on a narrow screen, and figures that open
//! their records.

use leptos::prelude::*;

/// A frame around a table that may be wider than the screen; the keyboard can scroll it.
#[component]
pub fn Scroll(
    /// The id of the heading that names the table.
    labelled_by: &'static str,
    /// The table.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="scroll" role="group" tabindex="0" aria-labelledby=labelled_by>{children()}</div>
    }
}

/// A column of a table, by what stands in it.
#[derive(Clone, Copy)]
pub enum Column {
    /// Words.
    Words(&'static str),
    /// A number.
    Number(&'static str),
}

/// A table in its frame: the heads of its columns, and its bodies below them.
#[component]
pub fn Table<const COLUMNS: usize>(
    /// The id of the heading that names the table.
    labelled_by: &'static str,
    /// How `hq.css` knows it.
    #[prop(optional)]
    class: &'static str,
    /// Its columns.
    columns: [Column; COLUMNS],
    /// Its bodies.
    children: Children,
) -> impl IntoView {
    let head = |column: Column| match column {
        Column::Words(name) => view! { <th scope="col">{name}</th> }.into_any(),
        Column::Number(name) => view! { <th scope="col" class="n">{name}</th> }.into_any(),
    };
    view! {
        <Scroll labelled_by>
            <table class=class>
                <thead><tr>{columns.map(head).into_iter().collect_view()}</tr></thead>
                {children()}
            </table>
        </Scroll>
    }
}

/// A figure that opens its records.
#[component]
pub fn FigureLink(
    /// The figure, written.
    value: String,
    /// Its records.
    address: String,
) -> impl IntoView {
    view! { <a class="figure-link num" href=address>{value}</a> }
}
