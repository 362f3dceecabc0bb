"""Attacks by connections rather than by requests: many that do nothing, and many that do what they do as
slowly as they may. Part of `.ci/hostile-requests`.
"""

import resource
import selectors
import socket
import time
from collections import Counter

IDLE = 10_000
SLOW = 2_000
SECONDS_IDLE = 5  # less than the service waits for a first head
PATIENCE = 60
HEAD = b"GET /livez HTTP/1.1\r\nhost: a\r\n"
BODY = (
    b"POST /api/v1/validate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
    b"content-length: 1000\r\n\r\n"
)


def raise_limit() -> None:
    """One open file for each connection, as many as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def connections(port: int, number: int) -> list[socket.socket]:
    return [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(number)]


def idle(port: int) -> Counter:
    """Connections that do nothing, for some seconds."""
    raise_limit()
    opened = connections(port, IDLE)
    time.sleep(SECONDS_IDLE)
    states: Counter = Counter()
    for connection in opened:
        connection.setblocking(False)
        try:
            states["closed" if connection.recv(1) == b"" else "answered"] += 1
        except BlockingIOError:
            states["open"] += 1
        connection.close()
    return states


def slow(port: int, begin: bytes, byte: bytes) -> Counter:
    """Connections that send one byte each second, until they are answered."""
    raise_limit()
    opened = connections(port, SLOW)
    waiting = selectors.DefaultSelector()
    for connection in opened:
        connection.sendall(begin)
        waiting.register(connection, selectors.EVENT_READ)
    statuses: Counter = Counter()
    end = time.monotonic() + PATIENCE
    while waiting.get_map() and time.monotonic() < end:
        next_byte = time.monotonic() + 1
        while (left := next_byte - time.monotonic()) > 0 and waiting.get_map():
            for key, _ in waiting.select(left):
                statuses[status_of(key.fileobj)] += 1
                waiting.unregister(key.fileobj)
                key.fileobj.close()
        for key in list(waiting.get_map().values()):
            try:
                key.fileobj.sendall(byte)
            except OSError:
                pass  # it was answered, which is read next
    for key in list(waiting.get_map().values()):
        statuses["unanswered"] += 1
        key.fileobj.close()
    return statuses


def status_of(connection: socket.socket) -> int | str:
    try:
        received = connection.recv(1 << 16)
    except ConnectionError:
        return "closed"
    return int(received.split(b" ")[1]) if received.startswith(b"HTTP/1.1 ") else "closed"


def attacks(port: int):
    """Each attack: what it is, which answers it may get, and how it is done."""
    yield f"{SLOW:,} slow heads", {408}, lambda: slow(port, HEAD, b"x")
    yield f"{SLOW:,} slow bodies", {408}, lambda: slow(port, BODY, b" ")
    # On a slow machine the first are over the time for a head before the last have connected.
    yield f"{IDLE:,} idle connections", {"open", "closed"}, lambda: idle(port)
