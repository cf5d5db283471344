"""A smooth drawing layer over a picture, addressed in the picture's own pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from service.evidence.style import SMOOTHING, Colour, Font

Point = tuple[float, float]


class Layer:
    """Draws over a reduced picture; points and lengths are given in native pixels.

    Stroke widths and texts are given in pixels of the reduced picture, so that they look alike
    at every resolution.
    """

    def __init__(self, picture: Image.Image, reduction: float) -> None:
        """``reduction``: pixels of ``picture`` per native pixel."""
        self.picture = picture.convert("RGB")
        self.reduction = reduction
        self._factor = reduction * SMOOTHING
        size = (picture.width * SMOOTHING, picture.height * SMOOTHING)
        self._shapes = Image.new("RGBA", size, (255, 255, 255, 0))
        self._labels: list[tuple[Point, str, Font, Colour, str]] = []

    def line(
        self, points: Sequence[Point], colour: Colour, width_px: float, opacity: float = 1.0
    ) -> None:
        """A polyline with a thin light rim that keeps it visible on any ground."""
        scaled = [self._scaled(point) for point in points]
        draw = ImageDraw.Draw(self._shapes, "RGBA")
        rim = round((width_px + 1.6) * SMOOTHING)
        draw.line(scaled, fill=(255, 255, 255, round(150 * opacity)), width=rim, joint="curve")
        ink = (*colour, round(255 * opacity))
        draw.line(scaled, fill=ink, width=round(width_px * SMOOTHING), joint="curve")

    def dashes(self, start: Point, end: Point, colour: Colour, width_px: float) -> None:
        """A dashed line."""
        dash, gap = 9.0 / self.reduction, 7.0 / self.reduction
        span = np.subtract(end, start)
        length = float(np.hypot(*span))
        direction = span / max(length, 1e-6)
        position = 0.0
        while position < length:
            tail = np.add(start, direction * position)
            head = np.add(start, direction * min(position + dash, length))
            self.line([_point(tail), _point(head)], colour, width_px)
            position += dash + gap

    def area(
        self, points: Sequence[Point], colour: Colour, opacity: float, edge_px: float = 0.0
    ) -> None:
        """A filled polygon, with an outline where ``edge_px`` is given."""
        scaled = np.array([self._scaled(point) for point in points])
        size = np.array(self._shapes.size)
        corner = np.clip(np.floor(scaled.min(axis=0)), 0, size).astype(int)
        extent = np.clip(np.ceil(scaled.max(axis=0)) + 1, 0, size).astype(int) - corner
        if (extent > 0).all():
            # Only the part that is covered is composed: a whole layer takes many times longer.
            patch = Image.new("RGBA", (int(extent[0]), int(extent[1])), (255, 255, 255, 0))
            outline = [_point(point) for point in scaled - corner]
            ImageDraw.Draw(patch).polygon(outline, fill=(*colour, round(255 * opacity)))
            self._shapes.alpha_composite(patch, (int(corner[0]), int(corner[1])))
        if edge_px:
            self.line([*points, points[0]], colour, edge_px)

    def arrow(self, tip: Point, direction: Point, colour: Colour, size_px: float) -> None:
        """A filled arrow head whose tip points along the unit vector ``direction``."""
        size = size_px / self.reduction
        back = np.subtract(tip, np.multiply(direction, size))
        side = np.multiply((-direction[1], direction[0]), size * 0.38)
        self.area([tip, _point(back + side), _point(back - side)], colour, 1.0)

    def label(self, at: Point, text: str, face: Font, colour: Colour, anchor: str) -> None:
        """A text on a coloured tag; ``anchor`` as Pillow names it: lm, mm or rm."""
        self._labels.append((at, text, face, colour, anchor))

    def finished(self) -> Image.Image:
        """The picture with all that was drawn."""
        shapes = self._shapes.reduce(SMOOTHING)
        page = Image.alpha_composite(self.picture.convert("RGBA"), shapes)
        for at, text, face, colour, anchor in self._labels:
            self._put_label(page, at, text, face, colour, anchor)
        return page.convert("RGB")

    def _put_label(
        self, page: Image.Image, at: Point, text: str, face: Font, colour: Colour, anchor: str
    ) -> None:
        measuring = ImageDraw.Draw(page)
        left, top, right, bottom = measuring.textbbox((0, 0), text, font=face, anchor="lm")
        width, height = round(right - left) + 16, round(bottom - top) + 12
        x, y = at[0] * self.reduction, at[1] * self.reduction
        x -= {"l": 0, "m": width / 2, "r": width}[anchor[0]]
        x = min(max(x, 4), page.width - width - 4)
        y = min(max(y, height / 2 + 4), page.height - height / 2 - 4)
        tag = Image.new("RGBA", (width * SMOOTHING, height * SMOOTHING), (0, 0, 0, 0))
        box = (0, 0, tag.width - 1, tag.height - 1)
        ImageDraw.Draw(tag).rounded_rectangle(box, radius=5 * SMOOTHING, fill=(*colour, 232))
        tag = tag.resize((width, height), Image.Resampling.LANCZOS)
        corner = (round(x), round(y - height / 2))
        page.alpha_composite(tag, corner)
        centre = (corner[0] + width / 2, corner[1] + height / 2)
        ImageDraw.Draw(page).text(centre, text, fill="white", font=face, anchor="mm")

    def _scaled(self, point: Point) -> Point:
        return point[0] * self._factor, point[1] * self._factor


def _point(array: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Point:
    return float(array[0]), float(array[1])
