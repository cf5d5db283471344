"""The generator: the same seed gives the same specimen, and what is asked for changes."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pikepdf
import pytest
from PIL import Image

from models.face import measure_faces
from models.head_pose import measure_head_pose
from samples.camera import record
from samples.catalogue import specimens
from samples.generate import LABELS_NAME, SPECIMENS_FOLDER, main
from samples.person import ALEX, AMARA, PEOPLE, Expression, Person
from samples.portrait import Sitting, plate_of, portray
from samples.relief import CHIN_MM, CROWN_MM, PUPIL_MM

Rgb = npt.NDArray[np.uint8]
CATALOGUE = {specimen.file: specimen for specimen in specimens()}


def small(person: Person = ALEX) -> Sitting:
    return Sitting(person, width_px=357, height_px=500)


def photo(sitting: Sitting) -> Rgb:
    return record(portray(sitting), sitting.person.seed)


def pixels(content: bytes) -> npt.NDArray[np.float64]:
    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture.convert("RGB"), np.float64)


@pytest.mark.parametrize("name", ["compliant-amara.jpg", "turned.jpg", "surgical-mask.jpg"])
def test_the_committed_photo_is_what_the_generator_makes(name: str) -> None:
    made = pixels(CATALOGUE[name].make())
    kept = pixels((SPECIMENS_FOLDER / name).read_bytes())
    assert made.shape == kept.shape
    # Other versions of the numerical libraries round differently, and JPEG with them.
    assert np.abs(made - kept).mean() < 0.5


@pytest.mark.parametrize(
    "name",
    [
        "empty.jpg", "letter.pdf", "note.jpg", "vast-canvas.png", "form-filled.pdf",
        "form-fields-only.pdf", "form-blank.pdf", "form-printed-to-pdf.pdf", "form-with-launch.pdf",
        "form-with-password.pdf",
    ],
)  # fmt: skip
def test_the_committed_file_is_what_the_generator_makes(name: str) -> None:
    assert CATALOGUE[name].make() == (SPECIMENS_FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", ["form-scanned.pdf", "form-photographed.pdf"])
def test_paper_is_the_same_each_time(name: str) -> None:
    assert CATALOGUE[name].make() == CATALOGUE[name].make()


def test_a_form_is_renumbered_wherever_it_says_its_number() -> None:
    with pikepdf.open(io.BytesIO(CATALOGUE["form-filled.pdf"].make())) as pdf:
        streams = [part.read_bytes() for part in pdf.objects if isinstance(part, pikepdf.Stream)]
        assert "IMM 1344" in str(pdf.docinfo["/Title"])
    assert any(b"IMM1344_01-2020_1|SPECIMEN" in stream for stream in streams)
    assert not any(b"9901" in stream for stream in streams)


def test_a_seed_gives_the_same_person_and_another_seed_another_skin() -> None:
    first, again = photo(small()), photo(small())
    assert np.array_equal(first, again)
    other = photo(small(replace(ALEX, seed=ALEX.seed + 1)))
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_every_person_has_a_face_where_the_label_says(person: Person) -> None:
    sitting = small(person)
    (face,) = measure_faces(photo(sitting), 1.0)
    plate = plate_of(sitting)
    truth = plate.to_px([(-PUPIL_MM, 0.0), (PUPIL_MM, 0.0), (0.0, CHIN_MM)])
    height_px = plate.px_per_mm * (CHIN_MM - CROWN_MM)
    for found, expected in zip((face.right_eye, face.left_eye, face.chin), truth, strict=True):
        assert np.hypot(*np.subtract(found, expected)) < 0.025 * height_px


def test_a_larger_face_is_larger_and_a_turned_one_turns() -> None:
    (near,) = measure_faces(photo(replace(small(), face_height_mm=40.0)), 1.0)
    (far,) = measure_faces(photo(replace(small(), face_height_mm=30.0)), 1.0)
    assert near.width_px / far.width_px == pytest.approx(40 / 30, rel=0.05)
    (turned,) = measure_faces(photo(replace(small(), turn_degrees=24.0)), 1.0)
    assert abs(measure_head_pose(turned, 357, 500).yaw.value) > 10.0


def test_the_face_does_what_it_is_asked_to_do() -> None:
    def shapes(expression: Expression) -> dict[str, float]:
        sitting = replace(small(), expression=expression)
        (face,) = measure_faces(photo(sitting), 1.0)
        return dict(face.blendshapes)

    neutral = shapes(Expression())
    assert shapes(Expression(smile=1.0))["mouthSmileLeft"] > neutral["mouthSmileLeft"] + 0.3
    assert shapes(Expression(eyes_open=0.0))["eyeBlinkLeft"] > neutral["eyeBlinkLeft"] + 0.2
    assert shapes(Expression(jaw_drop_mm=16.0))["jawOpen"] > neutral["jawOpen"] + 0.03


def test_the_command_writes_what_is_named_with_its_labels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--out", str(tmp_path), "note.jpg", "letter.pdf"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        LABELS_NAME,
        "letter.pdf",
        "note.jpg",
    ]
    labels = [json.loads(line) for line in (tmp_path / LABELS_NAME).read_text().splitlines()]
    assert {label["file"] for label in labels} == {"letter.pdf", "note.jpg"}
    assert "letter.pdf\t" in capsys.readouterr().out


def test_an_unknown_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["--out", str(tmp_path), "unicorn.jpg"])
    assert leaving.value.code == 2
    assert "unicorn.jpg" in capsys.readouterr().err


def test_skin_tones_span_the_range_of_people() -> None:
    light, dark = (photo(small(person)) for person in (ALEX, AMARA))
    cheek = (slice(250, 290), slice(150, 170))
    assert light[cheek].mean() > 1.4 * dark[cheek].mean()
