//! Modulus and exponent out of an encoded public key.
//!
//! The library for cryptography hands out public keys only as `RSAPublicKey` in DER
//! (RFC 8017 appendix A.1.1), which is a sequence of two integers.

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;

/// Modulus and public exponent, big-endian and without leading zeros.
pub(super) struct PublicKey {
    pub(super) modulus: Vec<u8>,
    pub(super) exponent: Vec<u8>,
}

impl PublicKey {
    /// Reads an `RSAPublicKey`; `None` if it is none.
    pub(super) fn from_der(der: &[u8]) -> Option<Self> {
        let (sequence, _) = value(SEQUENCE, der)?;
        let (modulus, rest) = value(INTEGER, sequence)?;
        let (exponent, _) = value(INTEGER, rest)?;
        Some(Self {
            modulus: without_sign(modulus),
            exponent: without_sign(exponent),
        })
    }
}

/// Takes a value with this tag off the front; gives the value and what follows it.
fn value(tag: u8, input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = input.split_first()?;
    let (&first, rest) = rest.split_first()?;
    if found != tag {
        return None;
    }
    // Lengths under 128 take one byte; otherwise that byte says how many bytes of length follow.
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        let length = bytes.iter().try_fold(0_usize, |length, &byte| {
            length.checked_mul(256)?.checked_add(usize::from(byte))
        })?;
        (length, rest)
    };
    rest.split_at_checked(length)
}

/// DER puts a zero byte before integers whose first bit is set; JWK wants none.
fn without_sign(integer: &[u8]) -> Vec<u8> {
    integer
        .iter()
        .copied()
        .skip_while(|&byte| byte == 0)
        .collect()
}
