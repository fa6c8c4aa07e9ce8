//! What is to be drawn: one type for every element, with its tag, attributes and children as values.
//!
//! leptos gives each element a type of its own, made of its tag, its attributes and its children, and compiles building
//! and updating anew for each: most of what a phone on a bad link had to download. Here that is compiled once.
//! Leaves the page itself to [`super::render`].

use super::live::{Computes, Takes, memo};
use leptos::ev::Event;
use leptos::prelude::*;
use std::borrow::Cow;

/// Words on a screen or in an attribute.
pub type Text = Cow<'static, str>;

/// Something that is computed anew whenever what it read has changed.
pub(super) type Computed<T> = Box<dyn Computes<T>>;

/// Something to be drawn.
pub enum View {
    /// Nothing.
    Nothing,
    /// Words that stay.
    Text(Text),
    /// An element.
    Element(El),
    /// One thing after the other.
    Group(Group),
    /// Words that change.
    LiveText(LiveText),
    /// Something that is drawn anew whenever what it read has changed.
    Drawn(Drawn),
}

/// Words that change: made by [`text`] and [`maybe_text`].
pub struct LiveText(pub(super) Computed<Option<Text>>);

/// Something that changes: made by [`drawn`] and [`when`].
pub struct Drawn(pub(super) Computed<View>);

/// One thing after the other, without an element around them.
#[derive(Default)]
pub struct Group(pub(super) Vec<View>);

/// An element. Behind a pointer, so that building one moves nothing.
pub struct El(pub(super) Box<Parts>);

pub(super) struct Parts {
    pub tag: &'static str,
    pub attributes: Vec<(&'static str, Attribute)>,
    pub children: Vec<View>,
}

pub(super) enum Attribute {
    Fixed(Text),
    Live(Computed<Option<Text>>),
    /// A property of the element in the page; `None`: false.
    Property(Computed<Option<Text>>),
    Heard(Box<dyn Takes<Event>>),
}

/// Begins an element.
#[inline(never)]
pub fn el(tag: &'static str) -> El {
    El(Box::new(Parts { tag, attributes: Vec::new(), children: Vec::new() }))
}

/// Begins a button that does something at a tap.
#[inline(never)]
pub fn button(class: &'static str) -> El {
    let button = el("button").attr("type", "button");
    if class.is_empty() { button } else { button.class(class) }
}

impl El {
    #[inline(never)]
    fn with(mut self, name: &'static str, attribute: Attribute) -> Self {
        self.0.attributes.push((name, attribute));
        self
    }

    #[inline(never)]
    fn and(mut self, child: View) -> Self {
        self.0.children.push(child);
        self
    }

    #[inline(never)]
    fn fixed(self, name: &'static str, value: Text) -> Self {
        self.with(name, Attribute::Fixed(value))
    }

    #[inline(never)]
    fn heard(self, event: &'static str, act: Box<dyn Takes<Event>>) -> Self {
        self.with(event, Attribute::Heard(act))
    }

    /// Sets an attribute.
    pub fn attr(self, name: &'static str, value: impl Into<Text>) -> Self {
        self.fixed(name, value.into())
    }

    /// Sets the classes.
    pub fn class(self, names: impl Into<Text>) -> Self {
        self.fixed("class", names.into())
    }

    /// Sets an attribute, and keeps it up to date; `None`: the element does not have it.
    pub fn live_attr<S: Into<Text>>(self, name: &'static str, of: impl Fn() -> Option<S> + 'static) -> Self {
        self.with(name, Attribute::Live(Box::new(move || of().map(Into::into))))
    }

    /// Keeps what stands in a field up to date.
    pub fn value(self, of: impl Fn() -> String + 'static) -> Self {
        self.with("value", Attribute::Property(Box::new(move || Some(of().into()))))
    }

    /// Keeps a property that holds or does not hold up to date, such as `checked`.
    pub fn holds(self, name: &'static str, of: impl Fn() -> bool + 'static) -> Self {
        self.with(name, Attribute::Property(Box::new(move || of().then_some(Text::Borrowed("")))))
    }

    /// Does something at a tap.
    pub fn on_tap(self, act: impl Fn() + 'static) -> Self {
        self.heard("click", Box::new(move |_| act()))
    }

    /// Does something with what stands in the field at each keystroke.
    pub fn on_input(self, act: impl Fn(String) + 'static) -> Self {
        self.heard("input", Box::new(move |event: Event| act(event_target_value(&event))))
    }

    /// Does something with what stands in the field once it was chosen.
    pub fn on_change(self, act: impl Fn(String) + 'static) -> Self {
        self.heard("change", Box::new(move |event: Event| act(event_target_value(&event))))
    }

    /// Does something when a form is sent, in place of what browsers do.
    pub fn on_submit(self, act: impl Fn() + 'static) -> Self {
        self.heard(
            "submit",
            Box::new(move |event: Event| {
                event.prevent_default();
                act();
            }),
        )
    }

    /// Adds a child.
    pub fn child(self, child: impl Into<View>) -> Self {
        self.and(child.into())
    }

    /// Adds children.
    pub fn children<V: Into<View>>(mut self, children: impl IntoIterator<Item = V>) -> Self {
        for child in children {
            self = self.and(child.into());
        }
        self
    }
}

/// Begins a group.
pub fn group() -> Group {
    Group::default()
}

impl Group {
    #[inline(never)]
    fn and(mut self, child: View) -> Self {
        self.0.push(child);
        self
    }

    /// Adds one thing.
    pub fn child(self, child: impl Into<View>) -> Self {
        self.and(child.into())
    }

    /// Adds things.
    pub fn children<V: Into<View>>(mut self, children: impl IntoIterator<Item = V>) -> Self {
        for child in children {
            self = self.and(child.into());
        }
        self
    }
}

/// Says something anew whenever what it read has changed.
pub fn text<S: Into<Text>>(of: impl Fn() -> S + 'static) -> LiveText {
    LiveText(Box::new(move || Some(of().into())))
}

/// Says something as long as there is something to say.
pub fn maybe_text<S: Into<Text>>(of: impl Fn() -> Option<S> + 'static) -> LiveText {
    LiveText(Box::new(move || of().map(Into::into)))
}

/// Draws something anew whenever what it read has changed. What is the same as before stays in the page.
pub fn drawn<V: Into<View>>(of: impl Fn() -> V + 'static) -> Drawn {
    Drawn(Box::new(move || of().into()))
}

/// Draws something as long as a condition holds, and leaves it alone while it does.
pub fn when<V: Into<View>>(holds: impl Fn() -> bool + Send + Sync + 'static, draw: impl Fn() -> V + 'static) -> Drawn {
    fn guarded(holds: Memo<bool>, draw: Computed<View>) -> Drawn {
        drawn(move || if holds.get() { untrack(|| draw.compute()) } else { View::Nothing })
    }
    guarded(memo(holds), Box::new(move || draw().into()))
}

/// Draws something apart from what reads: it is not drawn anew by what it reads itself, nor is it ever taken for what
/// stood in its place before.
pub fn apart<V: Into<View>>(draw: impl Fn() -> V + 'static) -> View {
    drawn(move || untrack(|| draw().into())).into()
}

impl From<El> for View {
    fn from(element: El) -> Self {
        Self::Element(element)
    }
}

impl From<Group> for View {
    fn from(group: Group) -> Self {
        Self::Group(group)
    }
}

impl From<LiveText> for View {
    fn from(text: LiveText) -> Self {
        Self::LiveText(text)
    }
}

impl From<Drawn> for View {
    fn from(drawn: Drawn) -> Self {
        Self::Drawn(drawn)
    }
}

impl From<Text> for View {
    fn from(said: Text) -> Self {
        Self::Text(said)
    }
}

impl From<&'static str> for View {
    fn from(said: &'static str) -> Self {
        Self::Text(said.into())
    }
}

impl From<String> for View {
    fn from(said: String) -> Self {
        Self::Text(said.into())
    }
}

impl<V: Into<View>> From<Option<V>> for View {
    fn from(view: Option<V>) -> Self {
        view.map_or(Self::Nothing, Into::into)
    }
}
