"""The manifests that no program here can run: they are YAML, and name the same identity headers as the
configurations that were tried."""

import sys
from pathlib import Path

import yaml

from checks import HEADERS

DEPLOY = Path(__file__).resolve().parents[2] / "docs" / "deploy"


def documents(name):
    return list(yaml.safe_load_all((DEPLOY / name).read_text()))


def lowered(names):
    return sorted(name.lower() for name in names)


def spec(name, kind, title):
    found = [d["spec"] for d in documents(name) if (d["kind"], d["metadata"]["name"]) == (kind, title)]
    assert len(found) == 1, f"{name}: {kind} {title}"
    return found[0]


def main():
    headers = sorted(HEADERS)
    envoy = "kubernetes/envoy-gateway.yaml"
    removed = spec(envoy, "ClientTrafficPolicy", "strip-identity")["headers"]["earlyRequestHeaders"]["remove"]
    assert lowered(removed) == sorted(headers + [name.replace("-", ".") for name in headers]), removed
    http = spec(envoy, "SecurityPolicy", "entrance")["extAuth"]["http"]
    assert http["path"] == "/forward-auth/r" and lowered(http["headersToBackend"]) == headers

    middlewares = documents("traefik-routes.yaml")[0]["http"]["middlewares"]
    traefik = "kubernetes/traefik.yaml"
    assert spec(traefik, "Middleware", "strip-identity") == middlewares["strip-identity"]
    tried, manifest = middlewares["entrance"]["forwardAuth"], spec(traefik, "Middleware", "entrance")["forwardAuth"]
    assert {**manifest, "address": tried["address"]} == tried
    assert manifest["address"].endswith(":8000/forward-auth")

    for name in ("kubernetes/entrance.yaml", "azure-container-apps.yaml"):
        assert documents(name), name
    print("manifests name the headers that were tried")


sys.exit(main())
