# The checks of this workspace, one recipe each. `.ci/run` says which of them make up CI.

set shell := ["bash", "-euo", "pipefail", "-c"]

# Shows the recipes
default:
    @just --list --unsorted

# Everything that CI runs, with the tools that it needs
ci:
    .ci/run

# All tests, the examples in the documentation among them
test:
    cargo test --workspace --locked

# rustfmt
format:
    cargo fmt --all --check
    cargo fmt --manifest-path auth/fuzz/Cargo.toml --check

# Clippy, over tests too
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Clippy over the service as the container image has it, without `entrance dev`
lint-without-dev:
    cargo clippy --package entrance-api --no-default-features --locked -- -D warnings

# The API documentation, with its links
document:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

# Both lock files fit their manifests
lock-files:
    .ci/lock-files-fit

# The domain without input and output
purity:
    .ci/domain-is-pure

# Bans, licenses and sources of dependencies; no advisories, because CI cannot reach their database
dependencies:
    cargo deny --locked check bans licenses sources

# Advisories about dependencies; fetches the database from the network, so it is no part of CI
advisories:
    cargo deny --locked check advisories

# The length of source files
file-lengths:
    .ci/files-are-short

# Relative links in the documentation
links:
    .ci/links-resolve

# The tests that the threat model names
threats:
    .ci/threats-are-tested

# `entrance dev` and the calls that it prints
smoke:
    .ci/smoke

# The examples as programs, called with good and bad tokens
examples:
    .ci/examples

# Every command and code block of the documentation
guide:
    .ci/guide/run

# How long `entrance dev` takes to be ready; prints and judges nothing
start-times:
    .ci/start-times

# Signing in at the stand-in, in Chromium and by other people's client libraries
sign-in:
    .ci/sign-in

# The registrations of `entrance azure`: Microsoft's models, shellcheck, a browser and a program that use them
azure:
    .ci/azure/run

# The OpenAPI document and the documentation page, as other people's tools see them
contract:
    .ci/contract

# The signature routine, judged by the vectors that ENTRANCE_SIGNATURE_VECTORS names
signature-vectors:
    .ci/signature-vectors

# The parsers, fed with whatever the fuzzer invents, for so many seconds each: all, or those that are named
fuzz seconds="10" *targets:
    .ci/fuzz {{ seconds }} {{ targets }}

# The Dockerfile, the Kubernetes manifests and the systemd units
deployment:
    .ci/deployment

# The configurations of docs/deploy/ with the real proxies, and everything that clients may try
proxies *NAMES:
    .ci/proxies {{NAMES}}

# The directory's tests on a PostgreSQL server of their own
database:
    .ci/database

# How fast changes of the directory spread, and what a database that hangs does; real clocks
synchronization:
    .ci/synchronization

# The figures of a running service and the alerts about them, by Prometheus's own tool
alerts:
    .ci/alerts

# Onboarding, walked through in Chromium
onboarding:
    .ci/onboarding

# Which lines of the domain and of the verification no test reaches
coverage:
    .ci/coverage

# Changes of the code that no test notices; takes hours
mutants *options:
    .ci/mutants {{ options }}

# Attacks on a release build, with what they cost in memory and in others' waiting time
hostile-requests tokens="1000000":
    cargo build --release --locked
    .ci/hostile-requests {{ tokens }}

# The programs and scripts of `just bench`, without running it
comparison:
    .ci/comparison

# What a directory of one, a thousand and a million tenants costs, on a release build
directory-bench:
    api/benches/directory/run

# Entrance beside itself without authentication and beside others, into docs/benchmarks.md; takes half an hour
bench *arguments:
    api/benches/compare/run {{ arguments }}
