//! Components that know neither the phone nor the network: words, values and signals in, events out.
//!
//! Leaves words to `text`, and what happens next to the pages.

mod answer;
mod choice;
mod icon;
mod live;
mod note;
mod problem;
mod render;
mod stepper;
mod text_field;
mod view;

pub use answer::AnswerField;
pub use choice::Choice;
pub use icon::{Picture, icon};
pub use live::{Act, Live, memo};
pub use note::{Tone, note, note_with_more};
pub use problem::{Problem, problem_line};
pub use render::put;
pub use stepper::{Stepper, number_field};
pub use text_field::{Keys, TextField};
pub use view::{Drawn, El, Group, Text, View, apart, button, drawn, el, group, maybe_text, text, when};
