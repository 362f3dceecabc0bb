"""50 000 questions of a proxy with 10 000 different tokens: no error, and memory that stays flat.

Arguments: a folder to work in, and the program `entrance`. Prints figures for docs/benchmarks.md; only
errors and memory are judged, because the time depends on the machine.
"""

import asyncio
import http.client
import json
import re
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from backend import Backend
from world import CLIENT_ID, CONTOSO, Programs, World

TOKENS = 10_000
ROUNDS = 5
CONNECTIONS = 16
# What the allocator may still take or give back between two rounds over the same tokens.
FLAT_KIB = 8 * 1024


def mint(port):
    """Different tokens of one application: each has an id of its own."""
    connection = http.client.HTTPConnection("localhost", port)
    form = urlencode(
        {
            "grant_type": "client_credentials",
            "client_id": "30000000-0000-4000-8000-000000000003",
            "client_secret": "nightly-report-on-this-machine-only",
            "scope": f"api://{CLIENT_ID}/.default",
        }
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    tokens = set()
    while len(tokens) < TOKENS:
        connection.request("POST", f"/{CONTOSO}/oauth2/v2.0/token", form, headers)
        tokens.add(json.loads(connection.getresponse().read())["access_token"])
    return sorted(tokens)


async def ask(port, tokens, durations):
    """Asks about each of the tokens in turn, on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for token in tokens:
        began = time.perf_counter()
        writer.write(
            f"GET /forward-auth HTTP/1.1\r\nHost: proxy\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /orders\r\n"
            f"X-Forwarded-Host: api.contoso.com\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        durations.append(time.perf_counter() - began)
        assert head.startswith(b"HTTP/1.1 200 "), head
        assert b"x-auth-kind: application\r\n" in head.lower(), head
        assert re.search(rb"content-length: 0\r\n", head, re.I), head
    writer.close()
    await writer.wait_closed()


async def one_round(port, tokens):
    durations = []
    shares = [tokens[start::CONNECTIONS] for start in range(CONNECTIONS)]
    began = time.perf_counter()
    await asyncio.gather(*(ask(port, share, durations) for share in shares))
    return time.perf_counter() - began, sorted(durations)


def resident(process):
    """KiB of memory that the process holds."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.M)[1])


def main(work, binary):
    programs = Programs(work)
    try:
        world = World(work, binary, programs, Backend())
        world.start_entrance()
        tokens = mint(world.stand_in)
        print(f"start: {resident(world.service) // 1024} MiB")
        held = []
        for number in range(1, ROUNDS + 1):
            seconds, durations = asyncio.run(one_round(world.entrance, tokens))
            assert len(durations) == TOKENS
            held.append(resident(world.service))
            middle, late = (durations[int(TOKENS * share)] * 1000 for share in (0.5, 0.99))
            print(
                f"round {number}: {TOKENS} answers of 200, {TOKENS / seconds:.0f} a second, "
                f"median {middle:.2f} ms, 99 % within {late:.2f} ms, {held[-1] / 1024:.1f} MiB"
            )
        grown = held[-1] - held[1]
        assert grown <= FLAT_KIB, f"memory grew by {grown} KiB after all tokens were known"
    finally:
        programs.stop_all()


main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
