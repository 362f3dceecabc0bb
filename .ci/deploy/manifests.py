"""What kustomize made of the manifests: valid by the schemas, hardened, without a reference that leads
nowhere, and with settings that the program takes.

    manifests.py FILE PROGRAM
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import kubernetes_validate
import yaml

# Kinds that are no part of Kubernetes, so that there is no schema.
FOREIGN = {"ServiceMonitor"}


def named(documents, kind, name):
    found = [d for d in documents if (d["kind"], d["metadata"]["name"]) == (kind, name)]
    assert len(found) == 1, f"{len(found)} of {kind} {name}"
    return found[0]


def check_schemas(documents):
    for document in documents:
        if document["kind"] not in FOREIGN:
            kubernetes_validate.validate(document, "1.37", strict=True)


def check_hardening(pod, container):
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {"cpu", "memory"} <= set(container["resources"]["limits"]) & set(container["resources"]["requests"])
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["port"] == "http", probe


def check_references(documents, deployment, pod, container):
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    ports = {port["name"] for port in container["ports"]}
    named(documents, "ServiceAccount", pod["serviceAccountName"])
    for volume in pod["volumes"]:
        if "configMap" in volume:
            named(documents, "ConfigMap", volume["configMap"]["name"])
    assert {mount["name"] for mount in container["volumeMounts"]} == {v["name"] for v in pod["volumes"]}
    for document in documents:
        spec = document.get("spec", {})
        match document["kind"]:
            case "Service":
                assert spec["selector"].items() <= labels.items()
                assert {port["targetPort"] for port in spec["ports"]} <= ports
            case "PodDisruptionBudget":
                assert spec["selector"]["matchLabels"].items() <= labels.items()
            case "NetworkPolicy":
                assert spec["podSelector"]["matchLabels"].items() <= labels.items()
                let_in = [port["port"] for rule in spec.get("ingress", []) for port in rule["ports"]]
                assert set(let_in) <= ports, let_in
            case "HorizontalPodAutoscaler":
                target = spec["scaleTargetRef"]
                named(documents, target["kind"], target["name"])
            case "ServiceMonitor":
                service = named(documents, "Service", document["metadata"]["name"])
                assert spec["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
                offered = {port["name"] for port in service["spec"]["ports"]}
                assert {endpoint["port"] for endpoint in spec["endpoints"]} <= offered


def check_settings(documents, pod, container, program):
    """Starts nothing: the program only reads its settings to print its document."""
    mounted = next(v["configMap"]["name"] for v in pod["volumes"] if "configMap" in v)
    text = named(documents, "ConfigMap", mounted)["data"]["entrance.toml"]
    variables = {entry["name"]: entry["value"] for entry in container["env"]}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "entrance.toml").write_text(text)
        if "ENTRANCE__DATABASE__URL_FILE" in variables:
            secret = Path(folder) / "url"
            secret.write_text("postgres://entrance:password@database.internal/entrance\n")
            variables["ENTRANCE__DATABASE__URL_FILE"] = str(secret)
        subprocess.run(
            [Path(program).resolve(), "openapi", "--config", "entrance.toml"],
            cwd=folder,
            env={"PATH": os.environ["PATH"], **variables},
            stdout=subprocess.DEVNULL,
            check=True,
        )


def main(path, program):
    documents = list(yaml.safe_load_all(Path(path).read_text("utf-8")))
    deployment = named(documents, "Deployment", "entrance")
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    check_schemas(documents)
    check_hardening(pod, container)
    check_references(documents, deployment, pod, container)
    check_settings(documents, pod, container, program)
    print(f"{Path(path).stem}: {len(documents)} objects are as they should be")


main(*sys.argv[1:])
