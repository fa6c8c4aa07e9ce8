//! The one sort of the phone: each further one would weigh 4 KB in its download.

/// Returns the positions of items in the ascending order of their keys; equal keys keep their order.
pub(super) fn order(keys: impl Iterator<Item = (u64, i64)>) -> Vec<usize> {
    let mut keyed: Vec<((u64, i64), usize)> = keys.zip(0..).collect();
    sort(&mut keyed);
    keyed.into_iter().map(|(_, at)| at).collect()
}

fn sort(keyed: &mut [((u64, i64), usize)]) {
    keyed.sort_unstable();
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn positions_come_in_the_order_of_the_keys() {
        assert_eq!(order([(2, -1), (1, 9), (2, -1), (1, -9)].into_iter()), [3, 1, 0, 2]);
    }
}
