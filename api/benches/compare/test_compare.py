"""The parts of the comparison that need no load: `python3 -m unittest`, in this folder."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from contenders import CONTENDERS, HERE
from criterion import Criterion
from footprint import Footprint
from measure import Sample, fields_of, parse_wrk, processes_of, processor_seconds
from report import BEGIN, END, goals, write_report

OUTPUT = """Running 8s test @ http://127.0.0.1:8401/api/v1/me
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   412.11us    1.02ms  21.36ms   97.40%
    Req/Sec    80.81k     3.36k   86.09k    71.25%
  Latency Distribution
     50%  331.00us
     75%  436.00us
     90%  584.00us
     99%    3.05ms
  643456 requests in 8.01s, 512.04MB read
Requests/sec:  80332.43
Transfer/sec:     63.92MB
"""


class Wrk(unittest.TestCase):
    """What wrk prints."""

    def test_figures_are_read_with_their_units(self) -> None:
        self.assertEqual(parse_wrk(OUTPUT), (643456, 80332.43, 0.331, 3.05))

    def test_other_answers_than_success_fail_the_round(self) -> None:
        for line in ("  Non-2xx or 3xx responses: 7\n", "  Socket errors: connect 0, read 1, write 0, timeout 0\n"):
            with self.assertRaises(RuntimeError):
                parse_wrk(OUTPUT + line)


class Processes(unittest.TestCase):
    """What /proc says."""

    def test_a_name_with_spaces_and_brackets_hides_no_field(self) -> None:
        self.assertEqual(fields_of("7 (a) b) (c) S 1 2")[:2], ["S", "1"])

    def test_descendants_and_their_time_are_found(self) -> None:
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
            family = processes_of(os.getpid())
            self.assertLessEqual({os.getpid(), child.pid}, set(family))
            self.assertGreater(processor_seconds(family), 0)
            child.communicate(b"\n")


class Report(unittest.TestCase):
    """The tables."""

    figures = {contender.name: Sample(1000, 10, 1, 2, 3) for contender in CONTENDERS}
    parts = Criterion({"signature": 10_000.0, "verify": 11_000.0})
    footprint = Footprint(20, 10, 12)

    def test_goals_are_judged_by_the_right_side(self) -> None:
        verdicts = {row[0]: row[-1] for row in goals(self.figures, self.parts, self.footprint)}
        self.assertEqual(verdicts["whole verification over the bare signature"], "goal met")
        self.assertEqual(verdicts["processor time, fastapi-azure-auth over cached token"], "missed")

    def test_only_the_results_of_the_document_are_replaced(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            document = Path(directory) / "benchmarks.md"
            document.write_text(f"before\n{BEGIN}stale\n{END}after\n")
            write_report(document, "just bench", self.figures, self.parts, self.footprint, 1700)
            text = document.read_text()
            self.assertTrue(text.startswith("before\n") and text.endswith("after\n"))
            self.assertIn("| Entrance, cached token | 10.0 | 1 000 |", text)
            self.assertNotIn("stale", text)
            self.assertIn("<svg", document.with_suffix(".svg").read_text())

    def test_the_real_document_has_a_place_for_them(self) -> None:
        text = (HERE.parents[2] / "docs/benchmarks.md").read_text()
        self.assertEqual((text.count(BEGIN), text.count(END)), (1, 1))


if __name__ == "__main__":
    unittest.main()
