"""Make the environment in which other readers of zones are measured, apart from docscreen's.

    python -m tests.benchmarks.zone_rivals [--traineddata FILE]

FastMRZ (AGPL-3.0) and PassportEye (MIT) are installed from the package index into a cache folder
outside the repository and run there as separate processes: docscreen neither imports nor ships
them. Both need the program ``tesseract``. FastMRZ also needs ``mrz.traineddata``, which neither its
wheel nor its source package holds: its authors offer it beside their code. Give that file with
``--traineddata``; without it, Tesseract's English model stands in, and the benchmark says so.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

FOLDER_VARIABLE = "DOCSCREEN_ZONE_RIVALS"
#: Module -> what is installed for it.
PACKAGES = {"fastmrz": "fastmrz==2.1.2", "passporteye": "PassportEye==2.2.2"}
STAND_IN_MARK = "mrz-is-english"


def rivals_folder() -> Path:
    """Where the environment is: the user's cache, or what DOCSCREEN_ZONE_RIVALS says."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    stated = os.environ.get(FOLDER_VARIABLE)
    return Path(stated) if stated else cache / "docscreen" / "zone-rivals"


def interpreter(folder: Path) -> Path:
    """The environment's Python."""
    return folder / "env" / "bin" / "python"


def tessdata(folder: Path) -> Path:
    """Models for Tesseract, under the names by which the readers ask for them."""
    return folder / "tessdata"


def why_absent(module: str) -> str | None:
    """Why a reader cannot be measured here, in words; None where it can."""
    python = interpreter(rivals_folder())
    if not python.exists():
        return "not installed: python -m tests.benchmarks.zone_rivals"
    if shutil.which("tesseract") is None:
        return "the program tesseract is not installed"
    found = subprocess.run(
        [str(python), "-c", f"import {module}"], capture_output=True, check=False
    )
    if found.returncode:
        return "its import fails in the environment made for it"
    return None


def stands_in_for_mrz(folder: Path) -> bool:
    """Whether FastMRZ reads with Tesseract's English model in place of its own."""
    return (tessdata(folder) / STAND_IN_MARK).exists()


def install(folder: Path, traineddata: Path | None) -> None:
    """Make the environment; a package that cannot be installed is named and left out."""
    folder.mkdir(parents=True, exist_ok=True)
    if not interpreter(folder).exists():
        venv.create(folder / "env", with_pip=True)
    for package in PACKAGES.values():
        command = [str(interpreter(folder)), "-m", "pip", "install", "--quiet", package]
        if subprocess.run(command, check=False).returncode:
            print(f"{package} cannot be installed here: it will be left out", file=sys.stderr)
    _provide_models(tessdata(folder), traineddata)


def _provide_models(folder: Path, traineddata: Path | None) -> None:
    folder.mkdir(exist_ok=True)
    english = _system_model("eng")
    if english is None:
        print("Tesseract has no English model: install tesseract-ocr", file=sys.stderr)
        return
    shutil.copy(english, folder / "eng.traineddata")
    shutil.copy(traineddata or english, folder / "mrz.traineddata")
    mark = folder / STAND_IN_MARK
    if traineddata is None:
        mark.write_text("mrz.traineddata is a copy of eng.traineddata\n", "utf-8")
    else:
        mark.unlink(missing_ok=True)


def _system_model(language: str) -> Path | None:
    """The model that the installed Tesseract uses for a language."""
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=False
    )
    named = listed.stdout.partition('"')[2].partition('"')[0]
    path = Path(named) / f"{language}.traineddata"
    return path if named and path.exists() else None


def main() -> None:
    """Install and say what can be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traineddata", type=Path, help="FastMRZ's own mrz.traineddata")
    install(rivals_folder(), parser.parse_args().traineddata)
    for module, package in PACKAGES.items():
        print(f"{package}: {why_absent(module) or 'ready'}")


if __name__ == "__main__":
    main()
