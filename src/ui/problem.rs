//! What is wrong with a field: said below it, and named by it.

use super::{Drawn, El, Live, Picture, el, icon, maybe_text, when};

/// What is wrong with a field, as its component takes it; `None`: nothing.
#[derive(Clone)]
pub struct Problem(Live<Option<&'static str>>);

impl<F: Fn() -> Option<&'static str> + Send + Sync + 'static> From<F> for Problem {
    fn from(of: F) -> Self {
        Self(Live::from(of))
    }
}

impl Problem {
    /// Nothing is ever wrong.
    pub fn never() -> Self {
        Self::from(|| None)
    }

    /// Returns what is wrong.
    pub fn get(&self) -> Option<&'static str> {
        self.0.get()
    }

    /// Marks a field as wrong while it is, and names the line that says so: the one of an id.
    #[inline(never)]
    pub fn marked(&self, field: El, id: &str) -> El {
        self.described(field, id, false)
    }

    /// Marks a field like [`marked`](Self::marked), and names its hint, too.
    #[inline(never)]
    pub(super) fn described(&self, field: El, id: &str, has_hint: bool) -> El {
        let (invalid, described, id) = (self.clone(), self.clone(), id.to_owned());
        field
            .live_attr("aria-invalid", move || invalid.get().map(|_| "true"))
            .live_attr("aria-describedby", move || described_by(&id, has_hint, described.get()))
    }
}

/// The sentence below a field that says what is wrong with it; the field names it in `aria-describedby`.
#[inline(never)]
pub fn problem_line(of: &str, problem: Problem) -> Drawn {
    let id = format!("{of}-problem");
    let said = problem.clone();
    let line = move || {
        let said = said.clone();
        let words = el("span").child(maybe_text(move || said.get()));
        el("p").class("problem").attr("id", id.clone()).child(icon(Picture::Stop)).child(words)
    };
    when(move || problem.get().is_some(), line)
}

/// Returns the value for `aria-describedby`: the ids of hint and problem, as far as they are there.
fn described_by(id: &str, has_hint: bool, problem: Option<&'static str>) -> Option<String> {
    match (has_hint, problem.is_some()) {
        (true, true) => Some(format!("{id}-hint {id}-problem")),
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-problem")),
        (false, false) => None,
    }
}
