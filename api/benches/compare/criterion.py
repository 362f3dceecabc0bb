"""The parts alone, as `cargo bench` measures them."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ["entrance-auth", "entrance-domain"]


@dataclass
class Criterion:
    """Medians in nanoseconds, by the name of the benchmark."""

    medians: dict[str, float]

    @classmethod
    def measure(cls, root: Path) -> "Criterion":
        """Runs all benchmarks and reads what they left."""
        packages = [word for package in PACKAGES for word in ("--package", package)]
        command = ["cargo", "bench", "--locked", *packages, "--benches"]
        subprocess.run(command, check=True, cwd=root, stdout=subprocess.DEVNULL)
        medians = {}
        for estimates in (root / "target/criterion").glob("**/new/estimates.json"):
            name = json.loads((estimates.parent / "benchmark.json").read_text())["full_id"]
            medians[name] = json.loads(estimates.read_text())["median"]["point_estimate"]
        return cls(medians)

    def microseconds(self, name: str) -> float:
        """The median of one benchmark."""
        return self.medians[name] / 1000
