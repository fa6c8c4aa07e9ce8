//! The two copies compared at the start: what one has lost is taken from the other, and said.
//!
//! Entries that come back close their log: HQ may hold more of it than both copies, and no number is ever used twice.

use super::copied::Copy;
use super::copying::{CHUNK_ENTRIES, HAD, batch_name, grow};
use super::core::Core;
use super::log_book::{Chunk, ChunkSize, LogBook};
use super::notes::{BRANCH, CLOSED, ENROLMENT, Enrolment, Lost, Notes, lost_name, note};
use crate::Event;
use crate::second_copy::{NotTaken, SecondCopy};
use crate::store::{Append, Follows, StoreError, StoredEntry, Write, end_of};
use lantern_ledger::{Batch, Entry, Hash, Head, Opened, SignedHead};
use uuid::Uuid;

/// What became of the second copy's batches.
#[derive(Default)]
struct TakenBack {
    entries: u64,
    /// Whether anything was stored that is to be read anew.
    has_written: bool,
    /// What was said of it so far.
    said: Option<Event>,
}

impl Core {
    /// Compares the two copies and mends each with the other. For the writing tab only.
    ///
    /// What a person has to hear of it is stored together with what it tells of: no kill comes between the two.
    pub(super) async fn reconcile(&self) -> Result<(), StoreError> {
        let copy = Copy::read(&*self.world.second_copy);
        let is_store_lost = self.ask(|state| state.enrolment.is_none()) && (copy.enrolment.is_some() || copy.had > 0);
        let is_copy_lost =
            self.ask(|state| state.enrolment.is_some() && state.entry_count > 0) && copy.enrolment.is_none();
        let mut taken_back = self.take_back(&copy, is_store_lost).await?;
        if is_store_lost {
            self.put_back_enrolment(&copy, &mut taken_back).await?;
        }
        if taken_back.has_written {
            self.load().await?;
        }
        self.replace_lost_key().await?;
        self.sign_ends().await;
        if is_copy_lost {
            self.notice(Event::SecondCopyLost).await;
        }
        self.mend_copy(&copy).await
    }

    /// Says what came back so far in place of what was said of it before, and returns the note for storing it.
    fn say_loss(&self, copy: &Copy, is_store_lost: bool, taken_back: &mut TakenBack) -> (String, Vec<u8>) {
        let event = if is_store_lost {
            // What came back before a kill is counted as well.
            let restored = self.ask(|state| state.entry_count) + taken_back.entries;
            Event::StoreLost { had: copy.had, restored }
        } else {
            Event::EntriesRestored { restored: taken_back.entries }
        };
        let before = taken_back.said.replace(event.clone());
        self.change(|state| state.notices.retain(|notice| Some(&notice.event) != before.as_ref()));
        self.say(event)
    }

    /// Takes from the second copy what the database does not have.
    async fn take_back(&self, copy: &Copy, is_store_lost: bool) -> Result<TakenBack, StoreError> {
        let mut heads: Vec<Head> = self.ask(|state| state.logs.iter().map(|book| book.head).collect());
        let mut closed = self.ask(|state| state.closed.clone());
        let is_it = |event: &&Event| is_store_lost && matches!(event, Event::StoreLost { .. });
        let said = self.ask(|state| state.notices.iter().map(|notice| &notice.event).find(is_it).cloned());
        let mut taken_back = TakenBack { said, ..TakenBack::default() };
        let covered = self.covered(copy).await?;
        for batch in &copy.batches {
            let log = batch.log().log;
            if covered.contains(&log) {
                continue;
            }
            let Ok(opened) = batch.open() else { continue };
            let head = heads.iter().find(|head| head.log.log == log).copied();
            let run = match self.compare(log, &opened, head).await? {
                Comparison::Same => continue,
                Comparison::Longer { follows } => missing_entries(batch, &opened, head, follows),
                Comparison::Other => {
                    taken_back.has_written |= self.keep_branch(batch, &mut closed, true).await?;
                    continue;
                }
            };
            let mut write = Write { append: run, ..Write::default() };
            if write.append.first().is_some_and(|first| first.follows == Follows::Lost) {
                let known = Notes::new(self.world.store.notes().await?).lost(log);
                let genesis = copy.genesis.iter().find(|(other, _)| *other == log).map(|(_, genesis)| genesis.clone());
                let Some(mut lost) = known.or_else(|| Some(Lost { genesis: genesis?, before: Vec::new() })) else {
                    taken_back.has_written |= self.keep_branch(batch, &mut closed, false).await?;
                    continue;
                };
                // Nobody knows whether what stands before a gap and what stands behind it is one history. HQ's word on the
                // end says nothing of the former then, so that is sent by itself.
                write.put.extend(self.before_gap(copy, log, opened.before.seq).await?);
                // Behind the points that are known already: a log can have several gaps.
                lost.before.push((opened.before.seq, opened.before.hash));
                write.put.push(note(&lost_name(log), &lost));
            }
            close(&mut closed, log);
            write.put.push(note(CLOSED, &closed));
            taken_back.entries += write.append.len() as u64;
            taken_back.has_written = true;
            // An end that was missing is there again; what is still wrong is found when everything is read anew.
            let is_mended = |event: &Event| matches!(event, Event::Damaged { log: other, .. } if *other == log);
            self.change(|state| state.notices.retain(|notice| !is_mended(&notice.event)));
            write.put.push(self.say_loss(copy, is_store_lost, &mut taken_back));
            self.world.store.write(write).await?;
            heads.retain(|head| head.log.log != log);
            heads.push(opened.after());
        }
        Ok(taken_back)
    }

    /// Returns what the phone has of a log before a gap, as branches to be sent.
    async fn before_gap(&self, copy: &Copy, log: Uuid, end: u64) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let mut batches: Vec<Batch> = copy.of_log(log).filter(|batch| batch.last_seq() <= end).cloned().collect();
        let mut from = self.ask(|state| state.book(log).map_or(u64::MAX, |book| book.beginning_of_run() + 1));
        while let Some(batch) = self.next_batch(log, from).await? {
            from = batch.last_seq() + 1;
            batches.push(batch);
        }
        let is_new = |(name, _): &(String, Vec<u8>)| !self.has_branch(name);
        let named = batches.iter().map(|batch| (branch_name(batch), batch.to_bytes()));
        Ok(named.filter(is_new).map(|(name, bytes)| (format!("{BRANCH}{name}"), bytes)).collect())
    }

    fn has_branch(&self, name: &str) -> bool {
        self.ask(|state| state.branches.iter().chain(&state.sent).any(|(other, _)| other == name))
    }

    /// Returns the logs of which the second copy says nothing that the database does not say: its batches follow one
    /// another, and the last one leads to a stored hash. The ordinary case, and a cheap one.
    async fn covered(&self, copy: &Copy) -> Result<Vec<Uuid>, StoreError> {
        let heads: Vec<Head> = self.ask(|state| state.logs.iter().map(|book| book.head).collect());
        let mut covered = Vec::new();
        for head in heads {
            let log = head.log.log;
            let Some(newest) = copy.newest_of_run(log) else { continue };
            if newest.seq <= head.seq && self.stored_hash(log, newest.seq).await? == Some(newest.hash) {
                covered.push(log);
            }
        }
        Ok(covered)
    }

    async fn compare(&self, log: Uuid, opened: &Opened, head: Option<Head>) -> Result<Comparison, StoreError> {
        let (before, after) = (opened.before, opened.after());
        let Some(head) = head else {
            let follows = if before.seq == 0 { Follows::Nothing } else { Follows::Lost };
            return Ok(Comparison::Longer { follows });
        };
        if after.seq <= head.seq {
            let stored = self.stored_hash(log, after.seq).await?;
            let is_same = stored.is_none_or(|hash| hash == after.hash);
            return Ok(if is_same { Comparison::Same } else { Comparison::Other });
        }
        // Behind a damaged entry nothing is written: what the second copy has of it is sent as it is.
        let behind = self.world.store.entries((log, head.seq + 1), end_of(log), 1).await?;
        if !behind.is_empty() {
            return Ok(Comparison::Other);
        }
        if before.seq > head.seq {
            return Ok(Comparison::Longer { follows: Follows::Lost });
        }
        let at = head.seq - before.seq;
        let hash = match at {
            0 => Some(before.hash),
            _ => usize::try_from(at - 1).ok().and_then(|at| opened.entries.get(at)).map(|(_, hash)| *hash),
        };
        let is_longer = hash == Some(head.hash);
        Ok(if is_longer { Comparison::Longer { follows: Follows::Hash(head.hash.0) } } else { Comparison::Other })
    }

    async fn stored_hash(&self, log: Uuid, seq: u64) -> Result<Option<Hash>, StoreError> {
        let entries = self.world.store.entries((log, seq), (log, seq), 1).await?;
        Ok(entries.first().map(|entry| Hash(entry.hash)))
    }

    /// Keeps a batch as it is, to be sent, and says that it tells another history of its log if it does; whether it was
    /// not kept before.
    async fn keep_branch(&self, batch: &Batch, closed: &mut Vec<Uuid>, is_other: bool) -> Result<bool, StoreError> {
        let log = batch.log().log;
        let name = branch_name(batch);
        if self.has_branch(&name) {
            return Ok(false);
        }
        close(closed, log);
        let mut put = vec![(format!("{BRANCH}{name}"), batch.to_bytes()), note(CLOSED, closed)];
        if is_other {
            let settlement = self.ask(|state| state.book(log).and_then(|book| book.genesis.settlement().cloned()));
            put.push(self.say(Event::CopiesDiffer { log, settlement }));
        }
        self.world.store.write(Write { put, ..Write::default() }).await?;
        Ok(true)
    }

    /// Makes the phone known to itself again, and says that its database was lost: from here on it is not any more.
    async fn put_back_enrolment(&self, copy: &Copy, taken_back: &mut TakenBack) -> Result<(), StoreError> {
        let mut put = vec![self.say_loss(copy, true, taken_back)];
        if let Some(enrolment) = copy.enrolment.clone() {
            put.push(note(ENROLMENT, &Enrolment { is_key_confirmed: false, ..enrolment }));
        }
        taken_back.has_written = true;
        self.world.store.write(Write { put, ..Write::default() }).await
    }

    /// A phone that was enrolled and has no key gets a new one, which HQ does not know yet.
    async fn replace_lost_key(&self) -> Result<(), StoreError> {
        let lost = self.ask(|state| state.enrolment.clone().filter(|_| state.key.is_none()));
        let Some(mut enrolment) = lost else { return Ok(()) };
        (enrolment.is_key_confirmed, enrolment.is_key_refused) = (false, false);
        let key = self.world.keys.generate().await.map_err(|problem| StoreError::Failed(problem.to_string()))?;
        let put = vec![note(ENROLMENT, &enrolment), self.say(Event::KeyLost)];
        self.world.store.write(Write { put, key: Some(key.clone()), ..Write::default() }).await?;
        self.change(|state| {
            state.enrolment = Some(enrolment);
            state.key = Some(key);
            state.open_logs();
        });
        Ok(())
    }

    /// Signs the end of each log that a damaged entry left without a signature, as far as the key is there: without it
    /// what stands before the damage could not be sent.
    async fn sign_ends(&self) {
        let Some(key) = self.ask(|state| state.key.clone()) else { return };
        let is_due = |book: &&LogBook| !book.is_head_signed() && book.genesis.public_key == key.public;
        let ends: Vec<Head> = self.ask(|state| state.logs.iter().filter(is_due).map(|book| book.head).collect());
        for head in ends.into_iter().filter(|head| head.seq > 0) {
            if let Ok(signature) = self.world.keys.sign(&key, &head.statement()).await {
                self.change_book(head.log.log, |book| book.signed = Some(SignedHead { head, signature }));
            }
        }
    }

    /// Makes the second copy hold exactly what HQ does not.
    pub(super) async fn mend_copy(&self, copy: &Copy) -> Result<(), StoreError> {
        let logs: Vec<Uuid> = self.ask(|state| state.logs.iter().map(|book| book.head.log.log).collect());
        let mut result = Ok(());
        for log in logs {
            let chunks = copy.of_log(log).map(|batch| ChunkSize::of(batch, batch.to_bytes().len())).collect();
            if !self.adopt_chunks(log, chunks) {
                result = result.and(self.copy_anew(copy, log).await?);
            }
            self.prune_copy(log);
        }
        if let Some(enrolment) = self.ask(|state| state.enrolment.clone()) {
            let count = self.ask(|state| state.entry_count);
            result = result.and(self.world.second_copy.write(HAD, &count.to_string()));
            self.copy_enrolment(&enrolment).await;
        }
        self.judge_copy(result).await;
        Ok(())
    }

    /// Takes over the copy's batches of a log if they cover all that HQ does not hold; whether they do.
    fn adopt_chunks(&self, log: Uuid, chunks: Vec<ChunkSize>) -> bool {
        let mut state = self.state.borrow_mut();
        let Some(book) = state.book_mut(log) else { return true };
        let mut covered = book.held_through();
        for chunk in &chunks {
            if chunk.first_seq <= covered + 1 {
                covered = covered.max(chunk.last_seq);
            }
        }
        book.chunk = Chunk { before: book.head, entries: Vec::new() };
        book.chunks = chunks;
        covered == book.head.seq
    }

    async fn copy_anew(&self, copy: &Copy, log: Uuid) -> Result<Result<(), NotTaken>, StoreError> {
        copy.of_log(log).for_each(|batch| self.world.second_copy.remove(&batch_name(log, batch.first_seq())));
        let bounds = self.change_book(log, |book| {
            book.chunks.clear();
            (book.held_through() + 1, book.head.seq)
        });
        let Some((from, through)) = bounds.filter(|(from, through)| from <= through) else { return Ok(Ok(())) };
        let stored = self.world.store.entries((log, from), (log, through), u32::MAX).await?;
        let mut result = Ok(());
        // No batch spans a gap: its entries would not lead to what was signed.
        for run in stored.chunk_by(|one, next| one.seq + 1 == next.seq) {
            let Some(before) = self.point(log, run[0].seq - 1).await? else { break };
            let written = self.change_book(log, |book| {
                book.chunk = Chunk { before, entries: Vec::new() };
                write_groups(&*self.world.second_copy, book, run)
            });
            result = result.and(written.unwrap_or(Ok(())));
        }
        Ok(result)
    }

    fn change_book<T>(&self, log: Uuid, change: impl FnOnce(&mut LogBook) -> T) -> Option<T> {
        self.state.borrow_mut().book_mut(log).map(change)
    }
}

/// What a batch of the second copy has to do with the stored log.
enum Comparison {
    /// The database has it.
    Same,
    /// It has entries behind the database's last one.
    Longer { follows: Follows },
    /// It tells another history.
    Other,
}

fn branch_name(batch: &Batch) -> String {
    let hash = batch.head().head.hash.to_string();
    // Twenty digits: the store's order is the log's, in which HQ can take them.
    format!("{}/{:020}/{}", batch.log().log, batch.first_seq(), &hash[..16])
}

fn close(closed: &mut Vec<Uuid>, log: Uuid) {
    if !closed.contains(&log) {
        closed.push(log);
    }
}

/// Returns the entries of a batch behind a head. Only the last one of them is signed.
fn missing_entries(batch: &Batch, opened: &Opened, head: Option<Head>, follows: Follows) -> Vec<Append> {
    let have = head.map_or(0, |head| head.seq);
    let (log, last_seq) = (opened.before.log.log, batch.last_seq());
    let mut follows = follows;
    let mut missing = Vec::new();
    for ((entry, hash), seq) in opened.entries.iter().zip(batch.first_seq()..).filter(|(_, seq)| *seq > have) {
        let signature = (seq == last_seq).then_some(batch.head().signature);
        let bytes = entry.bytes().to_vec();
        missing.push(Append { entry: StoredEntry { log, seq, hash: hash.0, signature, bytes }, follows });
        follows = Follows::Hash(hash.0);
    }
    missing
}

/// Writes stored entries in groups that end at a signed head: few and large ones, since each costs a packing.
fn write_groups(copy: &dyn SecondCopy, book: &mut LogBook, stored: &[StoredEntry]) -> Result<(), NotTaken> {
    let mut group = Vec::new();
    let mut bytes = 0;
    let mut result = Ok(());
    for (at, one) in stored.iter().enumerate() {
        let Ok(entry) = Entry::parse(&one.bytes) else { break };
        group.push(entry);
        bytes += one.bytes.len();
        let next = stored.get(at + 1).map_or(Batch::MAX, |next| next.bytes.len());
        let is_enough = group.len() >= CHUNK_ENTRIES || bytes + next > Batch::MAX / 2;
        if let Some(signature) = one.signature.filter(|_| is_enough) {
            result = result.and(grow(copy, book, &group, signature));
            group.clear();
            bytes = 0;
        }
    }
    result
}
