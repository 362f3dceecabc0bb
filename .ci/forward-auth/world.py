"""The programs around the backend: Entrance with a stand-in for Entra, and one proxy at a time, each
with its configuration of docs/deploy/, of which only the ports are replaced."""

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

from wire import ask

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
PATIENCE = 60

CLIENT_ID = "30000000-0000-4000-8000-000000000001"
CONTOSO = "10000000-0000-4000-8000-000000000001"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE} s"
        time.sleep(0.05)


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


class Programs:
    """Processes that are ended, each by its own id, when the test is over."""

    def __init__(self, work):
        self.work = work
        self.processes = []

    def start(self, name, command, port, directory, environment=None):
        log = open(self.work / f"{name}.log", "wb")
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.work), **(environment or {})}
        process = subprocess.Popen(command, cwd=directory, env=environment, stdout=log, stderr=log)
        self.processes.append(process)

        def ready():
            assert process.poll() is None, f"{name} ended; see {log.name}"
            return listens(port)

        until(name, ready)
        return process

    def stop(self, process):
        process.terminate()
        process.wait(PATIENCE)
        self.processes.remove(process)

    def stop_all(self):
        for process in reversed(self.processes[:]):
            self.stop(process)


class World:
    def __init__(self, work, binary, programs, backend):
        self.work, self.binary, self.programs, self.backend = work, binary, programs, backend
        self.entrance = free_port()

    def start_entrance(self):
        """Gives the tokens of a user and of an application, which has no name."""
        service, self.stand_in = free_port(), free_port()
        output = self.work / "dev.log"
        dev = [self.binary, "dev", "--port", str(service), "--stand-in-port", str(self.stand_in)]
        self.programs.start("dev", dev, self.stand_in, self.work)
        until("the calls of dev", lambda: len(self.calls(output)) == 4)
        environment = {
            "APP_CLIENT_ID": CLIENT_ID,
            "ENTRANCE__ENTRA__INSTANCE": f"http://localhost:{self.stand_in}",
            "ENTRANCE__TENANTS__LISTED": CONTOSO,
            "ENTRANCE__SERVER__PORT": str(self.entrance),
            "ENTRANCE__METRICS__PORT": "0",
        }
        serve = [self.binary, "serve", "--config", DEPLOY / "entrance.toml"]
        self.service = self.programs.start("entrance", serve, self.entrance, self.work, environment)
        until("signing keys", lambda: ask(self.entrance, "GET", "/readyz").status == 200)
        user, application, *_ = self.calls(output)
        return user, application

    @staticmethod
    def calls(output):
        return re.findall(r"^curl .*Bearer ([\w.-]+)", output.read_text(), re.M)

    def configure(self, name, port):
        """A configuration with the ports of this test."""
        text = (DEPLOY / name).read_text()
        for usual, actual in (("8000", self.entrance), ("9000", self.backend.port), ("8080", port)):
            text = re.sub(rf"\b{usual}\b", str(actual), text)
        (self.work / name).write_text(text)
        return self.work / name

    def start_proxy(self, name):
        port = free_port()
        if name == "nginx":
            # What Debian's nginx.conf does around the files of conf.d.
            site = self.configure("nginx.conf", port)
            folders = "".join(
                f"{kind}_temp_path {self.work}/nginx-{kind};"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            main = self.work / "nginx-main.conf"
            main.write_text(
                f"daemon off; pid {self.work}/nginx.pid; error_log stderr;\n"
                f"events {{}}\nhttp {{ access_log off; {folders} include {site}; }}\n"
            )
            program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
            command = [program, "-e", "stderr", "-p", self.work, "-c", main]
        elif name == "traefik":
            self.configure("traefik-routes.yaml", port)
            command = ["traefik", f"--configfile={self.configure('traefik.yaml', port)}"]
        elif name == "caddy":
            command = ["caddy", "run", "--adapter", "caddyfile", "--config", self.configure("Caddyfile", port)]
        else:
            command = ["envoy", "--config-path", self.configure("envoy.yaml", port), "--disable-hot-restart"]
        process = self.programs.start(name, command, port, self.work)
        # A proxy may listen before it has read its routes.
        until(f"routes of {name}", lambda: ask(port, "GET", "/public").status == 200)
        return process, port
