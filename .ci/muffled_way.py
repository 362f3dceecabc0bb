"""A way to a PostgreSQL server on which notifications get lost, and nothing else."""

import socket
import threading
from contextlib import suppress


class MuffledWay:
    """Forwards connections. One that asks for notifications is shut at once, or, once it was promised
    them, hears nothing more."""

    def __init__(self, port: int, shuts: bool):
        self.server, self.shuts = ("127.0.0.1", port), shuts
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.listening = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # The end of the test closes the listener.
            while True:
                client, _ = self.listener.accept()
                _Connection(self, client, socket.create_connection(self.server))


class _Connection:
    def __init__(self, way: MuffledWay, client: socket.socket, server: socket.socket):
        self.way, self.client, self.server = way, client, server
        self.answers_left = None  # No limit.
        for one in (self._ask, self._answer):
            threading.Thread(target=one, daemon=True).start()

    def _ask(self) -> None:
        with suppress(OSError):
            while data := self.client.recv(65536):
                if b"LISTEN" in data:
                    self.way.listening += 1
                    if self.way.shuts:
                        break
                    self.answers_left = 1
                self.server.sendall(data)
        self._close()

    def _answer(self) -> None:
        with suppress(OSError):
            while data := self.server.recv(65536):
                if self.answers_left == 0:
                    continue
                if self.answers_left:
                    self.answers_left -= 1
                self.client.sendall(data)
        self._close()

    def _close(self) -> None:
        for side in (self.client, self.server):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
            side.close()
