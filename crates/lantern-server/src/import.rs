//! Importing a plan: read and checked whole, then written at once; half a plan never shows.
//!
//! Leaves reading and checking to `lantern_domain::plan::import`.

use crate::error::Failure;
use crate::hq::Draft;
use crate::server::Server;
use lantern_domain::plan::import::{self, ImportError, ImportWarning, Present};
use lantern_domain::{Code, PlanChange};
use lantern_ledger::api::{ImportAnswer, ImportProblemRow, KindCount};
use lantern_ledger::office::OfficeEvent;
use lantern_ledger::{Body, Subject};
use std::collections::BTreeMap;

/// The most errors of an upload that are told one by one: whoever has more begins with these.
const ERRORS_MAX: usize = 1_000;

/// An uploaded file: its name and its bytes.
pub type UploadedFile = (String, Vec<u8>);

impl Server {
    /// Imports a plan's files, or only checks them.
    ///
    /// An answer with errors means that nothing was imported.
    ///
    /// # Errors
    ///
    /// [`Failure::BodyTooLarge`] for more rows than may come at once; otherwise why it was not kept.
    pub fn import(&self, files: &[UploadedFile], is_dry_run: bool) -> Result<ImportAnswer, Failure> {
        let rows: usize = files.iter().map(|(_, bytes)| bytes.iter().filter(|byte| **byte == b'\n').count()).sum();
        if rows > self.settings.plan_rows_max {
            return Err(Failure::BodyTooLarge);
        }
        // Whoever holds the turn compares with a plan that nobody changes meanwhile.
        let turn = self.office_turn();
        let (answer, changes) = self.read_plan(files);
        if is_dry_run || changes.is_empty() {
            return Ok(answer);
        }
        let event =
            OfficeEvent::PlanImported { at: self.clock.now(), files: names(files), changes: changes.len() as u64 };
        let mut drafts = drafts(changes);
        // Before the operation log, whose commit comes last and shows everything.
        drafts.insert(0, Draft { subject: Subject::Office, bodies: vec![Body::Office(Box::new(event))] });
        self.write(&turn, drafts, false)?;
        Ok(answer)
    }

    fn read_plan(&self, files: &[UploadedFile]) -> (ImportAnswer, Vec<PlanChange>) {
        let state = self.state();
        let lists = state.plans.lists();
        let present = Present { plan: state.plans.plan(), lists: &lists };
        match import::read(files, present) {
            Err(errors) => {
                let further_errors = errors.len().saturating_sub(ERRORS_MAX);
                let errors = errors.into_iter().take(ERRORS_MAX).map(error_row).collect();
                (ImportAnswer { errors, further_errors, ..ImportAnswer::default() }, Vec::new())
            }
            Ok(draft) => {
                let changes = draft.changes(present);
                let answer = ImportAnswer {
                    changes: changes.len(),
                    kept: draft.kept_count(present),
                    kinds: KindCount::of(&changes),
                    errors: Vec::new(),
                    further_errors: 0,
                    warnings: draft.warnings().iter().map(warning_row).collect(),
                };
                (answer, changes)
            }
        }
    }
}

/// Returns the files' names, as many as fit into an entry.
fn names(files: &[UploadedFile]) -> Vec<String> {
    let mut bytes_left = 2000_usize;
    let fits = |name: &&String| {
        let left = bytes_left.checked_sub(name.len());
        bytes_left = left.unwrap_or(0);
        left.is_some()
    };
    files.iter().map(|(name, _)| name).take_while(fits).cloned().collect()
}

/// Sorts changes by the log that they belong to: the lists first, the operation log with its commit last.
fn drafts(changes: Vec<PlanChange>) -> Vec<Draft> {
    let mut lists: BTreeMap<Code, Vec<Body>> = BTreeMap::new();
    let mut operation = Vec::new();
    for change in changes {
        match &change {
            PlanChange::Household(listed) => {
                lists.entry(listed.settlement.clone()).or_default().push(Body::PlanChange(Box::new(change)));
            }
            _ => operation.push(Body::PlanChange(Box::new(change))),
        }
    }
    let list = |(settlement, bodies)| Draft { subject: Subject::Households(settlement), bodies };
    let mut drafts: Vec<Draft> = lists.into_iter().map(list).collect();
    drafts.push(Draft { subject: Subject::Operation, bodies: operation });
    drafts.iter_mut().for_each(|draft| draft.bodies.push(Body::PlanCommit));
    drafts
}

fn error_row(error: ImportError) -> ImportProblemRow {
    ImportProblemRow {
        row: Some(error.row as usize),
        problem: error.problem.code().to_owned(),
        facts: error.problem.facts().into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect(),
        message: error.problem.to_string(),
        file: error.file,
        column: error.column,
    }
}

fn warning_row(warning: &ImportWarning) -> ImportProblemRow {
    ImportProblemRow {
        file: warning.file.clone(),
        row: Some(warning.row as usize),
        column: Some(warning.column.clone()),
        problem: "unknown_column".to_owned(),
        facts: BTreeMap::new(),
        message: "Lantern does not know this column; it was left out".to_owned(),
    }
}
