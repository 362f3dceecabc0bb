# syntax=docker/dockerfile:1.7
# Entrance as a container image: one binary, without `entrance dev`, on a base without a shell.
#   docker build --build-arg ENTRANCE_COMMIT="$(git rev-parse HEAD)" --tag entrance .
#   docker run --read-only --cap-drop ALL --publish 8000:8000 --env APP_CLIENT_ID=… entrance
# For a build that can be repeated to the byte, replace the tags of both bases by digests.

FROM docker.io/library/rust:1.95.0-bookworm AS build
# The image's own toolchain is the one of rust-toolchain.toml.
ENV RUSTUP_TOOLCHAIN=1.95.0 \
    CARGO_INCREMENTAL=0 \
    RUSTFLAGS="--remap-path-prefix=/build=. --remap-path-prefix=/usr/local/cargo=cargo"
WORKDIR /build

# The dependencies, in a layer that lasts until the manifests or the lock file change. The packages
# of the workspace are empty here.
COPY Cargo.toml Cargo.lock ./
COPY domain/Cargo.toml domain/
COPY auth/Cargo.toml auth/
COPY auth/stand-in/Cargo.toml auth/stand-in/
COPY api/Cargo.toml api/
COPY api/registration/Cargo.toml api/registration/
RUN <<STUBS
    set -eu
    for package in domain auth auth/stand-in api api/registration; do
        benches="$(sed -n '/^\[\[bench\]\]/{n;s/^name = "\(.*\)"/benches\/\1.rs/p}' "$package/Cargo.toml")"
        files="$(sed -n 's/^path = "\(.*\.rs\)"/\1/p' "$package/Cargo.toml")"
        mkdir -p "$package/src"
        touch "$package/src/lib.rs"
        for file in $benches $files; do
            mkdir -p "$package/$(dirname "$file")"
            echo 'fn main() {}' >"$package/$file"
        done
    done
STUBS

RUN cargo build --release --locked --package entrance-api --no-default-features --lib

# The program. Cargo goes by the time of change, and the empty packages are younger than the sources.
COPY . .
ARG ENTRANCE_COMMIT=unknown
ENV ENTRANCE_COMMIT=${ENTRANCE_COMMIT}
RUN find domain auth api -name '*.rs' -exec touch {} + \
    && cargo build --release --locked --package entrance-api --no-default-features --bin entrance

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build --chmod=0555 /build/target/release/entrance /usr/local/bin/entrance
# Nothing is written: the directory of tenants belongs into PostgreSQL.
USER 65532:65532
ENV ENTRANCE__SERVER__HOST=0.0.0.0 \
    ENTRANCE__LOGGING__FORMAT=json
EXPOSE 8000 9464
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["/usr/local/bin/entrance", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/entrance"]
CMD ["serve"]
