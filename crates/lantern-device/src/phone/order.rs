//! The order of records and logs: by two numbers.

/// Returns the positions of items in the ascending order of their keys; equal keys keep their order.
pub(super) fn order(keys: impl Iterator<Item = (u64, i64)>) -> Vec<usize> {
    let keys: Vec<(u64, i64)> = keys.collect();
    lantern_domain::order::order(keys.len(), &|one, other| keys[one].cmp(&keys[other]))
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
