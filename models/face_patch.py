"""The face patch: the face of every photo brought upright to one size, as linear light."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.aligned_crop import AlignedCrop, aligned_crop
from models.face import CHEEK_SIDES, Face, Point
from models.face_regions import SKIN_ZONE_LANDMARKS, SKIN_ZONE_ROWS
from models.light import linear_light, luminance
from models.raster import Raster

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

#: Size of the patch; with the cheeks this far apart a pixel is about a seventh of a millimetre of
#: a compliant photo, so a reflection of 1 mm2 covers some fifty pixels.
PATCH_SIZE_PX = (200, 256)
CHEEK_DISTANCE_PX = 168.0

#: Half the side of the square that stands for a landmark, 1.2 mm across in print, of which every
#: second pixel is taken.
SPOT_RADIUS_PX = 4
_SPOT = np.stack(
    np.meshgrid(*[np.arange(-SPOT_RADIUS_PX, SPOT_RADIUS_PX + 1, 2)] * 2), axis=-1
).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class FacePatch:
    """``rgb``: (256, 200, 3) uint8 sRGB; ``linear``, ``luminance``: the same as linear light 0..1.

    ``landmarks``: (478, 2) in pixels of the patch. ``spots``: linear RGB of 25 pixels around each
    landmark of the skin zones, (42, 25, 3). ``px_per_patch_px``: pixels of the upright picture per
    pixel of the patch.
    """

    crop: AlignedCrop
    landmarks: FloatArray
    linear: FloatArray
    luminance: FloatArray
    spots: FloatArray
    px_per_patch_px: float

    @property
    def rgb(self) -> npt.NDArray[np.uint8]:
        """The patch in sRGB, (256, 200, 3) uint8."""
        return self.crop.rgb

    def mask(self, outline: Iterable[int]) -> BoolArray:
        """The inside of an outline of landmarks, (256, 200)."""
        filled = np.zeros(self.luminance.shape, np.uint8)
        cv2.fillPoly(filled, [self._polygon(outline)], 1)
        return filled.astype(np.bool_)

    def mask_without(
        self, outline: Iterable[int], holes: Iterable[Iterable[int]], margin_px: int
    ) -> BoolArray:
        """The inside of an outline less other outlines, each with a margin around it."""
        filled = self.mask(outline).astype(np.uint8)
        for hole in holes:
            polygon = self._polygon(hole)
            cv2.fillPoly(filled, [polygon], 0)
            cv2.polylines(filled, [polygon], isClosed=True, color=0, thickness=2 * margin_px)
        return filled.astype(np.bool_)

    def zone_spots(self, name: str) -> FloatArray:
        """Linear RGB of the pixels of a skin zone, right side before left, (spots, 25, 3)."""
        return self.spots[SKIN_ZONE_ROWS[name]]

    def to_picture(self, points: FloatArray) -> tuple[Point, ...]:
        """Points (n, 2) of the patch in pixels of the upright picture."""
        return tuple(
            (x * self._picture_scale, y * self._picture_scale)
            for x, y in self.crop.to_picture(points)
        )

    @property
    def _picture_scale(self) -> float:
        return self.px_per_patch_px / self.crop.px_per_crop_px

    def _polygon(self, outline: Iterable[int]) -> npt.NDArray[np.int32]:
        return np.rint(self.landmarks[list(outline)]).astype(np.int32)


def measure_face_patch(raster: Raster, face: Face) -> FacePatch:
    """Cut the face out of a raster, level between the cheek sides.

    ``face``: in pixels of the upright picture, of which ``raster`` is a copy.
    """
    right, left = ((x / raster.scale, y / raster.scale) for x, y in map(face.point, CHEEK_SIDES))
    crop = aligned_crop(raster.rgb, right, left, CHEEK_DISTANCE_PX, PATCH_SIZE_PX)
    linear = linear_light(crop.rgb)
    landmarks = crop.from_picture(face.landmarks[:, :2] / np.float32(raster.scale))
    return FacePatch(
        crop=crop,
        landmarks=landmarks,
        linear=linear,
        luminance=luminance(linear),
        spots=_spots(linear, landmarks),
        px_per_patch_px=crop.px_per_crop_px * raster.scale,
    )


def _spots(linear: FloatArray, landmarks: FloatArray) -> FloatArray:
    centres = np.rint(landmarks[list(SKIN_ZONE_LANDMARKS)]).astype(int)[:, None, :]
    columns, rows = np.clip(centres + _SPOT[None], 0, np.array(PATCH_SIZE_PX) - 1).transpose(
        2, 0, 1
    )
    return np.asarray(linear[rows, columns], np.float32)
