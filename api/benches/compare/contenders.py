"""What is compared: how each server is started, and what is asked of it."""

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PATH = "/api/v1/me"
# Of config/development.toml.
CLIENT_ID = "30000000-0000-4000-8000-000000000001"
TENANT_ID = "10000000-0000-4000-8000-000000000001"


@dataclass
class Place:
    """Where the comparison takes place."""

    directory: Path  # for tokens, logs and configurations
    first_port: int
    programs: Path  # of this workspace, built
    python: Path  # `bin` of the environment of requirements.txt
    node_modules: Path

    @property
    def instance(self) -> str:
        """The issuer's address."""
        return f"http://localhost:{self.first_port}"

    @property
    def token(self) -> str:
        """The token that most requests carry."""
        return (self.directory / "token").read_text()

    def fetch(self, address: str, token: str | None = None) -> str:
        """The body of a 200."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(address, headers=headers)
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.read().decode()


@dataclass
class Contender:
    """A server and a way to ask it."""

    name: str
    title: str
    start: Callable[[Place, int], subprocess.Popen]
    distinct_tokens: bool = False


def launch(place: Place, name: str, command: list[str], variables: dict[str, str]) -> subprocess.Popen:
    """Starts a server with its output in a file; of the environment it only gets the path."""
    log = (place.directory / f"{name}.log").open("w")
    environment = {"PATH": os.environ["PATH"], "BENCH_INSTANCE": place.instance, "BENCH_CLIENT_ID": CLIENT_ID}
    return subprocess.Popen(command, env=environment | variables, stdout=log, stderr=log, cwd=place.directory)


def entrance(program: str, **settings: str) -> Callable[[Place, int], subprocess.Popen]:
    """A program of this workspace, with two workers and the default logging."""

    def start(place: Place, port: int) -> subprocess.Popen:
        variables = {
            "APP_CLIENT_ID": CLIENT_ID,
            "ENTRANCE__ENTRA__INSTANCE": place.instance,
            "ENTRANCE__TENANTS__LISTED": TENANT_ID,
            "ENTRANCE__SERVER__HOST": "127.0.0.1",
            "ENTRANCE__SERVER__PORT": str(port),
            "ENTRANCE__SERVER__WORKERS": "2",
            "ENTRANCE__METRICS__PORT": "0",
        }
        command = [str(place.programs / program), "serve"]
        return launch(place, f"entrance-{port}", command, variables | settings)

    return start


def fastapi(place: Place, port: int) -> subprocess.Popen:
    """fastapi-azure-auth on uvicorn with two workers, uvloop and httptools."""
    command = [str(place.python / "uvicorn"), "fastapi_app:app", "--app-dir", str(HERE), "--workers", "2"]
    return launch(place, "fastapi", [*command, "--port", str(port), "--no-access-log"], {})


def express(place: Place, port: int) -> subprocess.Popen:
    """express-oauth2-jwt-bearer in two processes."""
    # Modules are looked for beside the file.
    shutil.copy(HERE / "express_app.mjs", place.node_modules.parent)
    command = ["node", str(place.node_modules.parent / "express_app.mjs")]
    variables = {"BENCH_TENANT_ID": TENANT_ID, "BENCH_PORT": str(port), "NODE_ENV": "production"}
    return launch(place, "express", command, variables)


def apache(place: Place, port: int) -> subprocess.Popen:
    """Apache with mod_oauth2 in two processes, serving a file."""
    file = place.directory / "static" / PATH.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(example_answer())
    command = ["apache2", "-f", str(HERE / "apache.conf"), "-DFOREGROUND"]
    variables = {"BENCH_DIRECTORY": str(place.directory), "BENCH_PORT": str(port), "BENCH_TENANT_ID": TENANT_ID}
    return launch(place, "apache", command, variables)


def envoy(cache: str) -> Callable[[Place, int], subprocess.Popen]:
    """Envoy with jwt_authn and two workers, answering by itself."""

    def start(place: Place, port: int) -> subprocess.Popen:
        keys = place.directory / "keys.json"
        keys.write_text(place.fetch(f"{place.instance}/organizations/discovery/v2.0/keys"))
        values = {
            "BENCH_PORT": str(port),
            "BENCH_BODY": json.dumps(example_answer()),
            "BENCH_ISSUER": f"{place.instance}/{TENANT_ID}/v2.0",
            "BENCH_CLIENT_ID": CLIENT_ID,
            "BENCH_KEYS": str(keys),
            "BENCH_CACHE": cache,
        }
        text = re.sub(r"BENCH_[A-Z_]+", lambda word: values[word[0]], (HERE / "envoy.yaml").read_text())
        configuration = place.directory / f"envoy-{port}.yaml"
        configuration.write_text(text)
        command = [str(place.python / "envoy"), "-c", str(configuration), "--concurrency", "2"]
        return launch(place, f"envoy-{port}", [*command, "--log-level", "error", "--use-dynamic-base-id"], {})

    return start


def example_answer() -> str:
    """What those send who cannot make an answer from a token."""
    return json.dumps(
        {
            "kind": "user",
            "tenant_id": TENANT_ID,
            "object_id": "20000000-0000-4000-8000-000000000001",
            "subject": "x" * 43,
            "client_id": CLIENT_ID,
            "scopes": ["user_impersonation"],
            "roles": [],
            "guest": False,
            "name": "Ben Contoso",
            "token_expires_at": "2027-01-15T09:00:00Z",
        }
    )


def await_answer(place: Place, process: subprocess.Popen, address: str, patience: float = 30) -> None:
    """Waits until the server answers a genuine token with 200."""
    end = time.monotonic() + patience
    while True:
        try:
            place.fetch(address, place.token)
            break
        except OSError as error:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{process.args} does not answer: {error}") from error
            time.sleep(0.05)


ENVOY_CACHE = "jwt_cache_config: { jwt_cache_size: 20000 }"
CONTENDERS = [
    Contender("constant", "Entrance, constant principal", entrance("examples/constant-principal")),
    Contender("cached", "Entrance, cached token", entrance("entrance")),
    Contender("distinct", "Entrance, 10 000 tokens", entrance("entrance"), distinct_tokens=True),
    Contender("uncached", "Entrance, cache off", entrance("entrance", ENTRANCE__CACHE__MAX_BYTES="0")),
    Contender("envoy-cached", "Envoy jwt_authn, cache", envoy(ENVOY_CACHE)),
    Contender("envoy", "Envoy jwt_authn, no cache", envoy("")),
    Contender("apache", "Apache mod_oauth2", apache),
    Contender("express", "express-oauth2-jwt-bearer", express),
    Contender("fastapi", "fastapi-azure-auth", fastapi),
]
