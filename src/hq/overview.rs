//! The overview: what was handed over, to whom, where and when, with targets and completeness beside it.

use super::{
    address,
    fetched::{Fetched, fetched},
    filter::{Field, Filter},
    office::office,
    parts::{
        by_day::ByDay,
        care::Care,
        faces::{Empty, Shown},
        figures::Figures,
        filter_bar::FilterBar,
        head::Head,
        items::Items,
        settlements::Settlements,
        sex_age::SexAge,
    },
    planned::planned,
    results,
};
use lantern_domain::Totals;
use lantern_ledger::api::DevicesAnswer;
use leptos::{either::Either, prelude::*};

const TOTALS: &str = "/api/v1/totals";
const FIELDS: &[Field] = &[Field::Round, Field::Item, Field::Funder, Field::Implementing, Field::From, Field::To];

/// The figures, kept fresh.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let words = office().words();
    let filter = address::filter();
    let plan = planned();
    let title = Signal::derive(move || plan.operation_name().unwrap_or_else(|| words.frame.overview.to_owned()));
    let figures = Pulled::new(filter);
    let csv =
        move || filter.with(|filter| filter.address(TOTALS, &[("group", "round,settlement,item"), ("format", "csv")]));
    view! {
        <Head title>
            <a class="button" href=csv rel="external" download="">{words.filters.csv}</a>
        </Head>
        <Care/>
        <FilterBar path="/hq/" plan=plan.contents fields=FIELDS/>
        <div class="body" aria-busy=move || figures.is_waiting().to_string()>
            <Shown of=figures.by_settlement draw=move |by_settlement| drawn(by_settlement, figures, filter.get())/>
        </div>
    }
}

/// What the overview pulls: the same facts in the groupings in which they can be counted exactly.
#[derive(Clone, Copy)]
struct Pulled {
    by_settlement: Fetched<Totals>,
    by_settlement_and_item: Fetched<Totals>,
    by_item: Fetched<Totals>,
    by_day: Fetched<Totals>,
    devices: Fetched<DevicesAnswer>,
}

impl Pulled {
    fn new(filter: Memo<Filter>) -> Self {
        let by =
            |group: &'static str| fetched(move || filter.with(|filter| filter.address(TOTALS, &[("group", group)])));
        Self {
            by_settlement: by("settlement"),
            by_settlement_and_item: by("settlement,item"),
            by_item: by("item"),
            by_day: by("day"),
            devices: fetched(|| "/api/v1/devices".to_owned()),
        }
    }

    fn is_waiting(self) -> bool {
        [self.by_settlement, self.by_settlement_and_item, self.by_item, self.by_day]
            .iter()
            .any(|it| it.is_waiting.get())
    }
}

/// Draws everything below the filters; runs again when any of it changes.
fn drawn(by_settlement: &Totals, figures: Pulled, filter: Filter) -> impl IntoView + use<> {
    planned().contents.track();
    let or_empty = |totals: Fetched<Totals>| totals.value.get().unwrap_or_default();
    let devices = figures.devices.value.get().map(|answer| answer.devices).unwrap_or_default();
    let by_item = or_empty(figures.by_item);
    let by_settlement_and_item = or_empty(figures.by_settlement_and_item);
    let by_day = or_empty(figures.by_day);
    let all = by_settlement.all.clone();
    let body = if by_settlement.rows.is_empty() {
        Either::Left(view! { <Nothing is_narrowed=!filter.is_all()/> })
    } else {
        Either::Right(view! {
            <Settlements
                blocks=results::blocks(by_settlement, &by_settlement_and_item)
                devices=devices.clone()
                filter=filter.clone()
            />
            <Items lines=results::items(&by_item) filter=filter.clone()/>
            <div class="two">
                <ByDay by_day filter=filter.clone()/>
                <SexAge all=all.clone() filter=filter.clone()/>
            </div>
        })
    };
    view! {
        <Figures all lines=results::items(&by_item) devices filter/>
        {body}
    }
}

/// No figure, and the way to the first one.
#[component]
fn Nothing(
    /// Whether filters leave nothing, though there may be something.
    is_narrowed: bool,
) -> impl IntoView {
    let words = office().words().totals;
    if is_narrowed {
        return Either::Left(view! { <section class="panel"><Empty why=words.empty_filtered/></section> });
    }
    Either::Right(view! {
        <section class="panel">
            <Empty why=words.empty/>
            <p class="actions">
                <a class="button" href="/hq/plan">{words.to_plan}</a>
                <a class="quiet" href="/hq/phones">{words.to_phones}</a>
            </p>
        </section>
    })
}
