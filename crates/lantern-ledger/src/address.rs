//! Names of records for people and for other programs.
//!
//! None of them is a key: what a record *is*, is its chain hash.

use lantern_domain::RecordId;
use uuid::Uuid;

/// The namespace of Lantern's public record ids.
const NAMESPACE: Uuid = Uuid::from_u128(0x1a27_e2b0_52ec_4f0d_8e0b_4c41_4e54_524e);

/// Letters and digits that are hard to mistake for one another, as in Crockford's base 32.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Returns a record's public id, for exports and links: UUID version 5 over the chain hash.
pub fn public_id(record: RecordId) -> Uuid {
    Uuid::new_v5(&NAMESPACE, &record.0)
}

/// Returns a record's short code for speaking, such as `K7M2-0042`: four letters of the log's id, and the number.
pub fn short_code(log: Uuid, seq: u64) -> String {
    let first = u32::from_be_bytes([0, log.as_bytes()[0], log.as_bytes()[1], log.as_bytes()[2]]);
    let letter = |shift: u32| char::from(LETTERS[(first >> shift) as usize & 31]);
    format!("{}{}{}{}-{seq:04}", letter(19), letter(14), letter(9), letter(4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_code_is_four_letters_of_the_log_and_the_number() {
        let log = Uuid::from_u128(0x9a3d_4000_0000_4000_8000_0000_0000_0000);
        assert_eq!(short_code(log, 42), "K8YM-0042");
        assert_eq!(short_code(log, 12_345), "K8YM-12345");
        assert_eq!(short_code(Uuid::max(), 1), "ZZZZ-0001");
    }

    #[test]
    fn a_public_id_is_a_name_based_uuid_and_for_ever_the_same() {
        let id = public_id(RecordId([7; 32]));
        assert_eq!(id.get_version_num(), 5);
        assert_ne!(id, public_id(RecordId([8; 32])));
    }
}
