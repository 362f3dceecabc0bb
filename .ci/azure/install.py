"""Installs what the checks of `entrance azure` need, if it is not as listed already."""

import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE.parent.parent / "target/azure"
PYTHON = WORK / "tools/bin/python"
MODELS = WORK / "models"
# Thousands of files, of which only the models are unpacked; the rest would bring a whole HTTP stack.
PACKAGE = "msgraph-sdk==1.65.0"


def install() -> None:
    """A virtual environment with the tools, and Microsoft's models beside it."""
    wanted = (HERE / "requirements.txt").read_text() + PACKAGE
    done = WORK / "installed"
    if done.exists() and done.read_text() == wanted:
        return
    WORK.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", WORK / "tools"], check=True)
    pip = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--requirement", HERE / "requirements.txt"], check=True)
    subprocess.run([*pip, "download", "--no-deps", "--dest", WORK, PACKAGE], check=True)
    wheel = next(WORK.glob("msgraph_sdk-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith("msgraph/generated/models/")]
        archive.extractall(MODELS, names)
    wheel.unlink()
    done.write_text(wanted)
