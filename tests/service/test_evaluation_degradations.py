"""Degradations: nothing at strength none, and more of the physical effect with more strength."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from models.face import measure_faces
from models.person import measure_person_mask
from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.light import (
    lightness_to_luminance,
    luminance,
    to_linear,
    to_srgb,
)
from service.evaluation.degradations.registry import DegradationError, degradations
from tests.conftest import Rgb

NAMES = sorted(degradations())
PX_PER_MM, FACE_HEIGHT_MM = 10.0, 33.5
#: Random grain and rounding may take back this little of an effect.
NOISE = 0.97


@pytest.fixture(scope="module")
def photo(astronaut: Rgb) -> CleanPhoto:
    """The public-domain portrait framed as an ID photo, 500 x 700, as if on 50 x 70 mm."""
    crop = np.ascontiguousarray(astronaut[0:314, 110:334])
    rgb = np.asarray(cv2.resize(crop, (500, 700), interpolation=cv2.INTER_CUBIC), np.uint8)
    face = measure_faces(rgb, 1.0)[0]
    height_px = FACE_HEIGHT_MM * PX_PER_MM
    crown = (face.chin[0] + face.up[0] * height_px, face.chin[1] + face.up[1] * height_px)
    alpha = measure_person_mask(rgb).resized(500, 700)
    groups = ("sex: female",)
    return CleanPhoto(
        "portrait", groups, rgb, face.landmarks, alpha, crown, PX_PER_MM, FACE_HEIGHT_MM
    )


def decoded(file: bytes) -> Rgb:
    bgr = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(np.asarray(bgr)[..., ::-1], np.uint8)


def difference(photo: CleanPhoto, file: bytes) -> float:
    """Mean difference from the clean photo in levels, at the clean photo's size."""
    rgb = decoded(file)
    if rgb.shape != photo.rgb.shape:
        rgb = np.asarray(cv2.resize(rgb, photo.size, interpolation=cv2.INTER_CUBIC), np.uint8)
    return float(np.abs(rgb.astype(float) - photo.rgb).mean())


@pytest.mark.parametrize("name", NAMES)
def test_strength_none_leaves_the_photo_as_it_is(photo: CleanPhoto, name: str) -> None:
    one = degradations()[name]
    np.testing.assert_array_equal(one.apply(photo, one.none), photo.rgb)


@pytest.mark.parametrize("name", NAMES)
def test_effect_grows_with_strength_on_each_side_of_none(photo: CleanPhoto, name: str) -> None:
    one = degradations()[name]
    below = [s for s in sorted(one.strengths, reverse=True) if s <= one.none]
    above = [s for s in sorted(one.strengths) if s >= one.none]
    for side in (below, above):
        picked = sorted({0, len(side) // 3, 2 * len(side) // 3, len(side) - 1})
        effects = [difference(photo, one.file_of(photo, side[index])) for index in picked]
        steps = itertools.pairwise(effects)
        assert all(later >= NOISE * earlier for earlier, later in steps)
        assert len(effects) == 1 or effects[-1] > effects[0] + 0.03


@pytest.mark.parametrize("name", NAMES)
def test_table_of_strengths_does_not_contradict_itself(name: str) -> None:
    one = degradations()[name]
    assert one.documentation and one.unit and one.quantity
    assert len(set(one.strengths)) == len(one.strengths) >= 4
    assert not one.is_fault(one.none)
    assert not any(one.is_acceptable(s) and one.is_fault(s) for s in one.strengths)
    if one.faults:
        assert any(one.is_fault(strength) for strength in one.strengths)
    else:
        assert one.is_acceptable(one.strengths[-1])
    assert all(rule.startswith("photo.") for rule in (*one.rules, *one.side_effects))


def test_the_same_photo_and_strength_give_the_same_pixels(photo: CleanPhoto) -> None:
    for name in ("dark", "textured-background", "hand"):
        one = degradations()[name]
        strength = one.strengths[-1]
        np.testing.assert_array_equal(one.apply(photo, strength), one.apply(photo, strength))


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(DegradationError, match="defocus"):
        degradations(("no-such-fault",))


def test_linear_light_survives_the_way_to_pixels_and_back() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, axis=2)
    np.testing.assert_array_equal(to_srgb(to_linear(levels)), levels)


def applied(photo: CleanPhoto, name: str, strength: float) -> Rgb:
    return degradations()[name].apply(photo, strength)


def mean_light(rgb: Rgb) -> float:
    return float(luminance(to_linear(rgb)).mean())


def test_a_stop_halves_the_light(photo: CleanPhoto) -> None:
    full, half, quarter = (mean_light(applied(photo, "dark", stops)) for stops in (0, 1, 2))
    assert half == pytest.approx(full / 2, rel=0.02)
    assert quarter == pytest.approx(full / 4, rel=0.03)


def test_overexposure_loses_what_is_brighter_than_white(photo: CleanPhoto) -> None:
    clipped = [float((applied(photo, "bright", s) == 255).mean()) for s in (0, 0.6, 1.5, 3)]
    assert clipped == sorted(clipped)
    assert clipped[-1] > clipped[0] + 0.2


def test_shadow_darkens_one_side_by_its_stops(photo: CleanPhoto) -> None:
    shaded, clean = to_linear(applied(photo, "one-sided-shadow", 2)), to_linear(photo.rgb)
    cheeks = [photo.points(*ids).mean(axis=0).astype(int) for ids in ((117, 50), (346, 280))]
    patches = [np.s_[y - 12 : y + 12, x - 12 : x + 12] for x, y in cheeks]
    ratios = [float(luminance(shaded[p]).mean() / luminance(clean[p]).mean()) for p in patches]
    assert min(ratios) < 0.6 * max(ratios)
    assert min(ratios) > 2.0**-2.05


def test_grey_background_has_the_lightness_asked_for(photo: CleanPhoto) -> None:
    white = np.full_like(photo.rgb, 0)
    white[:] = to_srgb(np.full((1, 1, 3), lightness_to_luminance(96.5), np.float32))[0, 0]
    wall = CleanPhoto(
        "wall", (), white, photo.landmarks, np.zeros_like(photo.alpha), photo.crown, 10.0, 33.5
    )
    grey = applied(wall, "grey-background", 72)
    lab = cv2.cvtColor(grey.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    assert float(lab[..., 0].mean()) == pytest.approx(72, abs=0.4)
    assert float(np.abs(lab[..., 1:]).max()) < 1


def test_colour_cast_gives_white_paper_its_chroma(photo: CleanPhoto) -> None:
    paper = np.full_like(photo.rgb, 200)
    wall = CleanPhoto("paper", (), paper, photo.landmarks, photo.alpha, photo.crown, 10.0, 33.5)
    lab = cv2.cvtColor(applied(wall, "colour-cast", 12).astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    assert float(np.hypot(lab[..., 1], lab[..., 2]).mean()) == pytest.approx(12, abs=3)


@pytest.mark.parametrize(
    ("name", "strengths"),
    [("defocus", (0, 0.1, 0.3, 0.7)), ("motion-blur", (0, 0.4, 0.9, 2.0)),
     ("enlarged", (1400, 500, 250, 120))],
)  # fmt: skip
def test_detail_is_lost_step_by_step(
    photo: CleanPhoto, name: str, strengths: tuple[float, ...]
) -> None:
    detail = [
        float(cv2.Laplacian(applied(photo, name, s).astype(np.float32), cv2.CV_32F).std())
        for s in strengths
    ]
    assert detail == sorted(detail, reverse=True)
    assert detail[-1] < 0.5 * detail[0]


def eye_line(rgb: Rgb) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Vector from one eye to the other as the landmarker finds it."""
    face = measure_faces(rgb, 1.0)[0]
    return np.subtract(face.left_eye, face.right_eye)


@pytest.mark.parametrize("height_mm", [27, 38])
def test_face_height_scales_the_face(photo: CleanPhoto, height_mm: float) -> None:
    clean, scaled = eye_line(photo.rgb), eye_line(applied(photo, "face-height", height_mm))
    ratio = float(np.hypot(*scaled) / np.hypot(*clean))
    assert ratio == pytest.approx(height_mm / photo.face_height_mm, rel=0.03)


def test_tilt_turns_the_eye_line(photo: CleanPhoto) -> None:
    angles = [
        np.degrees(np.arctan2(line[1], line[0]))
        for line in (eye_line(photo.rgb), eye_line(applied(photo, "tilt", 10)))
    ]
    assert abs(angles[1] - angles[0]) == pytest.approx(10, abs=1.0)


def test_turn_is_seen_as_yaw(photo: CleanPhoto) -> None:
    def yaw(rgb: Rgb) -> float:
        matrix = measure_faces(rgb, 1.0)[0].transform
        return float(np.degrees(np.arctan2(matrix[0, 2], matrix[2, 2])))

    clean = yaw(photo.rgb)
    turned = [abs(yaw(applied(photo, "turn", degrees)) - clean) for degrees in (6, 12, 18)]
    assert turned == sorted(turned)
    assert turned[-1] > 8


def test_off_centre_shifts_by_millimetres(photo: CleanPhoto) -> None:
    shifted = measure_faces(applied(photo, "off-centre", 5), 1.0)[0]
    clean = measure_faces(photo.rgb, 1.0)[0]
    shift_px = float(np.hypot(*np.subtract(shifted.left_eye, clean.left_eye)))
    assert shift_px == pytest.approx(50, abs=2)


@pytest.mark.parametrize(
    ("name", "strength", "shape"),
    [("closed-eyes", 1.0, "eyeBlinkLeft"), ("open-mouth", 4.0, "jawOpen")],
)
def test_changed_faces_are_seen_as_such(
    photo: CleanPhoto, name: str, strength: float, shape: str
) -> None:
    scores = [
        measure_faces(rgb, 1.0)[0].blendshapes[shape]
        for rgb in (photo.rgb, applied(photo, name, strength))
    ]
    assert scores[1] > scores[0] + 0.15


def test_greyscale_has_no_colour(photo: CleanPhoto) -> None:
    grey = applied(photo, "greyscale", 1)
    assert int(np.ptp(grey.astype(int), axis=2).max()) == 0


def test_cut_out_leaves_exactly_white_around_the_person(photo: CleanPhoto) -> None:
    cut = applied(photo, "cut-out", 1)
    assert (cut[photo.alpha < 0.01] == 255).mean() > 0.95


def test_heavy_compression_shrinks_the_file(photo: CleanPhoto) -> None:
    one = degradations()["heavy-jpeg"]
    sizes = [len(one.file_of(photo, quality)) for quality in (95, 60, 20, 3)]
    assert sizes == sorted(sizes, reverse=True)
