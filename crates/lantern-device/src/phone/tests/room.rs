//! Storage without room: what is there goes out all the same, and the second copy is made good once there is room.

use super::*;

#[test]
fn everything_goes_out_from_a_phone_without_room() {
    let (handset, hq) = (Handset::new(1, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..3000).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    handset.disk.set_full(true);
    sync(&phone, &handset, &hq);
    assert_eq!((hq.distribution_count(), phone.waiting().records), (3000, 0));
    // What could not be stored is asked for again.
    handset.disk.set_full(false);
    let phone = open(&handset);
    sync(&phone, &handset, &hq);
    assert_eq!((hq.distribution_count(), phone.waiting().records), (3000, 0));
    assert!(phone.records(0, 1)[0].is_clock_confirmed);
    assert_eq!(open(&handset).waiting().records, 0);
}

#[test]
fn a_second_copy_that_had_no_room_for_a_while_holds_everything_again_before_it_is_called_sound() {
    let (handset, hq) = (Handset::new(2, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..5).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    handset.copy.set_room(0);
    (5..300).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    assert!(!phone.storage_state().is_second_copy_sound);
    handset.copy.set_room(5_000_000);
    record(&phone, "K-300");
    assert!(!phone.storage_state().is_second_copy_sound, "what was not taken is still missing");
    (301..340).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    assert!(phone.storage_state().is_second_copy_sound);
    drop(phone);
    handset.disk.wipe();
    let phone = open(&handset);
    assert_eq!(phone.record_count(), 340);
    handset.copy.set_room(0);
    block_on(phone.set_place(at_settlement("BAY"))).unwrap();
    block_on(phone.set_operator(line("Amina"))).unwrap();
    record(&phone, "K-340");
    handset.copy.set_room(5_000_000);
    sync(&phone, &handset, &hq);
    assert!(phone.storage_state().is_second_copy_sound, "nothing is missing of what HQ does not hold");
}
