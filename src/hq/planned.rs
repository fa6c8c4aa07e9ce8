//! The plan as all pages share it: pulled once for the frame, and again when HQ changes it.

use super::{
    fetched::{Fetched, fetched},
    naming,
    office::office,
    parts::faces::Shown,
};
use lantern_ledger::api::{PlanAnswer, PlanContents};
use leptos::prelude::*;

/// The plan, kept fresh.
#[derive(Clone, Copy)]
pub struct Planned {
    /// The whole answer, for the page about it.
    pub answer: Fetched<PlanAnswer>,
    /// What is in it; nothing before it is there.
    pub contents: Signal<PlanContents>,
}

impl Planned {
    /// Begins pulling it, for everything below the present owner.
    pub fn provide() -> Self {
        let office = office();
        let answer = fetched::<PlanAnswer>(|| "/api/v1/plan".to_owned());
        let contents = Memo::new(move |_| {
            answer.value.with(|answer| answer.as_ref().map(|answer| answer.contents.clone()).unwrap_or_default())
        });
        Effect::new(move |_| office.offset_minutes.set(contents.with(|plan| naming::offset_minutes(plan, None))));
        let planned = Self { answer, contents: contents.into() };
        provide_context(planned);
        planned
    }

    /// Draws what stands in its place until it is there.
    pub fn face(self) -> impl IntoView {
        view! { <Shown of=self.answer draw=|_| ()/> }
    }

    /// Returns the operation's name.
    pub fn operation_name(self) -> Option<String> {
        self.answer.value.with(|answer| answer.as_ref().and_then(|answer| answer.operation_name.clone()))
    }

    /// Returns an item's name in the present language.
    pub fn item_name(self, code: &str) -> String {
        self.contents.with(|plan| naming::item(plan, code, office().words().language))
    }
}

/// Returns the shared plan.
pub fn planned() -> Planned {
    expect_context::<Planned>()
}
