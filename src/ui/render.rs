//! Views in the page: built once, then changed in place, so that what has the focus keeps it.
//!
//! A view is compared with what stands in its place. The same tag stays and gets its new attributes and children;
//! anything else makes room. Leaves what is to be drawn to [`super::view`].

use super::live::Takes;
use super::view::{Attribute, Computed, Drawn, El, Group, LiveText, Parts, Text, View};
use leptos::ev::Event;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::owner::Owner;
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use leptos::wasm_bindgen::{JsCast, JsValue};
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Node;

/// Where `svg` and what is in it belong.
const SVG: &str = "http://www.w3.org/2000/svg";

/// Puts a view into an element of the page, for as long as the app runs.
pub fn put(view: View, into: &web_sys::Element) {
    let state = build(view);
    mount(&state, into, None);
    std::mem::forget(state);
}

/// What stands in the page for a view.
enum State {
    /// Nothing, where something may stand later.
    Nothing(Node),
    Text(web_sys::Text, Text),
    Element(Box<Element>),
    /// Several, and the mark after them.
    Group(Vec<State>, Node),
    LiveText(web_sys::Text, RenderEffect<()>),
    Drawn(Redrawn),
}

/// What stands there now, and what keeps it up to date for as long as it lives.
struct Redrawn {
    now: Rc<RefCell<Option<State>>>,
    _effect: RenderEffect<()>,
}

impl Drop for Redrawn {
    /// Ends what is inside at once. The effect's own hold on it lasts until its task is polled again; until then, what
    /// is inside would follow signals that are gone.
    fn drop(&mut self) {
        drop(self.now.take());
    }
}

struct Element {
    tag: &'static str,
    node: web_sys::Element,
    names: Vec<&'static str>,
    live: Vec<RenderEffect<()>>,
    heard: Vec<RemoveEventHandler<web_sys::Element>>,
    children: Vec<State>,
}

fn build(view: View) -> State {
    match view {
        View::Nothing => State::Nothing(mark()),
        View::Text(said) => State::Text(Rndr::create_text_node(&said), said),
        View::Element(element) => State::Element(build_element(element)),
        View::Group(Group(children)) => State::Group(children.into_iter().map(build).collect(), mark()),
        View::LiveText(of) => {
            let node = Rndr::create_text_node("");
            let effect = say(&node, of);
            State::LiveText(node, effect)
        }
        View::Drawn(Drawn(of)) => {
            let now = Rc::new(RefCell::new(None));
            let changed = now.clone();
            let effect = follow(Box::new(move || {
                let view = of.compute();
                match &mut *changed.borrow_mut() {
                    Some(state) => rebuild(view, state),
                    state => *state = Some(build(view)),
                }
            }));
            State::Drawn(Redrawn { now, _effect: effect })
        }
    }
}

fn rebuild(view: View, state: &mut State) {
    match (view, &mut *state) {
        (View::Nothing, State::Nothing(_)) => {}
        (View::Text(said), State::Text(node, before)) => {
            if said != *before {
                Rndr::set_text(node, &said);
                *before = said;
            }
        }
        (View::LiveText(of), State::LiveText(node, effect)) => *effect = say(node, of),
        (View::Element(element), State::Element(before)) if element.0.tag == before.tag => {
            rebuild_element(element, before);
        }
        (View::Group(Group(children)), State::Group(before, mark)) => {
            if let Some(parent) = mark.parent_node() {
                rebuild_children(children, before, &parent, Some(mark));
            }
        }
        (view, _) => {
            let new = build(view);
            let first = first(state);
            if let Some(parent) = first.parent_node() {
                mount(&new, &parent, Some(&first));
            }
            unmount(state);
            *state = new;
        }
    }
}

fn rebuild_children(children: Vec<View>, states: &mut Vec<State>, parent: &Node, end: Option<&Node>) {
    let count = children.len();
    for (index, child) in children.into_iter().enumerate() {
        if let Some(state) = states.get_mut(index) {
            rebuild(child, state);
        } else {
            let state = build(child);
            mount(&state, parent, end);
            states.push(state);
        }
    }
    for gone in states.drain(count..) {
        unmount(&gone);
    }
}

fn build_element(element: El) -> Box<Element> {
    let Parts { tag, attributes, children } = *element.0;
    let namespace = matches!(tag, "svg" | "path").then_some(SVG);
    let node = Rndr::create_element(tag, namespace);
    let mut built =
        Box::new(Element { tag, node, names: Vec::new(), live: Vec::new(), heard: Vec::new(), children: Vec::new() });
    dress(&mut built, attributes);
    rebuild_children(children, &mut built.children, &built.node, None);
    built
}

fn rebuild_element(element: El, built: &mut Element) {
    let Parts { attributes, children, .. } = *element.0;
    built.live.clear();
    built.heard.clear();
    let before = std::mem::take(&mut built.names);
    dress(built, attributes);
    for name in before {
        if !built.names.contains(&name) {
            Rndr::remove_attribute(&built.node, name);
        }
    }
    rebuild_children(children, &mut built.children, &built.node, None);
}

/// Sets an element's attributes and properties, and listens for what happens to it.
fn dress(element: &mut Element, attributes: Vec<(&'static str, Attribute)>) {
    let node = &element.node;
    for (name, attribute) in attributes {
        match attribute {
            Attribute::Fixed(value) => {
                element.names.push(name);
                set_attribute(node, name, Some(&value));
            }
            Attribute::Live(of) => {
                element.names.push(name);
                element.live.push(keep(node, name, of, set_attribute));
            }
            Attribute::Property(of) => element.live.push(keep(node, name, of, set_property)),
            Attribute::Heard(act) => element.heard.push(hear(node, name, act)),
        }
    }
}

fn set_attribute(node: &web_sys::Element, name: &str, value: Option<&str>) {
    if node.get_attribute(name).as_deref() != value {
        match value {
            Some(value) => Rndr::set_attribute(node, name, value),
            None => Rndr::remove_attribute(node, name),
        }
    }
}

fn set_property(node: &web_sys::Element, name: &str, value: Option<&str>) {
    let value = match value {
        Some(value) if name == "value" => JsValue::from_str(value),
        value => JsValue::from_bool(value.is_some()),
    };
    Rndr::set_property_or_value(node, name, &value);
}

/// Keeps an attribute or a property up to date.
fn keep(
    node: &web_sys::Element,
    name: &'static str,
    of: Computed<Option<Text>>,
    set: fn(&web_sys::Element, &str, Option<&str>),
) -> RenderEffect<()> {
    let node = node.clone();
    follow(Box::new(move || set(&node, name, of.compute().as_deref())))
}

/// Keeps words up to date.
fn say(node: &web_sys::Text, LiveText(of): LiveText) -> RenderEffect<()> {
    let node = node.clone();
    follow(Box::new(move || {
        let said = of.compute().unwrap_or_default();
        if node.data() != said {
            node.set_data(&said);
        }
    }))
}

/// Does something now, and again whenever what it read has changed.
fn follow(mut act: Box<dyn FnMut()>) -> RenderEffect<()> {
    RenderEffect::new(move |_| act())
}

fn hear(node: &web_sys::Element, event: &str, act: Box<dyn Takes<Event>>) -> RemoveEventHandler<web_sys::Element> {
    let owner = Owner::current().unwrap_or_default();
    let act = Box::new(move |event: JsValue| owner.with(|| act.take(event.unchecked_into())));
    Rndr::add_event_listener(node, event, act)
}

fn mark() -> Node {
    Rndr::create_placeholder().into()
}

fn mount(state: &State, parent: &Node, before: Option<&Node>) {
    let put = |node: &Node| {
        // Only a node that is no longer there could refuse, and then there is nowhere to put it.
        let _ = parent.insert_before(node, before);
    };
    match state {
        State::Nothing(node) => put(node),
        State::Text(node, _) | State::LiveText(node, _) => put(node),
        State::Element(element) => put(&element.node),
        State::Group(states, mark) => {
            for state in states {
                mount(state, parent, before);
            }
            put(mark);
        }
        State::Drawn(Redrawn { now, .. }) => {
            if let Some(state) = &*now.borrow() {
                mount(state, parent, before);
            }
        }
    }
}

fn unmount(state: &State) {
    match state {
        State::Nothing(node) => Rndr::remove(node),
        State::Text(node, _) | State::LiveText(node, _) => Rndr::remove(node),
        State::Element(element) => Rndr::remove(&element.node),
        State::Group(states, mark) => {
            for state in states {
                unmount(state);
            }
            Rndr::remove(mark);
        }
        State::Drawn(Redrawn { now, .. }) => {
            if let Some(state) = &*now.borrow() {
                unmount(state);
            }
        }
    }
}

/// Returns the first node of what stands there.
fn first(state: &State) -> Node {
    match state {
        State::Nothing(node) => node.clone(),
        State::Text(node, _) | State::LiveText(node, _) => node.clone().into(),
        State::Element(element) => element.node.clone().into(),
        State::Group(states, mark) => states.first().map_or_else(|| mark.clone(), first),
        State::Drawn(Redrawn { now, .. }) => now.borrow().as_ref().map_or_else(mark, first),
    }
}
