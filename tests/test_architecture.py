"""The shape of the repository: layers, top level, names, sizes, addresses."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("service", "checks", "models")
TOP_LEVEL = {
    *PACKAGES,
    "samples",
    "tests",
    "docs",
    "pyproject.toml",
    "requirements.in",
    "requirements.lock",
    "requirements-dev.in",
    "requirements-dev.lock",
    "Dockerfile",
    "Makefile",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
}
# Longer files are read as several: split them along the facts or rules that they hold.
MAX_FILE_LINES = 400

# Where packages come from and where files lie is each machine's own set-up.
INDEX_ADDRESS = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|(deb|security|snapshot)\.debian\.org|pkg\.dev"
    r"|^\s*--?(extra-)?(index-url|find-links)",
    re.MULTILINE,
)
MACHINE_PATH = re.compile(r"(?<![\w./-])/(work|root|home|tmp|opt/pypi)/\w")


def repository_files() -> list[Path]:
    """Every file that is committed or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str:
    """The text of a file; nothing where it is not a text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def canonical_name(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def files_matching(pattern: re.Pattern[str]) -> dict[str, str]:
    """The first match of a pattern in each file that has one."""
    matches = ((path, pattern.search(text_of(path))) for path in repository_files())
    return {str(path.relative_to(ROOT)): match[0] for path, match in matches if match}


def test_layers_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_top_level_holds_what_the_design_lists() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in repository_files()}
    assert {top for top in tops if not top.startswith(".")} - TOP_LEVEL == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_owns_our_names(package: str) -> None:
    owners = set(importlib.metadata.packages_distributions().get(package, ()))
    assert owners <= {"docscreen"}


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_are_imported_from_this_repository(package: str) -> None:
    assert importlib.import_module(package).__path__[0] == str(ROOT / package)


def test_one_version_of_opencv() -> None:
    distributions = set(importlib.metadata.packages_distributions()["cv2"])
    assert distributions == {"opencv-python", "opencv-contrib-python"}
    assert len({importlib.metadata.version(name) for name in distributions}) == 1


def test_contrib_modules_of_opencv_are_there() -> None:
    assert callable(importlib.import_module("cv2").ximgproc.guidedFilter)


def test_environment_is_the_locked_one() -> None:
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    pins = {
        (canonical_name(name), version)
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE)
    }
    installed = {
        (canonical_name(distribution.name), distribution.version)
        for distribution in importlib.metadata.distributions(path=[sysconfig.get_path("purelib")])
    }
    strangers = {pin for pin in installed - pins if pin[0] not in {"docscreen", "pip"}}
    assert strangers == set(), "remove .venv and run `make setup`"


def test_docscreen_cannot_be_uploaded_by_mistake() -> None:
    classifiers = importlib.metadata.metadata("docscreen").get_all("Classifier", [])
    assert "Private :: Do Not Upload" in classifiers


def test_no_file_names_a_package_index() -> None:
    assert files_matching(INDEX_ADDRESS) == {}


def test_no_file_names_a_path_of_one_machine() -> None:
    assert files_matching(MACHINE_PATH) == {}


def test_every_pinned_distribution_is_hashed() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        for pin in re.split(r"^(?=\S+==)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE):
            assert "==" not in pin or "--hash=sha256:" in pin, (lock.name, pin)


def test_python_files_stay_small() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(text_of(path).splitlines())
        for path in repository_files()
        if path.suffix == ".py"
    }
    assert {name: length for name, length in lengths.items() if length > MAX_FILE_LINES} == {}
