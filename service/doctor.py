"""What must hold for docscreen to work on this machine, examined one by one."""

from __future__ import annotations

import errno
import importlib.metadata
import os
import platform
import resource
import shutil
import stat
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from models.errors import WeightsError
from models.weights import verify_weights, weights_directory
from service.examination import Examination
from service.samples import sample_path
from service.screener import Order, perform, prepare
from service.settings import settings, unknown_variables
from service.store.sealing import KEYS_FILE

#: Libraries whose versions decide what is measured.
MEASURING_LIBRARIES = ("mediapipe", "numpy", "opencv-contrib-python", "pillow", "pi-heif", "scipy")
TESSERACT_LANGUAGES = ("eng", "fra")
OLDEST_PYTHON = (3, 11)
TIMED_SCREENINGS = 5
#: Connections of callers, the database's, and the pipes of workers.
NEEDED_FILES = 1024


def examine() -> Iterator[Examination]:
    """Examine the installation part by part; speed last, and only if the weights are there.

    Raises SettingsError where a setting cannot be read, before anything else.
    """
    settings()
    yield _python()
    yield _libraries()
    yield _opencv()
    weights = _weights()
    yield weights
    yield _tesseract()
    data = _data_dir()
    yield data
    yield _limits()
    yield _settings()
    yield user_examination(os.geteuid())
    yield permissions_examination(settings().data_dir.absolute())
    if data.state == "ok":
        from service.doctor_store import examine_store

        yield from examine_store(settings())
    if weights.state == "ok":
        yield _speed()


def _python() -> Examination:
    found = f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}"
    if sys.version_info < OLDEST_PYTHON:
        return Examination("python", "problem", found, "Install Python 3.11 or newer.")
    return Examination("python", "ok", found)


def _libraries() -> Examination:
    versions, missing = [], []
    for name in MEASURING_LIBRARIES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Examination("libraries", "problem", f"missing: {', '.join(missing)}", "make setup")
    return Examination("libraries", "ok", ", ".join(versions))


def _opencv() -> Examination:
    """All distributions that write into the `cv2` folder must be of one version."""
    owners = sorted(set(importlib.metadata.packages_distributions().get("cv2", ())))
    versions = {importlib.metadata.version(name) for name in owners}
    found = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in owners)
    if len(versions) == 1:
        return Examination("opencv", "ok", found)
    return Examination(
        "opencv", "problem", found or "missing", "Make a new environment: make setup"
    )


def _weights() -> Examination:
    try:
        digests = verify_weights()
    except WeightsError as refusal:
        return Examination("weights", "problem", str(refusal), "make setup")
    found = ", ".join(f"{name} {digest[:12]}" for name, digest in digests.items())
    return Examination("weights", "ok", f"{found} in {weights_directory()}")


def _tesseract() -> Examination:
    remedy = "apt-get install tesseract-ocr tesseract-ocr-fra"
    program = shutil.which("tesseract")
    if program is None:
        return Examination("tesseract", "warning", "missing: text cannot be read", remedy)
    listing = subprocess.run(
        [program, "--list-langs"], check=False, capture_output=True, text=True, timeout=10
    )
    languages = set(listing.stdout.split())
    missing = [language for language in TESSERACT_LANGUAGES if language not in languages]
    if missing:
        return Examination("tesseract", "warning", f"lacks {', '.join(missing)}", remedy)
    return Examination("tesseract", "ok", f"languages {', '.join(TESSERACT_LANGUAGES)}")


def _data_dir() -> Examination:
    folder = settings().data_dir.absolute()
    nearest = next(path for path in (folder, *folder.parents) if path.is_dir())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as refusal:
        remedy = "Set DOCSCREEN_DATA_DIR to a folder that this user may write."
        if refusal.errno in (errno.ENOSPC, errno.EDQUOT):
            remedy = "Make room where DOCSCREEN_DATA_DIR lies: until then nothing is accepted."
        return Examination("data", "problem", f"{nearest}: {refusal.strerror}", remedy)
    return Examination("data", "ok", f"{folder} can be written")


def _settings() -> Examination:
    """Variables that look like settings and are none."""
    unknown = unknown_variables()
    if not unknown:
        return Examination("settings", "ok", "every DOCSCREEN_ variable is one")
    meant = ", ".join(f"{one} (is {other} meant?)" if other else one for one, other in unknown)
    remedy = "Nothing reads these variables: docs/settings.md has their names."
    return Examination("settings", "warning", f"unknown: {meant}", remedy)


def user_examination(user_id: int) -> Examination:
    """What it means that docscreen runs as this user."""
    if user_id == 0:
        remedy = "Run docscreen as a user of its own: it reads files that strangers made."
        return Examination("user", "warning", "root", remedy)
    return Examination("user", "ok", f"number {user_id}")


def permissions_examination(folder: Path) -> Examination:
    """Whether others than its owner may reach what the data folder holds."""
    kept = (KEYS_FILE, "docscreen.sqlite", "queue.sqlite", "objects")
    if not folder.exists() or not _is_open(folder):
        return Examination("permissions", "ok", "the data folder is its owner's alone")
    open_ones = [name for name in kept if (folder / name).exists() and _is_open(folder / name)]
    if open_ones:
        found = f"others may reach {', '.join(open_ones)}"
        return Examination("permissions", "warning", found, f"chmod -R go-rwx {folder}")
    return Examination("permissions", "ok", "what the data folder holds is its owner's alone")


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _limits() -> Examination:
    """Limits that do not fit each other or this machine."""
    setting = settings()
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    found = (
        f"{setting.workers} workers, {setting.max_upload_bytes / 1024**2:.0f} MiB an upload,"
        f" {setting.screening_timeout_s:g} s a screening, {files} open files"
    )
    if files < NEEDED_FILES:
        return Examination("limits", "warning", found, f"ulimit -n {NEEDED_FILES}")
    if setting.shutdown_timeout_s < setting.screening_timeout_s:
        remedy = (
            "Set DOCSCREEN_SHUTDOWN_TIMEOUT_S to no less than DOCSCREEN_SCREENING_TIMEOUT_S: a stop"
            " would cut screenings short."
        )
        return Examination("limits", "warning", found, remedy)
    if setting.workers > 2 * len(os.sched_getaffinity(0)):
        return Examination("limits", "warning", found, "Set DOCSCREEN_WORKERS to fewer.")
    return Examination("limits", "ok", found)


def _speed() -> Examination:
    cold_ms = _milliseconds(prepare)
    sample = sample_path()
    if sample is None:
        from service.warm_up import warm_up_jpegs

        content, name = warm_up_jpegs()[0], "a drawn face"
    else:
        content, name = sample.read_bytes(), sample.name
    warm_ms = statistics.median(
        _milliseconds(lambda: perform(Order(content, name))) for _ in range(TIMED_SCREENINGS)
    )
    found = f"{warm_ms:.0f} ms for {name}, after {cold_ms:.0f} ms to load the models"
    return Examination("speed", "ok", found)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
