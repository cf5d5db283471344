"""The picture of one page of an identity document: where it lies, and how well it can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from checks.facts import Stopwatch, fact
from checks.finding import Where
from models.document.colour_cast import DocumentColour, measure_document_colour
from models.document.covering import find_covering
from models.document.document_glare import DocumentGlare, measure_document_glare
from models.document.document_shadow import DocumentShadow, measure_document_shadow
from models.document.mirrored import Mirroring, measure_mirroring
from models.document.outline import Outline, find_outlines
from models.document.portrait import DocumentPortrait, find_portrait
from models.document.quad import Quad, shared
from models.document.scale import measure_scale
from models.document.straighten import (
    StraightDocument,
    foot_of_page,
    place_of_portrait,
    straighten,
)
from models.document.text_sharpness import TextSharpness, measure_text_sharpness
from models.document.zone_page import beyond_mm, page_of, zone_place
from models.estimate import Estimate
from models.mrz.zone_reading import ZoneReading
from models.quantiles import median
from models.text.detection import find_text_boxes
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]
Part = Literal["portrait", "face", "usual place of the portrait", "zone", "foot"]

#: Longer side of the copy in which lines are looked for, read or not: blurred print is no less
#: print. The policy's limits were chosen with the lines that are found at this size.
TEXT_SIDE_PX: Final = 736
#: A card that fills a picture with a longer side below this has 2.3 px for each mm, its capitals 4:
#: nobody can read it, and nothing can be measured.
LEAST_SIDE_PX: Final = 200
#: Outlines of real documents have 0.85 and more, of whatever has four sides about 0.65.
PLAIN_OUTLINE: Final = 0.85
#: Two places that share less of the smaller are not the same.
ELSEWHERE: Final = 0.2
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

    @property
    def is_tiny(self) -> bool:
        """Whether the picture has too few pixels for any document."""
        return bool(max(self.rgb.shape[:2]) < LEAST_SIDE_PX)

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

    @property
    def has_plain_edges(self) -> bool:
        """Whether the four edges of a document are seen, whatever it is."""
        return self.outline.source == "edges" and self.outline.confidence >= PLAIN_OUTLINE

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
    def beyond_mm(self) -> tuple[float, float, float, float]:
        """How far the upper, right, lower and left side lie outside of the picture, by the zone.

        In millimetres, 0 for a side inside and where no zone tells.
        """
        index = self.outline.zone_index
        zone = None if index is None else self.zones[index]
        page = zone and page_of(zone, zone.layout.name, zone.layout.line_length)
        if not page:
            return (0.0, 0.0, 0.0, 0.0)
        height, width = self.rgb.shape[:2]
        return beyond_mm(page, width, height)

    @fact
    def sharpness(self) -> TextSharpness | None:
        """Sharpness of the document's print; None where no line can tell."""
        scale = self.px_per_mm.value if self.px_per_mm else None
        return measure_text_sharpness(self.rgb, self.text_lines, self.outline.quad, scale)

    @fact
    def glare(self) -> DocumentGlare:
        """Reflections on the document; its further areas are those of ``parts``."""
        return measure_document_glare(
            self.straight, self.lines_on_document, tuple(self.parts.values())
        )

    @fact
    def parts(self) -> Mapping[Part, Quad]:
        """What must be seen: the holder's picture and face, and the zone, or their usual places."""
        found: dict[Part, Quad] = {}
        if self.portrait is not None:
            found = {"portrait": self.portrait.picture, "face": self.portrait.face}
        # A face elsewhere is the small ghost of a picture that may be hidden itself.
        usual = place_of_portrait(self.straight)
        if self.portrait is None or shared(self.portrait.picture, usual) <= ELSEWHERE:
            found["usual place of the portrait"] = usual
        index = self.outline.zone_index
        if index is not None and self.zones[index].boxes:
            return found | {"zone": zone_place(self.zones[index].boxes)}
        return found | {"foot": foot_of_page(self.straight)}

    @fact
    def covering(self) -> Quad | None:
        """A finger on the document, as far as colour and shape tell; None without any."""
        return find_covering(self.straight)

    @fact
    def colour(self) -> DocumentColour:
        """The colour of the ground that the document's print stands on."""
        return measure_document_colour(self.rgb, self.straight, self.lines_on_document)

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
