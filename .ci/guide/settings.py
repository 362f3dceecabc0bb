"""Blocks with settings, read by the service itself."""

import re
import subprocess
import tempfile
from pathlib import Path

from blocks import Block
from running import API, BUILT

VARIABLES = re.compile(r"^([A-Z_]+=\S*( *#.*)?\n)+$")


def is_variables(block: Block) -> bool:
    """Whether a block is made of variables only, as a file `.env` is."""
    return block.language == "sh" and VARIABLES.match(block.text) is not None


def read(files: dict[str, str], arguments: list[str]) -> subprocess.CompletedProcess:
    """Starts a command that reads the whole configuration, in a directory with these files."""
    with tempfile.TemporaryDirectory() as directory:
        for name, text in files.items():
            Path(directory, name).write_text(text, "utf-8")
        # The client id, if the block leaves it to others.
        given = "".join(files.values())
        has_id = "APP_CLIENT_ID" in given or re.search(r"^client_id", given, re.MULTILINE)
        return subprocess.run(
            [BUILT / "entrance", "openapi", *arguments],
            cwd=directory,
            env={} if has_id else {"APP_CLIENT_ID": API},
            capture_output=True,
            text=True,
            check=False,
        )


def run(block: Block) -> None:
    """A file or a `.env` that the service takes."""
    if is_variables(block):
        done = read({".env": block.text}, [])
    else:
        done = read({"own.toml": block.text}, ["--config", "own.toml"])
    if done.returncode != 0:
        raise AssertionError(done.stderr)


def run_refusal(block: Block) -> None:
    """The message about a wrong file, word for word."""
    wrong = "# A file with a spelling mistake.\n[server]\nprot = 8080\n"
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "production.toml").write_text(wrong, "utf-8")
        done = subprocess.run(
            [BUILT / "entrance", "serve", "--config", "production.toml"],
            cwd=directory,
            env={},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 64 or block.text.strip() not in done.stderr:
        raise AssertionError(f"ended with {done.returncode}:\n{done.stderr}")
