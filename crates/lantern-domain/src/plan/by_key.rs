//! Things of the plan by their keys, in a sorted list.
//!
//! A tree of the standard library weighs several KB in a phone's download for every kind of thing in it; plans are small,
//! come mostly in order, and are read far more often than written. Lists of households are long, and stay trees.

use std::ops::Index;
use std::sync::Arc;

/// Things by key, ascending; no key stands there twice. Clones share the things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByKey<K, V>(Vec<(K, Arc<V>)>);

impl<K: Ord, V> ByKey<K, V> {
    /// Puts a thing under a key, in place of the one that was there.
    pub fn insert(&mut self, key: K, thing: V) {
        let thing = Arc::new(thing);
        match self.place(&key) {
            Ok(at) => self.0[at].1 = thing,
            Err(at) => self.0.insert(at, (key, thing)),
        }
    }

    /// Takes away what a key stands for.
    pub fn remove(&mut self, key: &K) {
        if let Ok(at) = self.place(key) {
            self.0.remove(at);
        }
    }

    /// Returns what a key stands for.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.place(key).ok().map(|at| &*self.0[at].1)
    }

    /// Returns whether there is something under a key.
    pub fn contains_key(&self, key: &K) -> bool {
        self.place(key).is_ok()
    }

    /// Returns where a key stands, or where it would.
    fn place(&self, key: &K) -> Result<usize, usize> {
        // What comes in order goes to the end at once.
        match self.0.last() {
            Some((last, _)) if last < key => Err(self.0.len()),
            _ => self.0.binary_search_by(|(other, _)| other.cmp(key)),
        }
    }
}

impl<K, V> ByKey<K, V> {
    /// Returns keys and things, ascending by key.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, thing)| (key, &**thing))
    }

    /// Returns the keys, ascending.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// Returns the things, ascending by key.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.0.iter().map(|(_, thing)| &**thing)
    }

    /// Returns how many things there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K, V> Default for ByKey<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Index<&K> for ByKey<K, V> {
    type Output = V;

    /// Returns what a key stands for; panics where it stands for nothing.
    fn index(&self, key: &K) -> &V {
        self.get(key).expect("nothing has this key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn whatever_is_put_and_taken_away_it_says_what_a_tree_says(
            steps in prop::collection::vec((0..12_u8, any::<bool>(), any::<u16>()), 0..60),
        ) {
            let (mut list, mut tree) = (ByKey::default(), BTreeMap::new());
            for (key, is_put, thing) in steps {
                if is_put {
                    list.insert(key, thing);
                    tree.insert(key, thing);
                } else {
                    list.remove(&key);
                    tree.remove(&key);
                }
                prop_assert_eq!(list.get(&key), tree.get(&key));
                prop_assert_eq!(list.contains_key(&key), is_put);
            }
            prop_assert!(list.iter().eq(tree.iter()));
            prop_assert!(list.keys().eq(tree.keys()) && list.values().eq(tree.values()));
            prop_assert_eq!((list.len(), list.is_empty()), (tree.len(), tree.is_empty()));
        }
    }

    #[test]
    fn a_clone_goes_its_own_way() {
        let mut first = ByKey::default();
        first.insert(1, "one");
        let second = first.clone();
        first.insert(1, "another");
        assert_eq!((first[&1], second[&1]), ("another", "one"));
    }
}
