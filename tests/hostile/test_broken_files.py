"""Photos that break off or are damaged: a report without a traceback, and never an acceptance."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from checks.finding import Outcome
from checks.report import Recommendation
from tests.hostile.sound import SPECIMENS, encoded, outcomes, portrait, sound_report

JPEG = (SPECIMENS / "compliant-marie.jpg").read_bytes()
PNG = encoded(portrait().resize((357, 500)), "PNG")
FUZZED_PHOTO = encoded(portrait().resize((286, 400)), "JPEG", quality=80)
CUT_POINTS = (0.002, 0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999)


@pytest.mark.parametrize("share", CUT_POINTS)
@pytest.mark.parametrize(
    ("content", "name"), [(JPEG, "photo.jpg"), (PNG, "photo.png")], ids=["JPEG", "PNG"]
)
def test_a_file_that_breaks_off_is_returned(content: bytes, name: str, share: float) -> None:
    report = sound_report(content[: int(len(content) * share)], name)
    assert report.verdict is Recommendation.RETURN
    outcome, reason = outcomes(report)["file.readable"]
    assert outcome is Outcome.FAIL
    assert reason in {"truncated", "damaged", "not-a-picture"}


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_the_last_bytes_count(lost: int) -> None:
    report = sound_report(JPEG[:-lost])
    assert outcomes(report)["file.readable"] == (Outcome.FAIL, "truncated")


@pytest.mark.parametrize("filler", [b"\x00", b"\xff", b"\x55"])
def test_a_download_with_a_hole_is_never_accepted(filler: bytes) -> None:
    start, end = len(JPEG) // 3, len(JPEG) * 2 // 3
    report = sound_report(JPEG[:start] + filler * (end - start) + JPEG[end:])
    assert report.verdict is not Recommendation.ACCEPT


def damaged_variants() -> list[bytes]:
    """150 variants of a photo with a few bytes changed: a third of them in the header."""
    rng = np.random.default_rng(20261122)
    variants = []
    for number in range(150):
        content = bytearray(FUZZED_PHOTO)
        end = 700 if number % 3 == 0 else len(content)
        for place in rng.integers(2, end, size=int(rng.integers(1, 12))):
            content[place] = int(rng.integers(0, 256))
        variants.append(bytes(content))
    return variants


@pytest.mark.parametrize("tens", range(15))
def test_changed_bytes_never_break_the_engine(tens: int) -> None:
    for content in damaged_variants()[tens * 10 : tens * 10 + 10]:
        report = sound_report(content)
        if outcomes(report)["file.readable"][0] is not Outcome.PASS:
            assert report.verdict is Recommendation.RETURN
        assert report.verdict is not Recommendation.ACCEPT


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


BOMB = zlib.compress(bytes(80_000_000), 9)
CHUNKS = {
    "compressed text": chunk(b"zTXt", b"Comment\0\0" + BOMB),
    "international text": chunk(b"iTXt", b"Comment\0\1\0\0\0" + BOMB),
    "colour profile": chunk(b"iCCP", b"icc\0\0" + BOMB),
    "broken colour profile": chunk(b"iCCP", b"icc\0\0" + zlib.compress(b"no profile")),
    "wrong checksum": b"\0\0\0\4tEXtabcd\0\0\0\0",
    "negative gamma": chunk(b"gAMA", b"\xff\xff\xff\xff"),
    "endless size": struct.pack(">I", 2**31 - 1) + b"tEXt",
}


@pytest.mark.parametrize("extra", CHUNKS.values(), ids=CHUNKS)
def test_hostile_chunks_of_a_png_are_read_in_bounded_time(extra: bytes) -> None:
    after_header = 8 + 25
    report = sound_report(PNG[:after_header] + extra + PNG[after_header:], "photo.png")
    assert report.timings_ms["total"] < 10_000
    assert report.verdict is not Recommendation.ACCEPT


@pytest.mark.parametrize(
    "tail",
    [b"PK\x03\x04" + bytes(400), b"%PDF-1.7\n%%EOF", b"<script>alert(1)</script>", bytes(5000)],
    ids=["archive", "letter", "script", "zeros"],
)
def test_what_follows_the_photo_does_not_change_what_it_is(tail: bytes) -> None:
    report = sound_report(JPEG + tail)
    assert report.file.media_type == "image/jpeg"
    plain = outcomes(sound_report(JPEG))
    found = outcomes(report)
    assert {rule for rule in plain if plain[rule] != found[rule]} <= {
        "file.readable",
        "file.active-content",
        "photo.unaltered",
    }


@pytest.mark.parametrize("profile", [b"", b"x", bytes(128), b"\xff" * 4096])
def test_a_corrupt_colour_profile_leaves_the_photo_readable(profile: bytes) -> None:
    report = sound_report(encoded(portrait(), "JPEG", icc_profile=profile))
    assert outcomes(report)["file.readable"][0] is Outcome.PASS
    assert outcomes(report)["photo.face-count"][0] is Outcome.PASS
