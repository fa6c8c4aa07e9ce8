//! A form being filled in: the one place that reads, changes, keeps and saves it.

use crate::field::desk::Desk;
use crate::field::form::{Answer, Facts, Field, HandOver, Problems};
use crate::field::{browser, failure, snack};
use crate::ui::{Live, Problem};
use lantern_device::{Place, SaveError, ServedBefore};
use lantern_domain::Distribution;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is right to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Hand over.
    HandOver,
    /// The household was served: look, and go on to the next.
    Stop,
    /// Somebody wants to serve it again and has to say why.
    Explain,
    /// Serve it again: the reason is given.
    Repeat,
}

/// A form being filled in.
#[derive(Clone, Copy)]
pub struct Filling {
    /// What all pages share.
    pub desk: Desk,
    /// Whether somebody tried to save: only then problems are shown.
    was_tried: RwSignal<bool>,
    /// Why it was not stored.
    pub failed: RwSignal<Option<String>>,
}

impl Filling {
    /// Takes the form of the chosen place up where it was left, also after a kill, or begins a new one.
    pub fn begin(desk: Desk) -> Self {
        if let Some(place) = desk.phone_now().place() {
            desk.form.update(|form| {
                let is_here = |form: &HandOver| form.round == place.round && form.settlement == place.settlement;
                if !form.as_ref().is_some_and(is_here) {
                    *form = Some(draft(desk, &place).unwrap_or_else(|| fresh(desk, &place)));
                }
            });
        }
        Self { desk, was_tried: RwSignal::new(false), failed: RwSignal::new(None) }
    }

    /// Returns an earlier service of the card in the round, known to this phone, and watches it.
    pub fn served(self) -> Option<ServedBefore> {
        let phone = self.desk.phone();
        let card = self.desk.form.with(|form| form.as_ref().and_then(HandOver::known_card))?;
        phone.served(&phone.place()?.round, &card)
    }

    /// Reads the form; `None`: there is none, or nobody said who records.
    fn read(self) -> Option<Result<Distribution, Problems>> {
        let phone = self.desk.phone();
        let is_served_before = self.served().is_some();
        let facts = Facts { operator: phone.operator()?, is_served_before, now: phone.now() };
        self.desk.form.with(|form| form.as_ref().map(|form| form.read(&facts)))
    }

    /// Returns something of the form, and watches it.
    pub fn get<T: Default>(self, of: impl FnOnce(&HandOver) -> T) -> T {
        self.desk.form.with(|form| form.as_ref().map(of)).unwrap_or_default()
    }

    /// Returns something of the form that is asked for again and again.
    pub fn live<T: Default + 'static>(self, of: impl Fn(&HandOver) -> T + Send + Sync + 'static) -> Live<T> {
        Live::from(move || self.get(&of))
    }

    /// Changes the form.
    pub fn change(self, how: impl FnOnce(&mut HandOver)) {
        self.desk.form.update(|form| {
            if let Some(form) = form {
                how(form);
            }
        });
        self.failed.set(None);
    }

    /// Returns what is wrong with a field, once somebody tried to save, and watches it.
    pub fn said_of(self, field: Field) -> Option<&'static str> {
        let problems = if self.was_tried.get() { self.read()?.err()? } else { return None };
        problems.of(field).map(|problem| problem.said(self.desk.words()))
    }

    /// Returns what is wrong with a field, asked again and again.
    pub fn problem(self, field: Field) -> Problem {
        Problem::from(move || self.said_of(field))
    }

    /// Returns what is right to do now.
    pub fn step(self) -> Step {
        let is_served = self.served().is_some();
        let repeat =
            self.desk.form.with(|form| form.as_ref().and_then(|form| form.repeat.as_ref().map(Answer::is_empty)));
        match (is_served, repeat) {
            (false, _) => Step::HandOver,
            (true, None) => Step::Stop,
            (true, Some(true)) => Step::Explain,
            (true, Some(false)) => Step::Repeat,
        }
    }

    /// Notes that somebody wants to serve the household again.
    pub fn decide_to_repeat(self) {
        self.change(|form| form.repeat = Some(Answer::default()));
    }

    /// Returns whether anything is typed.
    pub fn is_touched(self) -> bool {
        let plan = self.desk.plan();
        self.desk.form.with(|form| form.as_ref().is_some_and(|form| !form.is_untouched(&plan)))
    }

    /// Puts an empty form in place of this one.
    pub fn begin_anew(self) {
        let place = self.desk.phone_now().place();
        self.desk.form.set(place.map(|place| fresh(self.desk, &place)));
        self.was_tried.set(false);
        self.failed.set(None);
    }

    /// Keeps the form as a draft at each change.
    pub fn keep_draft(self) {
        let desk = self.desk;
        Effect::new(move |before: Option<Option<HandOver>>| {
            let form = desk.form.get();
            if let (Some(before), Some(form)) = (before, &form)
                && before.as_ref() != Some(form)
            {
                spawn_local(keep(desk, self.failed, form.clone()));
            }
            form
        });
    }

    /// Records the hand-over, or says what is wrong with it. Says *saved* only when the phone holds it for good.
    pub fn save(self) {
        if self.desk.is_saving.get_untracked() {
            return;
        }
        match untrack(|| self.read()) {
            Some(Ok(distribution)) => self.record(distribution),
            Some(Err(problems)) => {
                self.was_tried.set(true);
                self.desk.speak(&(self.desk.words().problems.fields)(problems.count() as u64));
                browser::focus_first_problem();
            }
            None => self.fail(&SaveError::NoOperator),
        }
    }

    fn record(self, distribution: Distribution) {
        let desk = self.desk;
        desk.is_saving.set(true);
        self.failed.set(None);
        spawn_local(async move {
            let key = desk.form.with_untracked(|form| form.as_ref().map(draft_key));
            let stored = desk.phone_now().record(distribution, key.as_deref()).await;
            desk.is_saving.set(false);
            match stored {
                Ok(saved) => {
                    snack::offer_undo(desk, saved.id);
                    let _ = self.was_tried.try_set(false);
                    // Whoever went on to another place meanwhile keeps what is typed there.
                    desk.form.update(|form| {
                        if form.as_ref().map(draft_key) == key {
                            *form = desk.phone_now().place().map(|place| fresh(desk, &place));
                        }
                    });
                    browser::focus_page();
                }
                Err(error) => self.fail(&error),
            }
        });
    }

    fn fail(self, error: &SaveError) {
        let said = failure::save_error(self.desk.words(), error);
        self.desk.speak(&said);
        let _ = self.failed.try_set(Some(said));
    }
}

fn fresh(desk: Desk, place: &Place) -> HandOver {
    HandOver::new(&desk.phone_now().plan(), place.round.clone(), place.settlement.clone())
}

/// Brings a half-typed form back; `None`: there is none, or another version of the app wrote it.
fn draft(desk: Desk, place: &Place) -> Option<HandOver> {
    let kept = desk.phone_now().draft(&HandOver::draft_key(&place.round, &place.settlement))?;
    let mut form = HandOver::from_draft(&kept)?;
    form.follow(&desk.phone_now().plan());
    Some(form)
}

fn draft_key(form: &HandOver) -> String {
    HandOver::draft_key(&form.round, &form.settlement)
}

async fn keep(desk: Desk, failed: RwSignal<Option<String>>, form: HandOver) {
    let phone = desk.phone_now();
    let key = draft_key(&form);
    let kept = if form.is_untouched(&phone.plan()) {
        phone.clear_draft(&key).await
    } else {
        phone.save_draft(&key, form.to_draft()).await
    };
    if kept.is_err() {
        let _ = failed.try_set(Some(desk.words().save.draft.to_owned()));
    }
}
