"""Programs of the documentation in other languages, checked against the real libraries."""

import json
import subprocess
import tomllib
from pathlib import Path

import settings
from blocks import ROOT, Block

TOOLS = ROOT / "target/clients"
MODULES = ROOT / ".ci/clients/node_modules"


def run_all(blocks: list[Block], work: Path) -> None:
    """Types of all samples, by pyright and by TypeScript's compiler."""
    work.mkdir(parents=True, exist_ok=True)
    (work / "package.json").write_text('{"type":"module"}')
    modules = work / "node_modules"
    if not modules.exists():
        modules.symlink_to(MODULES)
    describe_service(work / "entrance.d.ts")
    files = {"python": [], "js": [], "ts": []}
    for block in blocks:
        ending = "py" if block.language == "python" else block.language
        file = work / f"{Path(block.page).stem}_{block.line}.{ending}"
        file.write_text(block.text)
        files[block.language].append(file)
    pyright = [MODULES / ".bin/pyright", "--pythonpath", TOOLS / "bin/python"]
    compiler = [
        *(MODULES / ".bin/tsc", "--noEmit", "--allowJs", "--checkJs", "--strict"),
        *("--skipLibCheck", "--target", "es2022", "--lib", "es2022,dom"),
        *("--module", "esnext", "--moduleResolution", "bundler"),
    ]
    untyped = [*compiler, "--noImplicitAny", "false"]
    for command, samples in [
        (pyright, files["python"]),
        (untyped, files["js"]),
        (compiler, files["ts"]),
    ]:
        if not samples:
            raise AssertionError(f"no samples for {command[0]}")
        done = subprocess.run(
            [*command, *samples], cwd=work, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)


def describe_service(types: Path) -> None:
    """The types that openapi-typescript makes from the service's document."""
    document = settings.read({}, [])
    (types.parent / "openapi.json").write_text(document.stdout)
    generate = [MODULES / ".bin/openapi-typescript", "openapi.json", "--output", types]
    subprocess.run(generate, cwd=types.parent, capture_output=True, check=True)


def run_manifest(block: Block) -> None:
    """A part of a registration's manifest: JSON, and with the claims that the stand-in knows."""
    wanted = json.loads("{" + block.text + "}")["optionalClaims"]["accessToken"]
    development = tomllib.loads((ROOT / "config/development.toml").read_text("utf-8"))
    known = development["stand_in"]["apis"][0]["optional_claims"]
    if [claim["name"] for claim in wanted] != known:
        raise AssertionError(f"the stand-in's registration has {known}")
