"""Commands of the documentation, run by a shell as they stand there."""

import json
import os
import re
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


def is_running(url: str) -> bool:
    try:
        return call(url).status == 200
    except OSError:
        return False


class Background:
    """A command of the guide that runs until it is stopped, on the ports that the guide names."""

    def __init__(self, command: str, url: str):
        if is_running(f"{SERVICE}/livez"):
            raise SystemExit(f"guide: something else answers at {SERVICE} already")
        path = f"{ROOT / 'target/release'}:{os.environ['PATH']}"
        # `exec`, so that the shell's process becomes the program's and can be ended by its id.
        command = re.sub(r"^((?:\w+=\S+ )*)", r"exec env \1", command.strip())
        self.process = subprocess.Popen(
            ["bash", "-c", command],
            cwd=ROOT,
            env={**os.environ, "PATH": path},
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
        work.mkdir(parents=True, exist_ok=True)
        modules = work / "node_modules"
        if not modules.is_symlink():
            modules.symlink_to(ROOT / ".ci/clients/node_modules")

    def run(self, block: Block) -> None:
        text = block.text
        if text.strip().endswith(" dev"):
            self._start_dev(text)
        elif text.strip().endswith(" serve"):
            self.stop()
            self.background = Background(text, f"{SERVICE}/livez")
            self.stop()
        else:
            if SERVICE in text and self.background is None:
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

    def _start_dev(self, command: str) -> None:
        """Starts it, and remembers the token of the first of the printed calls."""
        self.stop()
        self.background = Background(command, f"{SERVICE}/readyz")
        output = iter(self.background.process.stdout.readline, "")
        first = next(line for line in output if line.startswith("curl "))
        self.token = re.search(r"Bearer ([^']+)'", first)[1]

    def _with_own_values(self, text: str) -> str:
        if PLACEHOLDER in text and self.token is None:
            raise AssertionError("nothing has printed a token before")
        text = text.replace(PLACEHOLDER, self.token or "")
        return text.replace("https://login.microsoftonline.com", STAND_IN)

    def _run_to_the_end(self, text: str) -> None:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self._with_own_values(text)],
            cwd=self.work,
            env={**os.environ, **OWN_VALUES, "no_proxy": "*"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        statuses = re.findall(r"^HTTP/1.1 (\d+)", done.stdout, re.MULTILINE)
        if done.returncode != 0 or any(status != "200" for status in statuses):
            # Not the command, which may hold a token.
            raise AssertionError(f"ended with {done.returncode}, answers {statuses}: {done.stderr}")
        if not statuses and not done.stdout:
            raise AssertionError("it printed nothing")
