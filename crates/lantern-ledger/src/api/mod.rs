//! The JSON of `/api/v1`: one shape for each question and answer, shared by server, device and both apps.
//!
//! Leaves routes and status codes to the server; `docs/api.md` lists them, and every field.

pub mod base64url;
pub mod care;
pub mod enrol;
pub mod flag;
pub mod office;
pub mod problem;
pub mod record;
pub mod sync;

pub use care::{JournalCare, RestoredFrom};
pub use enrol::{EnrolAnswer, EnrolRequest};
pub use flag::{DecisionRow, FlagRecord, FlagRow, FlagsAnswer, NewDecision};
pub use office::{
    ChangesAnswer, DeviceLog, DeviceRow, DeviceStatus, DevicesAnswer, HealthAnswer, HeldKey, ImportAnswer,
    ImportProblemRow, KeyWord, KindCount, ListLength, NewPhone, NewPhoneAnswer, PlanAnswer, PlanContents,
    SessionAnswer, SessionRequest,
};
pub use problem::{Problem, code};
pub use record::{RecordDetail, RecordRow, RecordStatus, RecordsAnswer, VersionRow};
pub use sync::{Follow, LogAnswer, LogAnswerState, SyncAnswer};
