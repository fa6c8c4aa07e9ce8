//! A page: a heading, what scrolls, and what to do, in reach of the thumb.

use super::snack::SnackBar;
use leptos::prelude::*;

/// Draws a page. What is to be done stays on the screen and in its place, however long the rest is; what was just saved
/// is said above it.
#[component]
pub fn Page(
    /// The page's heading.
    #[prop(into)]
    title: String,
    /// Whether the heading is for those who hear the page only.
    #[prop(optional)]
    is_title_unseen: bool,
    /// The actions at the bottom, the amber one first.
    #[prop(optional, into)]
    acts: ViewFn,
    /// What scrolls.
    children: Children,
) -> impl IntoView {
    document().set_title(&format!("{title} · Lantern"));
    let acts = acts.run();
    view! {
        <main class="page">
            <div class="scroll">
                <h1 tabindex="-1" class:unseen=is_title_unseen>
                    {title}
                </h1>
                {children()}
            </div>
            <SnackBar />
            <div class="acts">{acts}</div>
        </main>
    }
}
