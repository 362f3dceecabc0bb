"""What Entrance takes at rest: time to be ready, memory, size of the program."""

import statistics
import time
import urllib.request
from dataclasses import dataclass

from contenders import Place, entrance
from measure import processes_of, resident_megabytes

STARTS = 15


@dataclass
class Footprint:
    """What one process takes."""

    ready_milliseconds: float
    resident_megabytes: float
    program_megabytes: float

    @classmethod
    def measure(cls, place: Place) -> "Footprint":
        """The medians of several starts against the issuer of the comparison."""
        times, memory = [], []
        for number in range(STARTS):
            port = place.first_port + 40 + number
            began = time.perf_counter()
            process = entrance("entrance")(place, port)
            try:
                await_ready(f"http://127.0.0.1:{port}/readyz")
                times.append((time.perf_counter() - began) * 1000)
                time.sleep(0.5)
                memory.append(resident_megabytes(processes_of(process.pid)))
            finally:
                process.kill()
                process.wait()
        size = (place.programs / "entrance").stat().st_size / 1e6
        return cls(statistics.median(times), statistics.median(memory), size)


def await_ready(address: str) -> None:
    """Asks until the service is ready, every millisecond."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.001)
    raise RuntimeError(f"{address} does not become ready")
