"""Commands of the documentation, run by a shell as they stand there."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from blocks import ROOT, Block
from running import API, CONTOSO, PATIENCE, Dev, call

SERVICE, STAND_IN = "http://localhost:8000", "http://localhost:8001"
# What a reader puts in where the guide has an example or the reader's own value.
PLACEHOLDER = "eyJ0eXAiOiJKV1Qi…"
OWN_VALUES = {
    "API": SERVICE,
    "APP_CLIENT_ID": API,
    "TENANT_ID": CONTOSO,
    "DAEMON_CLIENT_ID": "30000000-0000-4000-8000-000000000003",
    "DAEMON_SECRET": "nightly-report-on-this-machine-only",
}
# The configuration of a service, for its own commands.
CONFIGURATION = {
    "APP_CLIENT_ID": API,
    "ENTRANCE__ENTRA__INSTANCE": STAND_IN,
    "ENTRANCE__TENANTS__ADMISSION": "directory",
    "ENTRANCE__TENANTS__OPERATOR": CONTOSO,
}
STAND_INS = {
    "https://login.microsoftonline.com": STAND_IN,
    "fabrikam.onmicrosoft.com": "fabrikam.example",
    "ccccdddd-2222-eeee-3333-ffff4444aaaa": "10000000-0000-4000-8000-000000000002",
}


# `entrance` is the built program.
PATH = f"{ROOT / 'target/release'}:{os.environ['PATH']}"
# Where `dev --tls` writes its authority's certificate.
AUTHORITY = ROOT / "entrance-dev-ca.pem"


def is_running(url: str) -> bool:
    trusted = ["--cacert", AUTHORITY] if url.startswith("https:") else []
    ask = ["curl", "--silent", "--fail", "--noproxy", "*", *trusted, url]
    return subprocess.run(ask, stdout=subprocess.DEVNULL, check=False).returncode == 0


class Background:
    """A command of the guide that runs until it is stopped, on the ports that the guide names."""

    def __init__(self, command: str, url: str):
        if is_running(f"{SERVICE}/livez"):
            raise SystemExit(f"guide: something else answers at {SERVICE} already")
        # `exec`, so that the shell's process becomes the program's and can be ended by its id.
        command = re.sub(r"^((?:\w+=\S+ )*)", r"exec env \1", command.strip())
        self.process = subprocess.Popen(
            ["bash", "-c", command],
            cwd=ROOT,
            env={**os.environ, "PATH": PATH},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        end = time.monotonic() + 10 * PATIENCE  # it may have to be built first
        while not is_running(url):
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"no answer of {url}")
            time.sleep(0.1)

    def stop(self) -> None:
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        if code not in (0, -15):
            raise AssertionError(f"ended with {code}")


class Shell:
    """Runs the blocks of one page in their order, beside what they started."""

    def __init__(self, work: Path):
        self.background = None
        self.token = None
        # Where commands leave their files; npm's programs are found from here.
        self.work = work
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        # An answer that refuses is a failure, also of a command that prints nothing but the answer.
        (work / ".curlrc").write_text('fail\nmax-time = 20\nnoproxy = "*"\n')
        (work / "node_modules").symlink_to(ROOT / ".ci/clients/node_modules")

    def run(self, block: Block) -> None:
        text = block.text
        if re.search(r" dev( --tls)?$", text.strip()):
            self._start_dev(text)
        elif text.strip().endswith(" serve"):
            self.stop()
            self.background = Background(text, f"{SERVICE}/livez")
            self.stop()
        else:
            if (SERVICE in text or text.startswith("entrance ")) and self.background is None:
                self._start_dev("cargo run --release -- dev")
            self._run_to_the_end(text)

    def run_header(self, block: Block) -> None:
        """A header, sent as it stands there."""
        name, value = block.text.strip().split(": ")
        with Dev() as dev:
            token = value.replace(PLACEHOLDER, dev.user).removeprefix("Bearer ")
            status = call(f"{dev.service}/api/v1/me", token).status
        if (name, status) != ("Authorization", 200):
            raise AssertionError(f"the answer is {status}")

    def run_answer(self, block: Block) -> None:
        """An answer to the first of the printed calls, as far as it is shown."""
        real = call(f"{SERVICE}/api/v1/me", self.token).json()
        shown = json.loads(block.text)
        if {name: real.get(name) for name in shown} != shown:
            raise AssertionError(f"the real answer is {real}")

    def stop(self) -> None:
        if self.background:
            self.background.stop()
            self.background = None
            AUTHORITY.unlink(missing_ok=True)

    def _start_dev(self, command: str) -> None:
        """Starts it, and remembers the token of the first of the printed calls."""
        self.stop()
        AUTHORITY.unlink(missing_ok=True)
        service = SERVICE.replace("http:", "https:") if "--tls" in command else SERVICE
        self.background = Background(command, f"{service}/readyz")
        output = iter(self.background.process.stdout.readline, "")
        first = next(line for line in output if line.startswith("curl "))
        self.token = re.search(r"Bearer ([^']+)'", first)[1]

    def _with_own_values(self, text: str) -> str:
        if PLACEHOLDER in text and self.token is None:
            raise AssertionError("nothing has printed a token before")
        text = text.replace(PLACEHOLDER, self.token or "")
        for theirs, ours in STAND_INS.items():
            text = text.replace(theirs, ours)
        return text

    def _run_to_the_end(self, text: str) -> None:
        values = CONFIGURATION if text.startswith("entrance ") else OWN_VALUES
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self._with_own_values(text)],
            cwd=self.work,
            env={**os.environ, **values, "PATH": PATH, "CURL_HOME": str(self.work)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        statuses = re.findall(r"^HTTP/1.1 (\d+)", done.stdout, re.MULTILINE)
        if done.returncode != 0 or any(status != "200" for status in statuses):
            # Not the command, which may hold a token.
            raise AssertionError(f"ended with {done.returncode}, answers {statuses}: {done.stderr}")
