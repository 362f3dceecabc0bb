"""Programs of this workspace as processes of their own: started, called over HTTP, ended."""

import http.client
import json
import os
import re
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "target/debug"
PATIENCE = 60  # seconds for anything that is waited for

API = "30000000-0000-4000-8000-000000000001"
PAGE = "30000000-0000-4000-8000-000000000002"
CONTOSO = "10000000-0000-4000-8000-000000000001"


def build_programs() -> None:
    """Builds the binary and the examples into `BUILT`.

    Always in this form: it takes what `cargo test --workspace` made, while one package alone would have
    its libraries compiled once more, with fewer of their features.
    """
    build = ["cargo", "build", "--quiet", "--locked", "--workspace", "--bins", "--examples"]
    subprocess.run(build, cwd=ROOT, check=True)


def build_program_for_release() -> None:
    """Builds the binary as the README does, for the same reason always in this form."""
    build = ["cargo", "build", "--quiet", "--locked", "--release"]
    subprocess.run(build, cwd=ROOT, check=True)


def free_port() -> int:
    """A port of 127.0.0.1 where nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Answer:
    """What a request got."""

    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes):
        self.status, self.headers, self.text = status, headers, body.decode()

    def json(self):
        return json.loads(self.text)


def call(url: str, token: str | None = None, method: str = "GET", body: object = None) -> Answer:
    """One request, by no proxy."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    headers = {"authorization": f"Bearer {token}"} if token is not None else {}
    if body is not None:
        headers["content-type"] = "application/json"
        body = json.dumps(body)
    connection.request(method, parts.path, body=body, headers=headers)
    answer = connection.getresponse()
    return Answer(answer.status, answer.headers, answer.read())


class Program:
    """A running program. Leaving its block ends it; that it ended before is a fault."""

    def __init__(self, *command: str | Path, variables: dict[str, str] | None = None):
        self.directory = tempfile.TemporaryDirectory()
        self.printed = Path(self.directory.name) / "printed"
        self.logged = Path(self.directory.name) / "logged"
        with self.printed.open("wb") as printed, self.logged.open("wb") as logged:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                cwd=self.directory.name,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": self.directory.name,
                    # Several services of this machine must not want the same port.
                    "ENTRANCE__METRICS__PORT": "0",
                    **(variables or {}),
                },
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=logged,
            )

    def wait_until(self, what: str, look):
        """What `look` finds, as soon as it finds something."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            if found := look():
                return found
            time.sleep(0.05)
        raise SystemExit(f"{self.process.args[0]}: no {what}\n{self.logged.read_text()}")

    def wait_for(self, url: str, status: int = 200) -> None:
        def answers() -> bool:
            try:
                return call(url).status == status
            except OSError:
                return False

        self.wait_until(f"answer {status} of {url}", answers)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        if kind is None and code not in (0, -15):
            raise SystemExit(f"{self.process.args[0]}: ended with {code}\n{self.logged.read_text()}")
        self.directory.cleanup()


class Dev(Program):
    """`entrance dev`, or the same command of a program that adds to it, on any free ports."""

    def __init__(
        self,
        program: str | Path = BUILT / "entrance",
        *arguments: str,
        variables: dict[str, str] | None = None,
    ):
        ports = ["--port", "0", "--stand-in-port", "0"]
        super().__init__(program, "dev", *ports, *arguments, variables=variables)
        greeting = self.wait_until("greeting", self._greeting)
        self.service = re.search(r"^service +(\S+)$", greeting, re.MULTILINE)[1]
        self.stand_in = re.search(r"^stand-in +(\S+)$", greeting, re.MULTILINE)[1]
        calls = re.findall(r"^# \d+ (.+)\ncurl .*Bearer ([^']+)'", greeting, re.MULTILINE)
        tokens = {shown: token for shown, token in calls}
        self.user = tokens["a user of Contoso"]
        self.application = tokens["an application of Contoso"]
        self.stranger = tokens["a user of a tenant that is not admitted"]
        self.expired = tokens["a token that has expired"]

    def _greeting(self) -> str | None:
        text = self.printed.read_text()
        return text if "Ctrl-C" in text else None


class Checks:
    """Tells of each check, and at the end whether all held."""

    def __init__(self):
        self.failed = []
        self.made = 0

    def equal(self, what: str, found: object, expected: object) -> None:
        self.made += 1
        if found == expected:
            print(f"ok   {what}")
        else:
            self.failed.append(what)
            print(f"FAIL {what}: {found!r} instead of {expected!r}")

    def holds(self, what: str, found: object) -> None:
        self.equal(what, bool(found), True)

    def result(self) -> int:
        """What the process shall exit with: no check at all is a failure, too."""
        print(f"{self.made - len(self.failed)} of {self.made} checks passed")
        return 1 if self.failed or not self.made else 0
