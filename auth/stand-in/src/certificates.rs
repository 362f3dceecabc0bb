//! A certification authority for this machine, made on the spot.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints,
    SanType, date_time_ymd,
};

/// The one name that certificates are made for; the other two are addresses.
const NAME: &str = "localhost";
/// How long a certificate is good for, in days. Some browsers accept no more than 825.
const DAYS: i64 = 90;

/// A certification authority that speaks for this machine only, and a certificate of it for
/// `localhost`, 127.0.0.1 and `::1`.
///
/// SECURITY: the authority's private key is thrown away as soon as it signed the one certificate,
/// and the authority itself is constrained to these names: trusting it opens nothing else.
#[derive(Clone)]
pub struct LocalCertificates {
    /// The authority's certificate in PEM, for whoever is to trust it.
    pub authority_pem: String,
    /// The certificate for this machine in PEM.
    pub certificate_pem: String,
    /// The certificate's private key in PEM (PKCS #8).
    pub key_pem: String,
}

/// The library for certificates gave none.
#[derive(Debug, thiserror::Error)]
#[error("certificates for localhost could not be made")]
pub struct CertificateError(#[source] rcgen::Error);

impl LocalCertificates {
    /// Makes both; `now` in seconds since 1970.
    ///
    /// # Errors
    /// If the library for cryptography fails.
    pub fn generate(now: u64) -> Result<Self, CertificateError> {
        let authority = KeyPair::generate()
            .and_then(|key| CertifiedIssuer::self_signed(authority(now), key))
            .map_err(CertificateError)?;
        let key = KeyPair::generate().map_err(CertificateError)?;
        let certificate = server(now)
            .and_then(|parameters| parameters.signed_by(&key, &authority))
            .map_err(CertificateError)?;
        Ok(Self {
            authority_pem: authority.pem(),
            certificate_pem: certificate.pem(),
            key_pem: key.serialize_pem(),
        })
    }
}

// The private key stays out of logs.
impl fmt::Debug for LocalCertificates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LocalCertificates")
            .finish_non_exhaustive()
    }
}

fn authority(now: u64) -> CertificateParams {
    let mut parameters = dated(now);
    let name = "Entrance development on this machine";
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName(NAME.to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(Ipv4Addr::LOCALHOST.into(), 32)),
            GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(
                Ipv6Addr::LOCALHOST.into(),
                128,
            )),
        ],
        excluded_subtrees: Vec::new(),
    });
    parameters
}

fn server(now: u64) -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = dated(now);
    parameters.distinguished_name.push(DnType::CommonName, NAME);
    parameters.subject_alt_names = vec![
        SanType::DnsName(NAME.try_into()?),
        SanType::IpAddress(Ipv4Addr::LOCALHOST.into()),
        SanType::IpAddress(Ipv6Addr::LOCALHOST.into()),
    ];
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    Ok(parameters)
}

/// Good from the day before `now` on, as clocks differ.
fn dated(now: u64) -> CertificateParams {
    let today = i64::try_from(now)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .unwrap_or_default();
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    let date = |days: i64| day(today, days);
    let (first, last) = (date(-1), date(DAYS));
    parameters.not_before = date_time_ymd(first.0, first.1, first.2);
    parameters.not_after = date_time_ymd(last.0, last.1, last.2);
    parameters
}

/// Year, month and day, some days off.
fn day(today: DateTime<Utc>, days: i64) -> (i32, u8, u8) {
    let date = today
        .checked_add_signed(TimeDelta::days(days))
        .unwrap_or(today);
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    (date.year(), small(date.month()), small(date.day()))
}
