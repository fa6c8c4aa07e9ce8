//! The plan: importing one by upload, and what the present one holds.

use super::{
    office::office,
    parts::{
        faces::{Empty, Shown},
        head::Head,
        import::Import,
        plan_rounds::Rounds,
        plan_tables::{Items, Lists, Settlements, Targets},
    },
    planned::planned,
};
use crate::hq::days;
use lantern_ledger::api::{PlanAnswer, PlanContents};
use leptos::{either::Either, prelude::*};

/// The page of the plan.
#[component]
pub fn PlanPage() -> impl IntoView {
    let words = office().words().plan;
    let plan = planned();
    let done = Callback::new(move |()| plan.answer.again());
    view! {
        <Head title=words.title.to_owned()/>
        <Import done/>
        <div class="body"><Shown of=plan.answer draw=drawn/></div>
    }
}

/// Draws the present plan; runs again when it changes.
fn drawn(answer: &PlanAnswer) -> impl IntoView + use<> {
    let words = office().words().plan;
    let plan = answer.contents.clone();
    let is_empty = plan == PlanContents::default();
    let operation = plan.operation.as_ref().map(|operation| {
        let offset = days::offset(operation.utc_offset_minutes);
        format!("{} · {} UTC{offset}", operation.name, words.day_border)
    });
    let body = if is_empty {
        Either::Left(view! { <Empty why=words.empty/> })
    } else {
        Either::Right(view! {
            <Rounds plan=plan.clone()/>
            <Settlements plan=plan.clone()/>
            <Items plan=plan.clone()/>
            <Targets plan=plan.clone()/>
            <Lists plan/>
        })
    };
    view! {
        <section class="panel stack" aria-labelledby="present">
            <div class="panel-head"><h2 id="present">{words.present}</h2><p>{operation}</p></div>
            {body}
        </section>
    }
}
