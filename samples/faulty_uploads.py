"""Uploads that do not show one person, or are no photo at all."""

from __future__ import annotations

from samples import files, reproductions
from samples.camera import jpeg, record
from samples.person import ALEX, MARIE, OMAR
from samples.portrait import Sitting, empty_room, portray
from samples.specimen import Specimen, photo_of

_MAX_BYTES = 4 * 1024 * 1024


def not_one_person() -> tuple[Specimen, ...]:
    """Two people, and nobody."""
    count = {"photo.face-count": "fail"}
    return (
        Specimen("two-people.jpg", "face-count", _two_people, {"faces": 2}, count),
        Specimen("nobody.jpg", "face-count", _nobody, {"faces": 0}, count),
    )


def _two_people() -> bytes:
    left = Sitting(OMAR, face_height_mm=21.0, face_from_left=0.27, eyes_from_top=0.42)
    right = Sitting(MARIE, face_height_mm=20.0, face_from_left=0.74, eyes_from_top=0.46)
    return jpeg(record(portray(right, portray(left)), 21))


def _nobody() -> bytes:
    return jpeg(record(empty_room(Sitting(ALEX)), 22))


def _plain_photo() -> bytes:
    return jpeg(photo_of(Sitting(ALEX)))


def faulty_files() -> tuple[Specimen, ...]:
    """Files that are empty, broken off, misnamed, animated, oversized or something else."""
    unreadable = {"file.readable": "fail"}
    wrong = {"file.type": "fail", "file.readable": "fail"}

    def padded() -> bytes:
        return _plain_photo() + b"\0" * _MAX_BYTES

    return (
        Specimen("empty.jpg", "empty", bytes, {}, wrong | {"file.size": "fail"}),
        Specimen(
            "truncated.jpg", "truncated", lambda: files.truncated(_plain_photo()), {}, unreadable
        ),
        Specimen(
            "png-named.jpg",
            "misnamed",
            lambda: files.as_png(photo_of(Sitting(ALEX), (reproductions.reduced,))),
            {},
            {"file.type": "fail", "file.readable": "pass"},
        ),
        Specimen("letter.pdf", "not-a-photo", files.one_page_pdf, {}, wrong),
        Specimen("note.jpg", "not-a-photo", files.plain_text, {}, wrong),
        Specimen(
            "animated.png",
            "animated",
            lambda: files.animated_png(photo_of(Sitting(ALEX))),
            {},
            {"file.type": "pass", "file.pages": "fail"},
        ),
        Specimen(
            "vast-canvas.png",
            "too-many-pixels",
            lambda: files.png_of_size(40_000, 40_000),
            {},
            unreadable,
        ),
        Specimen(
            "too-many-bytes.jpg",
            "too-large",
            padded,
            {},
            {"file.size": "fail", "file.readable": "pass"},
        ),
    )
