//! The claims that a rule asks for.

use crate::jose::members;

members! {
    /// All of them, under their own names; each may be absent and of any type.
    Claims {
        // In every token.
        aud: "aud",
        exp: "exp",
        iat: "iat",
        iss: "iss",
        nbf: "nbf",
        sub: "sub",
        tid: "tid",
        ver: "ver",
        // Who calls, and what they may do.
        acct: "acct",
        acrs: "acrs",
        appid: "appid",
        azp: "azp",
        groups: "groups",
        idp: "idp",
        idtyp: "idtyp",
        name: "name",
        oid: "oid",
        roles: "roles",
        scp: "scp",
        xms_cc: "xms_cc",
        // Too many groups for a token.
        claim_names: "_claim_names",
        hasgroups: "hasgroups",
        // What no access token for this service has.
        act: "act",
        actortoken: "actortoken",
        actx: "actx",
        at_hash: "at_hash",
        c_hash: "c_hash",
        cnf: "cnf",
        nonce: "nonce",
    }
}
