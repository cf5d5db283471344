"""A page of paper laid straight: its sheet cut out, its light evened, its lines horizontal.

Whether it then stands on its head is told by reading it, in ``scanned_words``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from models.pdf.opening import PdfDocument
from models.pdf.page_raster import POINTS_PER_INCH, drawn_dpi, render_page
from models.pdf.skew import MIN_INK_PIXELS, skew_deg

Rgb = npt.NDArray[np.uint8]
Grey = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

#: Small print of 6 points is 17 pixels high at this resolution, which Tesseract still reads.
STRAIGHT_DPI = 200.0
#: A sheet in a photograph is taken for one of letter size; one of A4 is 6 % longer.
_SHEET_LONG_INCH = 11.0
#: Sheets that fill less of the picture are no pages, and those that fill all of it need no cut.
_SHEET_SHARES = (0.3, 0.97)
#: Paper and what it lies on differ by so many levels.
_SURROUND_CONTRAST = 18.0
#: Levels tried besides Otsu's, as shares of the brightest; how far from an edge light is compared.
_SHEET_LEVELS, _STEP_SHARE = (0.45, 0.55, 0.65, 0.75, 0.85), 0.035
#: The longer side of the reduced picture on which sheet, light and skew are looked for.
_SMALL_SIDE_PX = 1_100
#: Letters and strokes vanish from the paper's light within such a share of the longer side.
_LETTER_SHARE = 0.02
#: Evened light: paper is 255; print that is darker than this is ink.
INK_LEVEL = 190
#: Letters at the reduced size, in pixels: what is larger are rules and pictures.
_LETTER_PX = (2, 30)


@dataclass(frozen=True, slots=True)
class StraightPage:
    """A straightened page. ``grey``: evened light, paper 255; ``rgb``: its colours, as they were.

    ``dpi``: of the straightened sheet; ``to_page``: 3 x 3, from its pixels to points of the page
    that the file shows, counted from the upper left corner.
    """

    number: int
    grey: Grey
    rgb: Rgb
    dpi: float
    to_page: FloatArray

    def px(self, mm: float) -> int:
        """Millimetres of the sheet as pixels, at least one."""
        return max(1, round(mm * self.dpi / 25.4))

    def mm(self, px: float) -> float:
        """Pixels of the straightened sheet as millimetres."""
        return px * 25.4 / self.dpi

    def box_pt(self, box_px: Box) -> Box:
        """The upright box in points around a box of the straightened sheet."""
        left, top, right, bottom = box_px
        corners = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]])
        moved = cv2.perspectiveTransform(corners.astype(np.float64), self.to_page)[0]
        (x0, y0), (x1, y1) = moved.min(axis=0), moved.max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)

    def turned(self, quarters: int) -> StraightPage:
        """The same page turned clockwise by so many quarters of a circle."""
        height, width = self.grey.shape
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        size = (width, height) if quarters % 2 == 0 else (height, width)
        ends = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
        back = cv2.getPerspectiveTransform(ends, np.roll(corners, quarters, axis=0))
        return replace(
            self,
            grey=np.ascontiguousarray(np.rot90(self.grey, -quarters)),
            rgb=np.ascontiguousarray(np.rot90(self.rgb, -quarters)),
            to_page=self.to_page @ back,
        )


def straight_page(document: PdfDocument, number: int) -> StraightPage:
    """Draw a page, cut out its sheet, and lay its lines level.

    Method: the sheet is the largest bright quadrilateral; the axis of the lines is that along which
    the letters' profile is most jagged. Raises PdfDamaged where the page cannot be drawn.
    """
    rgb = render_page(document, number, STRAIGHT_DPI)
    page = document.pdfium[number - 1]
    width_pt, height_pt = page.get_size()
    dpi = drawn_dpi(width_pt, height_pt, STRAIGHT_DPI)
    page.close()
    to_page = np.diag([POINTS_PER_INCH / dpi, POINTS_PER_INCH / dpi, 1.0])
    drawn = StraightPage(number, cv2_grey(rgb), rgb, dpi, to_page)
    return _level(_upright_lines(_evened(_cut_out(drawn))))


def cv2_grey(rgb: Rgb) -> Grey:
    """Brightness of each pixel."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def _reduction(grey: Grey) -> float:
    return min(1.0, float(_SMALL_SIDE_PX / max(grey.shape)))


def _paper_light(grey: Grey) -> Grey:
    """The page without letters and lines: each place as bright as its brightest neighbour."""
    side = max(5, round(max(grey.shape) * _LETTER_SHARE)) | 1
    kernel = np.ones((side, side), np.uint8)
    closed = cv2.morphologyEx(cv2.medianBlur(grey, 3), cv2.MORPH_CLOSE, kernel)
    return np.asarray(cv2.blur(closed, (side, side)), np.uint8)


def _cut_out(page: StraightPage) -> StraightPage:
    """The sheet alone where it lies on something darker; else the page as it is."""
    scale = _reduction(page.grey)
    # Paper has hardly a colour: a light table differs from it in its weakest channel.
    weakest = np.ascontiguousarray(page.rgb.min(axis=2))
    small = cv2.resize(weakest, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    corners = _sheet_corners(_paper_light(np.asarray(small, np.uint8)))
    if corners is None:
        return page
    found = (corners / scale).astype(np.float32)
    edges = np.linalg.norm(np.roll(found, -1, axis=0) - found, axis=1)
    across, down = (edges[0] + edges[2]) / 2, (edges[1] + edges[3]) / 2
    enlarged = _SHEET_LONG_INCH * STRAIGHT_DPI / max(across, down)
    size = max(1, round(float(across * enlarged))), max(1, round(float(down * enlarged)))
    ends = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    forth = cv2.getPerspectiveTransform(found, ends)
    back = cv2.getPerspectiveTransform(ends, found)
    rgb = np.asarray(cv2.warpPerspective(page.rgb, forth, size), np.uint8)
    return StraightPage(page.number, cv2_grey(rgb), rgb, STRAIGHT_DPI, page.to_page @ back)


def _sheet_corners(light: Grey) -> FloatArray | None:
    """Upper left corner first, clockwise; None where no sheet stands out from what it lies on.

    Of several levels of brightness the one that gives a sheet with the clearest step of light at
    the weakest of its edges: uneven light divides a sheet too, but without a step.
    """
    otsu, _ = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    brightest = float(np.percentile(light, 98))
    best, clearest = None, _SURROUND_CONTRAST
    for level in (otsu, *(brightest * share for share in _SHEET_LEVELS)):
        corners = _quadrilateral((light > level).astype(np.uint8))
        step = 0.0 if corners is None else _weakest_step(light, corners)
        if step > clearest:
            best, clearest = corners, step
    return best


def _quadrilateral(bright: Grey) -> FloatArray | None:
    """The corners of the largest bright part where it has four and the size of a sheet."""
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    low, high = _SHEET_SHARES
    if not low <= cv2.contourArea(hull) / bright.size <= high:
        return None
    around = cv2.arcLength(hull, closed=True)
    for tolerance in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, tolerance * around, closed=True).reshape(-1, 2)
        if len(corners) == 4:
            ordered = corners.astype(np.float64)
            if cv2.contourArea(corners, oriented=True) < 0:
                ordered = ordered[::-1]
            return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0)
    return None


def _weakest_step(light: Grey, corners: FloatArray) -> float:
    """Levels by which it is darker beyond the least clear edge, those of the picture apart."""
    height, width = light.shape
    reach = _STEP_SHARE * max(height, width)
    middle = corners.mean(axis=0)
    steps = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (end - start) / max(float(np.linalg.norm(end - start)), 1.0)
        normal = np.array([-along[1], along[0]])
        outward = normal if float(normal @ (start - middle)) > 0 else -normal
        points = start + (end - start) * np.linspace(0.1, 0.9, 25)[:, None]
        beyond = points + outward * reach
        seen = np.all((beyond >= 0) & (beyond <= (width - 1, height - 1)), axis=1)
        if seen.mean() >= 0.5:
            within = np.clip(points[seen] - outward * reach, 0, (width - 1, height - 1))
            inner, outer = (_levels_at(light, side) for side in (within, beyond[seen]))
            steps.append(float(np.median(inner - outer)))
    return min(steps, default=0.0)


def _levels_at(light: Grey, points: FloatArray) -> FloatArray:
    at = np.rint(points).astype(np.int64)
    return light[at[:, 1], at[:, 0]].astype(np.float64)


def _evened(page: StraightPage) -> StraightPage:
    """The page as if its paper were white everywhere: each pixel by the light around it."""
    scale = _reduction(page.grey)
    small = cv2.resize(page.grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    light = _paper_light(np.asarray(small, np.uint8))
    height, width = page.grey.shape
    light = np.asarray(cv2.resize(light, (width, height)), np.uint8)
    return replace(page, grey=np.asarray(cv2.divide(page.grey, np.maximum(light, 60), scale=255)))


def _letters(grey: Grey) -> tuple[npt.NDArray[np.bool_], float]:
    """The pixels of what has the size of letters, on a reduced page, and by how much it is."""
    scale = _reduction(grey)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (small < INK_LEVEL).astype(np.uint8)
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(ink)
    sides = statistics[:, (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT)]
    low, high = _LETTER_PX
    is_letter = (sides.max(axis=1) <= high) & (sides.max(axis=1) >= low)
    is_letter[0] = False
    return is_letter[labels], scale


def _upright_lines(page: StraightPage) -> StraightPage:
    """The page with its lines of print across it, perhaps on their heads."""
    letters, _ = _letters(page.grey)
    if letters.sum() < MIN_INK_PIXELS:
        return page
    across, down = (_most_jagged(turned) for turned in (letters, letters.T))
    return page.turned(1) if down > across else page


def _most_jagged(letters: npt.NDArray[np.bool_]) -> float:
    """How jagged the profile of the letters is along rows at most a few degrees askew."""
    ink = letters.astype(np.float32)
    height, width = ink.shape
    scores = []
    for slope in np.linspace(-0.06, 0.06, 13):
        shift = np.array([[1, 0, 0], [slope, 1, -slope * width / 2]], np.float32)
        profile = cv2.warpAffine(ink, shift, (width, height)).sum(axis=1)
        scores.append(float((np.diff(profile) ** 2).sum()))
    return max(scores)


def _level(page: StraightPage) -> StraightPage:
    """The page with its lines level, within the few degrees by which sheets lie askew."""
    letters, _ = _letters(page.grey)
    askew = skew_deg(letters)
    if askew is None or abs(askew) < 0.05:
        return page
    height, width = page.grey.shape
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), askew, 1.0), (0, 0, 1)])
    white = (255, 255, 255)
    grey = cv2.warpAffine(page.grey, turn[:2], (width, height), borderValue=white)
    rgb = cv2.warpAffine(page.rgb, turn[:2], (width, height), borderValue=white)
    back = np.linalg.inv(turn)
    return replace(
        page,
        grey=np.asarray(grey, np.uint8),
        rgb=np.asarray(rgb, np.uint8),
        to_page=page.to_page @ back,
    )
