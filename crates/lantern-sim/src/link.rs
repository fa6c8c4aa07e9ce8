//! The link between a phone and HQ: it drops, cuts, doubles, delays, damages, and hands bundles to carriers and hubs.

use crate::chance::Chance;
use crate::happenings::{DeviceDay, Happening};
use crate::hq::Hq;
use crate::hub::Hub;
use lantern_device::testing::pause;
use lantern_device::transport::{Body, NoAnswer, Reply, Request, Transport};
use lantern_device::world::Local;
use lantern_ledger::api::SyncAnswer;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Everything that is on its way between phones and HQ.
pub struct Air {
    /// HQ.
    pub hq: RefCell<Hq>,
    /// A hub on the way.
    pub hub: RefCell<Hub>,
    /// Requests that will arrive later.
    pub late: RefCell<Vec<Request>>,
    /// Bundles of others that a phone carries, by the carrier's number.
    pub bags: RefCell<Vec<(usize, Vec<u8>)>>,
    /// The credential of each phone, as last seen.
    pub tokens: RefCell<Vec<Option<String>>>,
    /// How bad links are, in thousandths of trouble.
    pub trouble: Cell<u32>,
    chance: Chance,
}

/// A phone's way to HQ.
#[derive(Clone)]
pub struct Link {
    /// The phone's number.
    pub number: usize,
    /// What it goes through.
    pub air: Rc<Air>,
    /// What happens on this day of this phone.
    pub day: Rc<RefCell<DeviceDay>>,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Arrives,
    NoNetwork,
    AnswerLost,
    AnswerCut,
    AnswerForged,
    Cut,
    Flipped,
    Doubled,
    Late,
    DoubledLate,
    ToCarrier,
    ToHub,
    Hotspot,
    HqCrash,
}

const FATES: [Fate; 13] = [
    Fate::NoNetwork,
    Fate::AnswerLost,
    Fate::AnswerCut,
    Fate::AnswerForged,
    Fate::Cut,
    Fate::Flipped,
    Fate::Doubled,
    Fate::Late,
    Fate::DoubledLate,
    Fate::ToCarrier,
    Fate::ToHub,
    Fate::Hotspot,
    Fate::HqCrash,
];

impl Air {
    /// Makes the air around an HQ.
    pub fn new(hq: Hq, chance: &Chance) -> Self {
        Self {
            hq: RefCell::new(hq),
            hub: RefCell::default(),
            late: RefCell::default(),
            bags: RefCell::default(),
            tokens: RefCell::default(),
            trouble: Cell::new(0),
            chance: chance.another(),
        }
    }

    /// Lets a request arrive, whole or as far as it came.
    pub fn arrive(&self, request: &Request, body: &[u8]) -> Option<Reply> {
        self.hq.borrow_mut().answer(request, body)
    }

    /// Lets one of the late requests arrive; whether there was one.
    pub fn late_one_arrives(&self) -> bool {
        let count = self.late.borrow().len();
        if count == 0 {
            return false;
        }
        let request = self.late.borrow_mut().swap_remove(self.chance.below(count));
        self.arrive(&request, bytes(&request));
        true
    }

    /// Lets a carrier bring what it carries.
    pub fn carrier_arrives(&self, carrier: usize) {
        let (brought, kept) = self.bags.take().into_iter().partition(|(number, _)| *number == carrier);
        *self.bags.borrow_mut() = kept;
        brought.iter().for_each(|(_, bundle): &(usize, Vec<u8>)| self.bring(carrier, bundle));
    }

    /// Lets the hub's bundles arrive under a phone's credential.
    pub fn hub_arrives(&self, carrier: usize) {
        let bundles = self.hub.borrow().bundles(&self.chance);
        bundles.iter().for_each(|bundle| self.bring(carrier, bundle));
    }

    fn bring(&self, carrier: usize, bundle: &[u8]) {
        let Some(token) = self.tokens.borrow().get(carrier).cloned().flatten() else { return };
        let request = upload(token, bundle.to_vec());
        let mut brought = bundle.to_vec();
        if self.chance.permille(self.trouble.get()) {
            self.damage(&mut brought);
        }
        self.arrive(&request, &brought);
        // Whoever carries something keeps it until it is there as a whole.
        self.arrive(&request, bundle);
    }

    fn damage(&self, body: &mut [u8]) {
        let at = self.chance.below(body.len());
        if let Some(byte) = body.get_mut(at) {
            *byte ^= 1 << self.chance.below(8);
        }
    }
}

fn upload(token: String, bundle: Vec<u8>) -> Request {
    let body = Some(Body::Bundle(bundle));
    Request { path: "/api/v1/batches".into(), token: Some(token), body, timeout_ms: 120_000 }
}

fn bytes(request: &Request) -> &[u8] {
    match &request.body {
        Some(Body::Bundle(bytes)) => bytes,
        Some(Body::Json(text)) => text.as_bytes(),
        None => &[],
    }
}

impl Link {
    fn note(&self, happening: Happening) {
        self.day.borrow_mut().note(happening);
    }

    fn fate(&self, request: &Request) -> Fate {
        let air = &self.air;
        if !air.chance.permille(air.trouble.get()) {
            return Fate::Arrives;
        }
        let fate = *air.chance.pick(&FATES).unwrap_or(&Fate::Arrives);
        let is_upload = matches!(request.body, Some(Body::Bundle(_)));
        let is_for_uploads = !matches!(fate, Fate::NoNetwork | Fate::AnswerLost | Fate::AnswerCut | Fate::HqCrash);
        if is_for_uploads && !is_upload { Fate::NoNetwork } else { fate }
    }

    fn go(&self, request: &Request) -> Result<Reply, NoAnswer> {
        let (air, body) = (&self.air, bytes(request));
        let chance = &air.chance;
        let fate = self.fate(request);
        match fate {
            Fate::Arrives => {}
            Fate::NoNetwork | Fate::AnswerLost => self.note(Happening::Dropped),
            Fate::AnswerCut | Fate::Cut => self.note(Happening::Cut),
            Fate::AnswerForged | Fate::Flipped | Fate::Hotspot => self.note(Happening::Damaged),
            Fate::Doubled => self.note(Happening::Doubled),
            Fate::Late => self.note(Happening::Delayed),
            Fate::DoubledLate => {
                self.note(Happening::Doubled);
                self.note(Happening::Delayed);
            }
            Fate::ToCarrier | Fate::ToHub => self.note(Happening::Carried),
            Fate::HqCrash => self.note(Happening::HqCrash),
        }
        match fate {
            Fate::NoNetwork => Err(NoAnswer),
            Fate::Cut => {
                air.arrive(request, &body[..chance.below(body.len() + 1)]);
                Err(NoAnswer)
            }
            Fate::Flipped => {
                let mut damaged = body.to_vec();
                air.damage(&mut damaged);
                // TLS lets no damaged body be answered; a file or another phone may bring one.
                air.arrive(request, &damaged);
                Err(NoAnswer)
            }
            Fate::Doubled => {
                let first = air.arrive(request, body);
                let second = air.arrive(request, body);
                (if chance.permille(500) { first } else { second }).ok_or(NoAnswer)
            }
            Fate::Late => {
                air.late.borrow_mut().push(request.clone());
                Err(NoAnswer)
            }
            Fate::DoubledLate => {
                air.late.borrow_mut().push(request.clone());
                air.arrive(request, body).ok_or(NoAnswer)
            }
            Fate::ToCarrier => {
                let carrier = chance.below(air.tokens.borrow().len());
                air.bags.borrow_mut().push((carrier, body.to_vec()));
                Err(NoAnswer)
            }
            Fate::ToHub => {
                let hq = air.hq.borrow();
                let now_ms = lantern_server::clock::Clock::now_ms(&*hq.clock);
                let answer = air.hub.borrow_mut().take(body, &hq, now_ms);
                let body = serde_json::to_vec(&answer).map_err(|_| NoAnswer)?;
                Ok(Reply { status: 200, retry_after_s: None, body })
            }
            Fate::Hotspot => {
                let body = b"<html>Please sign in to this hotspot</html>".to_vec();
                Ok(Reply { status: if chance.permille(500) { 200 } else { 502 }, retry_after_s: None, body })
            }
            Fate::HqCrash => {
                air.hq.borrow().power_fails_after(1 + chance.below(6) as u64);
                let reply = air.arrive(request, body);
                // At the latest after the answer.
                air.hq.borrow_mut().crash();
                reply.ok_or(NoAnswer)
            }
            Fate::AnswerLost => {
                air.arrive(request, body);
                Err(NoAnswer)
            }
            Fate::AnswerCut => {
                let mut reply = air.arrive(request, body).ok_or(NoAnswer)?;
                reply.body.truncate(chance.below(reply.body.len() + 1));
                Ok(reply)
            }
            Fate::AnswerForged => {
                let mut reply = air.arrive(request, body).ok_or(NoAnswer)?;
                self.forge(body, &mut reply);
                Ok(reply)
            }
            Fate::Arrives => air.arrive(request, body).ok_or(NoAnswer),
        }
    }

    /// Somebody on the way says that HQ holds all that the phone has, without HQ's key.
    fn forge(&self, body: &[u8], reply: &mut Reply) {
        let Ok(mut answer) = serde_json::from_slice::<SyncAnswer>(&reply.body) else { return };
        crate::forger::forge(body, &mut answer);
        reply.body = serde_json::to_vec(&answer).unwrap_or_default();
    }
}

impl Transport for Link {
    fn send(&self, request: Request) -> Local<'_, Result<Reply, NoAnswer>> {
        Box::pin(async move {
            self.note(Happening::Contact);
            if let (Some(token), Some(known)) = (&request.token, self.air.tokens.borrow_mut().get_mut(self.number)) {
                *known = Some(token.clone());
            }
            pause().await;
            let reply = self.go(&request);
            pause().await;
            reply
        })
    }
}
