//! Numbers, times and texts as bytes: small numbers take one, and a time is written as what lies between it and the one
//! before.

use crate::domain::event::Key;
use crate::domain::{Day, DeviceId, Id};
use std::collections::HashMap;

/// Writes a compact form.
#[derive(Default)]
pub struct Writer {
    pub out: Vec<u8>,
    devices: HashMap<DeviceId, u64>,
    last_ms: i64,
}

impl Writer {
    /// Seven bits a byte, the lowest first.
    pub fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.out.push(n.to_le_bytes()[0] | 0x80);
            n >>= 7;
        }
        self.out.push(n.to_le_bytes()[0]);
    }

    pub fn signed(&mut self, n: i64) {
        // Zigzag: small negative numbers are short too.
        self.number(((n << 1) ^ (n >> 63)).cast_unsigned());
    }

    pub fn time(&mut self, ms: i64) {
        self.signed(ms.wrapping_sub(self.last_ms));
        self.last_ms = ms;
    }

    pub fn wide(&mut self, n: u128) {
        self.out.extend_from_slice(&n.to_be_bytes());
    }

    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }

    pub fn optional(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
    }

    /// A number that says what follows, and the texts of it.
    pub fn tagged(&mut self, tag: u64, texts: &[&str]) {
        self.number(tag);
        for text in texts {
            self.text(text);
        }
    }

    /// A number that may be missing.
    pub fn maybe(&mut self, n: Option<i64>) {
        self.number(u64::from(n.is_some()));
        if let Some(n) = n {
            self.signed(n);
        }
    }

    pub fn key(&mut self, key: Key) {
        self.time(key.ms);
        let next = self.devices.len() as u64;
        match self.devices.get(&key.device) {
            Some(n) => self.number(*n),
            None => {
                self.devices.insert(key.device, next);
                self.number(next);
                self.wide(key.device.0);
            }
        }
        self.number(key.number);
    }
}

/// Reads what [`Writer`] wrote; none where it cannot have been that.
pub struct Reader<'a> {
    pub left: &'a [u8],
    devices: Vec<DeviceId>,
    last_ms: i64,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { left: bytes, devices: Vec::new(), last_ms: 0 }
    }

    pub fn bytes(&mut self, n: usize) -> Option<&[u8]> {
        let (taken, left) = self.left.split_at_checked(n)?;
        self.left = left;
        Some(taken)
    }

    pub fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.bytes(1)?.first()?;
            n |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    pub fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        Some((n >> 1).cast_signed() ^ -(n & 1).cast_signed())
    }

    pub fn time(&mut self) -> Option<i64> {
        self.last_ms = self.last_ms.wrapping_add(self.signed()?);
        Some(self.last_ms)
    }

    pub fn wide(&mut self) -> Option<u128> {
        Some(u128::from_be_bytes(self.bytes(16)?.try_into().ok()?))
    }

    pub fn text(&mut self) -> Option<String> {
        let len = usize::try_from(self.number()?).ok()?;
        Some(std::str::from_utf8(self.bytes(len)?).ok()?.to_owned())
    }

    /// A number of at most 32 bits.
    pub fn short(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    pub fn day(&mut self) -> Option<Day> {
        Some(Day(i32::try_from(self.signed()?).ok()?))
    }

    pub fn flag(&mut self) -> Option<bool> {
        match self.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// As [`Writer::maybe`].
    pub fn maybe(&mut self) -> Option<Option<i64>> {
        Some(if self.flag()? { Some(self.signed()?) } else { None })
    }

    /// As [`Writer::optional`], of an id.
    pub fn maybe_id(&mut self) -> Option<Option<Id>> {
        Some(if self.flag()? { Some(self.id()?) } else { None })
    }

    /// Room for so many, of at least so many bytes each: what a length says is not believed beyond what is there.
    pub fn room(&self, number: u64, bytes: usize) -> usize {
        usize::try_from(number).unwrap_or(usize::MAX).min(self.left.len() / bytes)
    }

    pub fn id(&mut self) -> Option<Id> {
        Id::parse(&self.text()?)
    }

    pub fn key(&mut self) -> Option<Key> {
        let ms = self.time()?;
        let n = usize::try_from(self.number()?).ok()?;
        if n == self.devices.len() {
            let id = DeviceId(self.wide()?);
            self.devices.push(id);
        }
        let device = *self.devices.get(n)?;
        Some(Key { ms, device, number: self.number()? })
    }
}
