//! A choice of a few: radio buttons that look like what they are, large enough for a thumb.

use super::{Act, El, Live, el};

/// A choice of a few things.
pub struct Choice {
    /// The name that its radio buttons share, unique on the page.
    pub name: &'static str,
    /// What is chosen.
    pub label: &'static str,
    /// Whether the label is for those who hear the page only.
    pub is_label_unseen: bool,
    /// What there is to choose from.
    pub options: Vec<&'static str>,
    /// The number of the chosen one.
    pub chosen: Live<usize>,
    /// Called with the number of the one that was tapped.
    pub on_choose: Act<usize>,
}

impl Choice {
    /// Draws it.
    #[inline(never)]
    pub fn draw(self) -> El {
        let Self { name, label, is_label_unseen, options, chosen, on_choose } = self;
        let option = |(index, said)| {
            let (chosen, on_choose) = (chosen.clone(), on_choose.clone());
            let radio = el("input")
                .attr("type", "radio")
                .attr("name", name)
                .holds("checked", move || chosen.get() == index)
                .on_change(move |_| on_choose.run(index));
            el("label").class("option").child(radio).child(el("span").child(said))
        };
        el("fieldset")
            .class("choice")
            .child(el("legend").class(if is_label_unseen { "unseen" } else { "label" }).child(label))
            .child(el("div").class("options").children(options.into_iter().enumerate().map(option)))
    }
}
