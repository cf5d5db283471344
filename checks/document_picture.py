"""The picture of one page of an identity document: where it lies, and how well it can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from checks.facts import Stopwatch, fact
from checks.finding import Where
from models.document.document_glare import DocumentGlare, measure_document_glare
from models.document.document_shadow import DocumentShadow, measure_document_shadow
from models.document.mirrored import Mirroring, measure_mirroring
from models.document.outline import Outline, find_outlines
from models.document.portrait import DocumentPortrait, find_portrait
from models.document.quad import Quad
from models.document.scale import measure_scale
from models.document.straighten import StraightDocument, straighten
from models.document.text_sharpness import TextSharpness, measure_text_sharpness
from models.estimate import Estimate
from models.mrz.zone_reading import ZoneReading
from models.quantiles import median
from models.text.detection import find_text_boxes
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]

#: Longer side of the copy in which lines are looked for, read or not: blurred print is no less
#: print. The policy's limits were chosen with the lines that are found at this size.
TEXT_SIDE_PX: Final = 736
#: A line's box that comes so close to the picture's border reaches out of it.
AT_BORDER_PX: Final = 1.0


class DocumentPicture:
    """One page's picture, measured when first asked for.

    ``rgb``: (h, w, 3) uint8, upright; ``zones``, ``barcodes``: what was read on it; ``size_mm``:
    of the document where its type tells it and no zone does.
    """

    def __init__(
        self,
        page: int,
        rgb: Rgb,
        zones: Sequence[ZoneReading],
        barcodes: Sequence[Sequence[tuple[float, float]]],
        size_mm: tuple[float, float] | None,
        stopwatch: Stopwatch,
    ) -> None:
        self.page = page
        self.rgb = rgb
        self.zones = tuple(zones)
        self.barcodes = tuple(barcodes)
        self.size_mm = size_mm
        self.stopwatch = stopwatch

    @fact
    def text_lines(self) -> tuple[TextBox, ...]:
        """Every line of print, whether it can be read or not, and the lines of zones."""
        return tuple(find_text_boxes(self.rgb, TEXT_SIDE_PX))

    @fact
    def outlines(self) -> tuple[Outline, ...]:
        """Every document in the picture, the surest first; never none."""
        marks = [Quad.of(barcode) for barcode in self.barcodes if len(barcode) == 4]
        return find_outlines(self.rgb, self.text_lines, self.zones, marks, self.size_mm)

    @property
    def outline(self) -> Outline:
        """The document that was found most surely."""
        return self.outlines[0]

    @fact
    def straight(self) -> StraightDocument:
        """The document, cut out and laid upright."""
        return straighten(self.rgb, self.outline, self.text_lines)

    @fact
    def portrait(self) -> DocumentPortrait | None:
        """The holder's picture, on whichever document of the page it is; None without a face."""
        found = find_portrait(self.straight)
        for further in self.outlines[1:]:
            if found is not None:
                break
            found = find_portrait(straighten(self.rgb, further, self.text_lines))
        return found

    @fact
    def px_per_mm(self) -> Estimate | None:
        """Pixels for each millimetre of the document; None where nothing tells its size."""
        index = self.outline.zone_index
        zone = None if index is None else self.zones[index]
        return measure_scale(self.outline, zone, self.size_mm)

    @fact
    def sharpness(self) -> TextSharpness | None:
        """Sharpness of the document's print; None where no line can tell."""
        scale = self.px_per_mm.value if self.px_per_mm else None
        return measure_text_sharpness(self.rgb, self.text_lines, self.outline.quad, scale)

    @fact
    def glare(self) -> DocumentGlare:
        """Reflections on the document; its one further area is the holder's picture, if any."""
        areas = [self.portrait.picture] if self.portrait else []
        return measure_document_glare(self.straight, self.lines_on_document, areas)

    @fact
    def mirroring(self) -> Mirroring | None:
        """Whether print is read only when turned over; None without long lines of it."""
        return measure_mirroring(self.rgb, self.text_lines)

    @fact
    def shadow(self) -> DocumentShadow | None:
        """Evenness of the light on the print; None where there are too few lines."""
        return measure_document_shadow(self.rgb, self.text_lines, self.outline.quad)

    @fact
    def lines_on_document(self) -> tuple[TextBox, ...]:
        """The lines of print whose middle lies on the document."""
        if not self.text_lines:
            return ()
        inside = self.outline.quad.shares_inside([box.centre for box in self.text_lines])
        return tuple(
            box for box, is_inside in zip(self.text_lines, inside, strict=True) if is_inside
        )

    @property
    def lines_at_border(self) -> tuple[TextBox, ...]:
        """The document's lines that reach out of the picture."""
        height, width = self.rgb.shape[:2]
        last = np.array([width, height]) - AT_BORDER_PX
        return tuple(
            box
            for box in self.lines_on_document
            if (box.corners <= AT_BORDER_PX).any() or (box.corners >= last).any()
        )

    @property
    def print_height_px(self) -> float | None:
        """Height of the median line of print; None without print."""
        heights = [box.height for box in self.lines_on_document]
        return median(heights) if heights else None

    def places(self, quads: Iterable[Quad] = ()) -> tuple[Where, ...]:
        """Quadrilaterals of this page; the document itself where there are none."""
        named = tuple(quads) or (self.outline.quad,)
        return tuple(Where("polygon", quad.corners, self.page) for quad in named)
