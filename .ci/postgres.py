"""A PostgreSQL server of one's own, from Debian's packages: started, made to hang, and gone afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from running import PATIENCE, free_port


class Postgres:
    """A server on 127.0.0.1, without a password. Leaving its block ends it."""

    def __init__(self):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not found:
            raise SystemExit("there is no PostgreSQL server; install the package postgresql")
        self.programs = found[-1]
        self.port = free_port()
        self.address = f"postgres://postgres@127.0.0.1:{self.port}"
        self.process = None

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp())
        self.prefix = []
        if os.geteuid() == 0:  # PostgreSQL does not run as root.
            self.prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
            shutil.chown(self.folder, "postgres")
        arguments = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run("initdb", f"--pgdata={self.folder}/data", *arguments)
        self.start()
        return self

    def __exit__(self, *_):
        self.go_on()
        self.stop()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """Returns when the server answers."""
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300"]
        options = [word for setting in settings for word in ("-c", setting)]
        command = [*self.prefix, self.programs / "postgres", "-D", self.folder / "data", "-p", str(self.port), *options]
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen([str(word) for word in command], stdout=log, stderr=log)
        end = time.monotonic() + PATIENCE
        ready = [self.programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={self.port}"]
        while subprocess.run(ready, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"PostgreSQL does not start:\n{(self.folder / 'server.log').read_text()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ends all connections and the server."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)
            self.process = None

    def hang(self) -> None:
        """Stops the server and all its processes where they are: connections stay, and nobody answers."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Ends that."""
        self._signal(signal.SIGCONT)

    def create(self, name: str) -> str:
        """A new database; gives its address."""
        self.sql(f"CREATE DATABASE {name}")
        return f"{self.address}/{name}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What a statement gives, in rows without any frame."""
        return self._run("psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-c", statement, f"{self.address}/{database}")

    def _signal(self, number: int) -> None:
        if self.process:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            for pid in (self.process.pid, *map(int, children)):
                os.kill(pid, number)

    def _run(self, program: str, *arguments: str) -> str:
        command = [*self.prefix, str(self.programs / program), *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/")
        if done.returncode != 0:
            raise SystemExit(f"{program}: {done.stderr}")
        return done.stdout.strip()
