"""The steps of "Your own API", carried out on a copy of the workspace."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from blocks import ROOT, Block
from running import Dev, call

BUILD = ROOT / "target"
VERSION = re.compile(r'^(version = "[\d.]+)"$', re.MULTILINE)
FILE = re.compile(r"`(service/[\w./]+)`")


def copy_workspace(copy: Path) -> None:
    """The workspace as it is now, without what was built or downloaded.

    Its packages get a version of their own. Cargo tells packages apart by name, version and their place
    within the workspace: with the same version, what is built here would pass for the workspace's own.
    """
    shutil.rmtree(copy, ignore_errors=True)
    made_here = shutil.ignore_patterns("target", "node_modules", ".git", "*.db")
    shutil.copytree(ROOT, copy, ignore=made_here)
    manifest = copy / "Cargo.toml"
    text, changed = VERSION.subn(r'\g<1>+copy"', manifest.read_text())
    if changed != 1:
        raise AssertionError("Cargo.toml: the version of the workspace was not found")
    manifest.write_text(text)


def run(blocks: list[Block], copy: Path) -> None:
    """Writes the files, runs the commands, and looks at the result as the page says."""
    copy_workspace(copy)
    # Other people's packages are built once for both.
    environment = {**os.environ, "CARGO_TARGET_DIR": str(BUILD)}

    def command(line: str) -> None:
        done = subprocess.run(
            ["bash", "-euc", line], cwd=copy, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise AssertionError(f"{line}\n{done.stdout}{done.stderr}")

    for block in blocks:
        if block.language != "sh":
            file = copy / FILE.findall(block.introduction)[-1]
            if not file.parent.is_dir():
                raise AssertionError(f"{block}: there is no folder for {file.name} yet")
            file.write_text(block.text)
        elif block.text.strip().endswith("dev"):
            # With ports of its own; everything else is as written.
            command("cargo build --package service")
            with Dev(BUILD / "debug/service") as dev:
                look_at(dev)
        else:
            command(block.text)
    command("cargo fmt --package service --check")
    command("cargo clippy --package service --all-targets -- -D warnings")


def look_at(dev: Dev) -> None:
    url = f"{dev.service}/api/v1/invoices"
    found = [call(url).status, call(url, dev.user).status, call(url, dev.application).status]
    if found != [401, 403, 403]:
        raise AssertionError(f"without a token, and with the printed ones: {found}")
    document = call(f"{dev.service}/openapi.json").json()
    if "/api/v1/invoices" not in document["paths"]:
        raise AssertionError("the route is not in the document")
