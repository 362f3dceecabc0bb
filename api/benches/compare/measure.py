"""Measuring one server under load: wrk for requests and latencies, /proc for processor time."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_SECOND = 100  # Linux counts processor time for /proc in this unit, on every platform.
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass
class Sample:
    """One round of load on one server."""

    requests_per_second: float
    microseconds_per_request: float
    p50_milliseconds: float
    p99_milliseconds: float
    resident_megabytes: float


def processes_of(root: int) -> list[int]:
    """The process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = fields_of(stat.read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue  # It ended meanwhile.
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, pending = [], [root]
    while pending:
        found.append(process := pending.pop())
        pending.extend(parents.get(process, []))
    return found


def fields_of(stat: str) -> list[str]:
    """The fields behind the name, which may itself hold spaces: state, parent, ..."""
    return stat.rpartition(") ")[2].split()


def processor_seconds(processes: list[int]) -> float:
    """User and system time of the processes so far, those of their threads included."""
    total = 0
    for process in processes:
        fields = fields_of(Path(f"/proc/{process}/stat").read_text())
        total += int(fields[11]) + int(fields[12])
    return total / TICKS_PER_SECOND


def resident_megabytes(processes: list[int]) -> float:
    """Memory in use, shared pages divided among those who share them."""
    total = 0
    for process in processes:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1])
    return total / 1024


def parse_wrk(output: str) -> tuple[int, float, float, float]:
    """Requests, requests per second, p50 and p99 in milliseconds; fails on any other answer than 2xx."""
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.+)", output)
    if bad:
        raise RuntimeError(f"the load met errors: {bad[0]}")
    requests = int(re.search(r"(\d+) requests in", output)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
    p50, p99 = (
        float(found[1]) * MILLISECONDS[found[2]]
        for share in ("50", "99")
        if (found := re.search(rf"^\s+{share}%\s+([\d.]+)(us|ms|s|m)$", output, re.MULTILINE))
    )
    return requests, rate, p50, p99


def wrk(url: str, seconds: int, options: list[str]) -> tuple[int, float, float, float]:
    """Loads an address with 32 connections from one thread."""
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", "--latency", *options, url]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return parse_wrk(result.stdout)


def measure(root: int, url: str, seconds: int, options: list[str]) -> Sample:
    """One round: a second to warm up, then the load that counts."""
    wrk(url, 1, options)
    processes = processes_of(root)
    before = processor_seconds(processes)
    requests, rate, p50, p99 = wrk(url, seconds, options)
    used = processor_seconds(processes) - before
    return Sample(rate, used / requests * 1e6, p50, p99, resident_megabytes(processes))
