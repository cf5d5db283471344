"""Everything measured about one photo; each fact is measured once and shared by all rules."""

from __future__ import annotations

import datetime as dt

import cv2
import numpy as np
import numpy.typing as npt

from checks.facts import fact
from checks.sheet_facts import SheetFacts
from models.alteration import (
    FlatBackground,
    Stretch,
    measure_flat_background,
    measure_skin_texture,
    measure_stretch,
)
from models.background import Background, above_shoulders, measure_background
from models.cast_shadow import CastShadow, measure_cast_shadow
from models.compression import Compression, measure_compression
from models.coverage import Coverage, measure_coverage
from models.crown import Crown, measure_crown
from models.drawing import Depiction, measure_depiction
from models.errors import NotMeasurable
from models.estimate import Estimate
from models.exposure import FaceExposure, measure_exposure
from models.expression import Expression, measure_expression
from models.eye_cover import EyeCover, measure_eye_covers
from models.eye_view import EyeView, measure_eye_views
from models.eyes import Eyes, measure_eyes
from models.face import Face
from models.face_crop import FaceCrop, measure_face_crop
from models.face_patch import FacePatch, measure_face_patch
from models.face_symmetry import measure_half_difference
from models.glare import GlareSpot, measure_glare
from models.hands import Hand, measure_hands
from models.head_covering import HeadTop, measure_head_top
from models.head_place import HeadPlace, measure_head_place
from models.head_pose import HeadPose, measure_head_pose
from models.head_shape import HeadShape, measure_head_shape
from models.lighting import LightUniformity, measure_lighting
from models.mouth import Mouth, measure_mouth
from models.person import PersonMask, measure_person_mask
from models.plainness import Plainness, measure_plainness
from models.recapture import Recapture, measure_recapture
from models.recency import capture_date
from models.red_eye import RedEye, measure_red_eyes
from models.resolution import Resolution, measure_resolution
from models.separation import Separation, measure_separation
from models.sharpness import Blur, measure_blur
from models.shoulders import Shoulders, measure_shoulders
from models.skin_colour import SkinColour, measure_skin_colour
from models.spectrum import Spectrum, measure_spectrum
from models.subject import SubjectMask, measure_subject_mask
from models.uprightness import measure_quarter_turns


class PhotoFacts(SheetFacts):
    """Facts of one photo.

    Lengths in millimetres refer to the finished photo, whatever the number of pixels. Where the
    policy takes scans of prints and a print was found on its sheet, all facts are those of the
    print cut out and straightened, and places are in its pixels; ``on_upload`` leads back.
    """

    @fact
    def working_lab(self) -> npt.NDArray[np.float32]:
        """CIELAB of the working raster, (h, w, 3) float32: L* 0..100, a*, b*."""
        unit = self.working.rgb.astype(np.float32) * np.float32(1 / 255)
        return np.asarray(cv2.cvtColor(unit, cv2.COLOR_RGB2Lab), np.float32)

    @fact
    def depiction(self) -> Depiction | None:
        """Whether the largest face was photographed or drawn; None where it is too small."""
        return measure_depiction(self.rgb, self.face_census.sightings[0].box)

    @fact
    def quarter_turns(self) -> int:
        """Quarter turns to the left that bring the picture upright."""
        return measure_quarter_turns(self.working, self.faces[0]) if self.faces else 0

    @property
    def has_upright_face(self) -> bool:
        """Whether there is a face to measure and the picture is upright."""
        return bool(self.faces) and self.quarter_turns == 0

    @property
    def face(self) -> Face:
        """The largest face. Raises NotMeasurable where there is none or it is not upright."""
        if not self.faces:
            raise NotMeasurable("no-face")
        if self.quarter_turns:
            raise NotMeasurable("not-upright")
        return self.faces[0]

    @fact
    def head_pose(self) -> HeadPose:
        """Yaw, pitch and roll of the head in degrees."""
        return measure_head_pose(self.face, self.width_px, self.height_px)

    @fact
    def person_mask(self) -> PersonMask:
        """Which part of the picture is the person."""
        return measure_person_mask(self.working.rgb)

    @fact
    def subject_mask(self) -> SubjectMask:
        """The person mask with its outline drawn from the picture's own colours."""
        return measure_subject_mask(self.working, self.person_mask)

    @fact
    def background(self) -> Background:
        """The background's colour and light. Raises NotMeasurable where none is seen."""
        return measure_background(self.subject_mask, self.person_mask)

    @fact
    def cast_shadow(self) -> CastShadow:
        """The shadow that the person casts on the background."""
        region = above_shoulders(self.background.wide_region, self.background, self.face)
        return measure_cast_shadow(self.background, region, self.face)

    @fact
    def plainness(self) -> Plainness:
        """Texture, patches, lines and changes of colour of the background."""
        return measure_plainness(self.background, self.plain_region)

    @fact
    def plain_region(self) -> npt.NDArray[np.bool_]:
        """The part of the background raster that is asked to be plain."""
        return above_shoulders(self.background.region, self.background, self.face)

    @fact
    def plainness_beside_shadow(self) -> Plainness:
        """The same without the part on which the person's shadow lies."""
        if not self.cast_shadow.depth:
            return self.plainness
        beside = self.plain_region & ~self.cast_shadow.region
        return measure_plainness(self.background, beside) if beside.any() else self.plainness

    @fact
    def separation(self) -> Separation:
        """How clearly hair, face and shoulders stand out from the background."""
        return measure_separation(self.background, self.face)

    @fact
    def shoulders(self) -> Shoulders:
        """How far the shoulders reach and how level they are."""
        return measure_shoulders(self.face, self.subject_mask, self.person_mask)

    @fact
    def coverage(self) -> Coverage:
        """How much of the face is covered or beyond the picture's edge."""
        return measure_coverage(self.face_patch, self.face, self.width_px, self.height_px)

    @fact
    def hands(self) -> tuple[Hand, ...]:
        """Hands in the picture, the surest first."""
        return measure_hands(self.working)

    @fact
    def half_difference(self) -> float:
        """How unlike the left and the right half of the face are, 0..1."""
        return measure_half_difference(self.face_patch)

    @fact
    def head_top(self) -> HeadTop | None:
        """What is above the forehead; None where the picture does not show it."""
        return measure_head_top(self.face, self.subject_mask)

    @fact
    def crown(self) -> Crown:
        """Natural top of the head under the hair, with its uncertainty."""
        return measure_crown(self.face, self.head_shape)

    @fact
    def head_shape(self) -> HeadShape:
        """The outline of head and hair and the face's proportions."""
        return measure_head_shape(self.working, self.face, self.person_mask)

    @fact
    def head_place(self) -> HeadPlace:
        """Where the head stands in the picture."""
        return measure_head_place(
            self.face, self.crown, self.head_shape, self.width_px, self.height_px
        )

    @property
    def face_height_px(self) -> Estimate:
        """Chin to crown in pixels of the upright picture."""
        return self.crown.face_height_px

    @property
    def face_height_mm(self) -> Estimate:
        """Chin to crown in millimetres of the finished photo."""
        return self.scale.in_mm(self.face_height_px)

    @fact
    def face_patch(self) -> FacePatch:
        """The face brought upright to one size, as linear light."""
        return measure_face_patch(self.working, self.face)

    @fact
    def exposure(self) -> FaceExposure:
        """How much light reached the face and how much of its range was kept."""
        return measure_exposure(self.face_patch)

    @fact
    def lighting(self) -> LightUniformity:
        """How evenly the light falls on the face."""
        return measure_lighting(self.face_patch)

    @fact
    def glare(self) -> tuple[GlareSpot, ...]:
        """Reflections of lamps on the face, largest first."""
        return measure_glare(self.face_patch)

    @fact
    def skin_colour(self) -> SkinColour:
        """Colour of the skin, of a light background, and whether the picture has colour at all."""
        return measure_skin_colour(self.face_patch, self.working, self.person_mask)

    @fact
    def mouth(self) -> Mouth:
        """Gap between the lips and visible teeth, at native resolution."""
        return measure_mouth(self.rgb, self.face)

    @fact
    def expression(self) -> Expression:
        """How much the face smiles, and other clear movements."""
        return measure_expression(self.face, self.mouth)

    @fact
    def blur(self) -> Blur | None:
        """How widely the contours of the eyes are drawn; None where they show none."""
        return measure_blur(self.rgb, self.face)

    @fact
    def face_crop(self) -> FaceCrop:
        """The middle of the face at native resolution."""
        return measure_face_crop(self.rgb, self.face)

    @fact
    def spectrum(self) -> Spectrum:
        """The power spectrum of the face at native resolution."""
        return measure_spectrum(self.face_crop.luma)

    @fact
    def resolution(self) -> Resolution:
        """Pixels between the eyes and the detail behind them."""
        return measure_resolution(self.face, self.face_crop, self.spectrum)

    @fact
    def compression(self) -> Compression:
        """How coarsely JPEG encoding ever rounded the face."""
        return measure_compression(self.face_crop, self.image.jpeg_quantisation)

    @fact
    def recapture(self) -> Recapture:
        """The strongest regular pattern on the face."""
        return measure_recapture(self.spectrum, measure_spectrum(self.face_crop.red_less_blue))

    @property
    def capture_date(self) -> dt.date | None:
        """The day of capture by the camera's own clock, if the file states one."""
        return capture_date(self.image.exif)

    @fact
    def eyes(self) -> Eyes:
        """How far the eyes are open and where they look."""
        return measure_eyes(self.face)

    @fact
    def eye_views(self) -> tuple[EyeView, EyeView]:
        """The person's right and left eye in close-up, at native resolution."""
        return measure_eye_views(self.rgb, self.face)

    @fact
    def eye_covers(self) -> tuple[EyeCover, EyeCover]:
        """What lies over the right and the left eye."""
        return measure_eye_covers(self.rgb, self.face, self.eye_views)

    @fact
    def red_eyes(self) -> tuple[RedEye, ...]:
        """Redness of the pupils that can be seen."""
        return measure_red_eyes(self.eye_views)

    @property
    def stretch(self) -> Stretch:
        """Width by height of the face against what faces have."""
        return measure_stretch(self.face)

    @fact
    def skin_texture(self) -> float:
        """Contrast of the skin's fine detail as a share of that of the eyes."""
        return measure_skin_texture(self.rgb, self.face)

    @fact
    def flat_background(self) -> FlatBackground | None:
        """How much of the background is one exact colour; None where little of it shows."""
        return measure_flat_background(self.rgb, self.person_mask)
