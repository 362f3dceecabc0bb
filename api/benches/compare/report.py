"""The figures as tables and a plot."""

import platform
from collections.abc import Iterable
from pathlib import Path

from contenders import CONTENDERS
from criterion import Criterion
from footprint import Footprint
from measure import Sample

BEGIN, END = "<!-- results -->\n", "<!-- end of the results -->\n"


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table in Markdown, its figures aligned right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def goals(figures: dict[str, Sample], parts: Criterion, footprint: Footprint) -> list[list[str]]:
    """What the comparison has to show: measured, the bound, the goal, and how far we are."""
    cpu = {name: sample.microseconds_per_request for name, sample in figures.items()}
    rate = {name: sample.requests_per_second for name, sample in figures.items()}
    p99 = {name: sample.p99_milliseconds for name, sample in figures.items()}
    signature = parts.microseconds("signature")
    at_most = [
        ("processor time, cached token over constant principal", cpu["cached"] / cpu["constant"], 1.25, 1.10),
        (
            "processor time, cache off over constant principal and one bare signature",
            cpu["uncached"] / (cpu["constant"] + signature),
            1.25,
            1.10,
        ),
        ("whole verification over the bare signature", parts.microseconds("verify") / signature, 1.20, 1.12),
        ("p99, cached token over constant principal", p99["cached"] / p99["constant"], 1.20, None),
        ("milliseconds from start to ready", footprint.ready_milliseconds, 100, None),
        ("MB of memory at rest", footprint.resident_megabytes, 25, None),
        ("MB of the stripped program", footprint.program_megabytes, 25, None),
    ]
    at_least = [
        ("requests per second, cached token over constant principal", rate["cached"] / rate["constant"], 0.92, 0.97),
        ("processor time, fastapi-azure-auth over cached token", cpu["fastapi"] / cpu["cached"], 25, 35),
        ("processor time, express-oauth2-jwt-bearer over cached token", cpu["express"] / cpu["cached"], 11, 16),
        ("processor time, Apache's mod_oauth2 over cached token", cpu["apache"] / cpu["cached"], 6, 8),
        ("processor time, Envoy with its cache over cached token", cpu["envoy-cached"] / cpu["cached"], 1.2, 1.7),
        ("processor time, Envoy without over cache off", cpu["envoy"] / cpu["uncached"], 1.7, 2.2),
    ]
    rows = []
    for sign, facts in (("≤", at_most), ("≥", at_least)):
        for what, measured, bound, goal in facts:
            met = [limit is None or (measured <= limit if sign == "≤" else measured >= limit) for limit in (bound, goal)]
            verdict = "goal met" if all(met) and goal else "met" if met[0] else "missed"
            shown = f"{sign} {goal:g}" if goal else ""
            rows.append([what, f"{measured:.3g}", f"{sign} {bound:g}", shown, verdict])
    return rows


def write_report(
    document: Path,
    command: str,
    figures: dict[str, Sample],
    parts: Criterion,
    footprint: Footprint,
    token_bytes: int,
) -> None:
    """Replaces the results in the document, and draws the plot beside it."""
    titles = {contender.name: contender.title for contender in CONTENDERS}
    servers = table(
        ["server", "µs of processor time per request", "requests per second", "p50, ms", "p99, ms", "memory, MB"],
        (
            [
                titles[name],
                f"{sample.microseconds_per_request:.1f}",
                f"{sample.requests_per_second:,.0f}".replace(",", " "),
                f"{sample.p50_milliseconds:.2f}",
                f"{sample.p99_milliseconds:.2f}",
                f"{sample.resident_megabytes:.0f}",
            ]
            for name, sample in figures.items()
        ),
    )
    results = "\n".join(
        [
            f"Made by `{command}` on {processor()}, with a token of {token_bytes} bytes.\n",
            servers,
            "![Processor time per request](benchmarks.svg)\n",
            table(["ratio or figure", "measured", "must hold", "goal", ""], goals(figures, parts, footprint)),
            table(
                ["part alone", "µs"],
                ([f"`{name}`", f"{nanoseconds / 1000:.3f}"] for name, nanoseconds in sorted(parts.medians.items())),
            ),
        ]
    )
    before, rest = document.read_text().split(BEGIN)
    after = rest.split(END)[1]
    document.write_text(f"{before}{BEGIN}{results}{END}{after}")
    times = {titles[name]: sample.microseconds_per_request for name, sample in figures.items()}
    plot(document.with_suffix(".svg"), times)


def processor() -> str:
    """The machine in a few words."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}, Linux {platform.release()}"


def plot(file: Path, times: dict[str, float]) -> None:
    """A bar for each server, on a scale that shows factors."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "entrance"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 3.6), layout="constrained")
    colors = ["#2a6f97" if title.startswith("Entrance") else "#9aa5b1" for title in times]
    bars = axes.barh(list(times), list(times.values()), color=colors)
    axes.bar_label(bars, fmt="%.1f", padding=3)
    axes.set_xscale("log")
    axes.margins(x=0.12)
    axes.invert_yaxis()
    axes.set_xlabel("µs of server processor time per request (logarithmic)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, metadata={"Date": None})
