"""What a page of a PDF shows: pictures, text that is seen or not, drawings, annotations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as c

from models.errors import PdfDamaged
from models.pdf.image_masks import ImageMasks, image_masks
from models.pdf.opening import PdfDocument
from models.pdf.page_annotations import annotation_counts
from models.pdf.page_images import PageImage, page_images
from models.pdf.page_objects import (
    MAX_PAGE_OBJECTS,
    Box,
    PaintedImage,
    PaintedPath,
    PaintedText,
    painted_objects,
)
from models.pdf.page_text import VISIBLE, characters_by_look
from models.pdf.painted_grid import (
    ANY_IMAGE,
    COLOURED_AREA,
    IMAGE,
    PAPER,
    TRANSLUCENT_IMAGE,
    WHITE_AREA,
    PaintedGrid,
)

#: Pages measured of one document: about two seconds of dense ones.
MAX_MEASURED_PAGES = 300
#: What all measured pages draw together: about two seconds. The corpus has 1.2 MB at most.
MAX_MEASURED_BYTES = 24 * 1024 * 1024
#: PDF text modes that leave no mark: neither filled nor stroked, or only a clip (ISO 32000, 9.3.6).
UNMARKED_RENDER_MODES = frozenset({3, 7})
#: Lines thinner than this are rules of a table or underlines.
RULE_PT = 3.0
#: A path about the whole page is its frame or its paper.
FRAME_SHARE = 0.85
#: Fill values from here on are the paper's own white.
WHITE_LEVEL = 250
#: A run is hidden where so much of it lies under something opaque.
HIDDEN_SHARE = 0.8

#: What Adobe's designer puts on the one page of a dynamic form, in English and French.
_PLACEHOLDER = re.compile(
    r"please\s*wait|patientez|veuillez\s*patienter|requires\s+adobe\s+reader\s+\d", re.IGNORECASE
)
#: The placeholder has some 500 characters; a page that has more is not one.
_PLACEHOLDER_CHARACTERS = 1_500

Look = str


@dataclass(frozen=True, slots=True)
class PageContent:
    """What one page shows, measured without decoding a picture.

    ``origin_pt``: left and bottom of the visible page in the space of ``text_boxes``.
    ``image_cover``: share of the page where a picture lies on top. ``images``: largest first.
    ``invisible_characters``: by why they are not seen: unmarked (render modes 3 and 7),
    transparent, white, covered, off-page. ``text_boxes``: left, bottom, right, top of each visible
    run in points; ``text_on_image``: share of these that stand on a picture. ``rule_paths``:
    straight lines and boxes along the page's edges; ``drawing_paths``: all others.
    ``is_complete``: the page has no more objects than are looked at. ``is_readable``: pdfium could
    load the page; all other facts of one that it could not are empty.
    """

    number: int
    width_pt: float
    height_pt: float
    origin_pt: tuple[float, float]
    rotation_deg: int
    image_cover: float
    images: tuple[PageImage, ...]
    visible_characters: int
    invisible_characters: Mapping[str, int]
    text_boxes: tuple[Box, ...] = field(repr=False)
    text_on_image: float
    rule_paths: int
    drawing_paths: int
    annotations: Mapping[str, int]
    is_placeholder: bool
    is_complete: bool
    is_readable: bool
    visible_text: str = field(repr=False)

    @property
    def codecs(self) -> frozenset[str]:
        """How the page's pictures are compressed."""
        return frozenset(image.codec for image in self.images)

    @property
    def dpi(self) -> float | None:
        """Resolution of the largest picture; None on a page without one."""
        return self.images[0].dpi if self.images else None

    @property
    def hidden_characters(self) -> int:
        """Characters that nobody sees."""
        return sum(self.invisible_characters.values())


@dataclass(slots=True)
class _Tally:
    """What is noted while a page's objects go by."""

    grid: PaintedGrid
    masks: ImageMasks
    images: list[tuple[float, PaintedImage]] = field(default_factory=list)
    runs: list[tuple[int, PaintedText, Look]] = field(default_factory=list)
    rule_paths: int = 0
    drawing_paths: int = 0
    objects: int = 0


def measure_page(document: PdfDocument, number: int) -> PageContent:
    """Measure one page; the first has number 1. Raises PdfDamaged where it cannot be loaded."""
    page = _loaded(document.pdfium, number)
    untrusted_page = document.pike.pages[number - 1].obj
    try:
        tally = _Tally(PaintedGrid(_visible_box(page)), image_masks(untrusted_page))
        for painted in painted_objects(page):
            tally.objects += 1
            _note(tally, painted)
        return _content(page, number, tally, annotation_counts(untrusted_page))
    finally:
        page.close()


def measure_pages(document: PdfDocument) -> tuple[PageContent, ...]:
    """Measure the pages of a document; of a long one evenly spread pages, first and last included.

    ``number`` says which. A page that cannot be loaded is there too, unreadable.
    """
    return tuple(_measured_or_unreadable(document, number) for number in _chosen_pages(document))


def _chosen_pages(document: PdfDocument) -> list[int]:
    """Page numbers, as many as keep within the limits, evenly spread; always one page at least."""
    count = min(document.page_count, MAX_MEASURED_PAGES)
    while True:
        chosen = _spread(document.page_count, count)
        drawn = sum(document.drawn_bytes[number - 1] for number in chosen)
        if drawn <= MAX_MEASURED_BYTES or count == 1:
            return chosen
        count = max(1, min(count - 1, count * MAX_MEASURED_BYTES // drawn))


def _spread(pages: int, count: int) -> list[int]:
    """So many numbers from 1 to ``pages``, evenly spread."""
    last = max(1, count - 1)
    return [round(1 + at * (pages - 1) / last) for at in range(count)]


def _measured_or_unreadable(document: PdfDocument, number: int) -> PageContent:
    try:
        return measure_page(document, number)
    except PdfDamaged:
        return PageContent(
            number=number,
            width_pt=0.0,
            height_pt=0.0,
            origin_pt=(0.0, 0.0),
            rotation_deg=0,
            image_cover=0.0,
            images=(),
            visible_characters=0,
            invisible_characters={},
            text_boxes=(),
            text_on_image=0.0,
            rule_paths=0,
            drawing_paths=0,
            annotations={},
            is_placeholder=False,
            is_complete=False,
            is_readable=False,
            visible_text="",
        )


def _loaded(pdfium: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    try:
        return pdfium[number - 1]
    except (pypdfium2.PdfiumError, IndexError) as failure:
        raise PdfDamaged(f"page {number} cannot be drawn") from failure


def _visible_box(page: pypdfium2.PdfPage) -> Box:
    rectangle = c.FS_RECTF()
    c.FPDF_GetPageBoundingBox(page.raw, rectangle)
    return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


def _note(tally: _Tally, painted: PaintedText | PaintedImage | PaintedPath) -> None:
    if isinstance(painted, PaintedText):
        look = _look_when_painted(tally.grid, painted)
        tally.runs.append((tally.grid.next_order, painted, look))
    elif isinstance(painted, PaintedImage):
        see_through = painted.is_translucent or tally.masks.lets_through(painted)
        kind = TRANSLUCENT_IMAGE if see_through else IMAGE
        cover = tally.grid.paint_image(painted.matrix, painted.clip, kind)
        tally.images.append((cover, painted))
    else:
        _note_path(tally, painted)


def _note_path(tally: _Tally, path: PaintedPath) -> None:
    left, bottom, right, top = path.box
    is_thin = min(right - left, top - bottom) < RULE_PT
    share = tally.grid.share_of_page(path.box)
    if path.is_upright or is_thin or share >= FRAME_SHARE:
        tally.rule_paths += 1
    else:
        tally.drawing_paths += 1
    is_opaque = path.rgba is None or path.rgba[3] == 255
    # Only a plain rectangle is known to cover all of its box.
    if path.fills and path.is_upright and path.segments <= 5 and is_opaque and not is_thin:
        kind = WHITE_AREA if _is_white(path.rgba) else COLOURED_AREA
        box = path.box if path.clip is None else _common(path.box, path.clip)
        tally.grid.paint_box(box, kind)


def _common(box: Box, clip: Box) -> Box:
    left, bottom = max(box[0], clip[0]), max(box[1], clip[1])
    return left, bottom, max(left, min(box[2], clip[2])), max(bottom, min(box[3], clip[3]))


def _is_white(rgba: tuple[int, int, int, int] | None) -> bool:
    return rgba is not None and min(rgba[:3]) >= WHITE_LEVEL


def _look_when_painted(grid: PaintedGrid, run: PaintedText) -> Look:
    """How a run looks before anything is painted over it."""
    if run.render_mode in UNMARKED_RENDER_MODES:
        return "unmarked"
    if grid.is_off_page(run.box):
        return "off-page"
    fills = run.render_mode in (0, 4)  # the other modes draw an outline too
    if fills and run.rgba is not None and run.rgba[3] == 0:
        return "transparent"
    if fills and _is_white(run.rgba) and grid.share_in_box(run.box, PAPER | WHITE_AREA) > 0.9:
        return "white"
    return VISIBLE


def _content(
    page: pypdfium2.PdfPage, number: int, tally: _Tally, annotations: Mapping[str, int]
) -> PageContent:
    looks = {
        run.address: _final_look(tally.grid, order, run, look) for order, run, look in tally.runs
    }
    characters, text = characters_by_look(page, looks)
    visible = characters.pop(VISIBLE, 0)
    shown = [run.box for _, run, _ in tally.runs if looks[run.address] == VISIBLE]
    width_pt, height_pt = page.get_size()
    return PageContent(
        number=number,
        width_pt=width_pt,
        height_pt=height_pt,
        origin_pt=_visible_box(page)[:2],
        rotation_deg=page.get_rotation(),
        image_cover=tally.grid.share_of(ANY_IMAGE),
        images=page_images(tally.images, tally.masks),
        visible_characters=visible,
        invisible_characters=dict(characters),
        text_boxes=tuple(shown),
        text_on_image=_share_on_image(tally.grid, shown),
        rule_paths=tally.rule_paths,
        drawing_paths=tally.drawing_paths,
        annotations=annotations,
        is_placeholder=visible < _PLACEHOLDER_CHARACTERS and bool(_PLACEHOLDER.search(text)),
        is_complete=tally.objects < MAX_PAGE_OBJECTS,
        is_readable=True,
        visible_text=text,
    )


def _final_look(grid: PaintedGrid, order: int, run: PaintedText, look: Look) -> Look:
    if look == VISIBLE and grid.share_hidden(run.box, order) >= HIDDEN_SHARE:
        return "covered"
    return look


def _share_on_image(grid: PaintedGrid, boxes: list[Box]) -> float:
    on_image = sum(grid.share_in_box(box, ANY_IMAGE) > 0.5 for box in boxes)
    return on_image / len(boxes) if boxes else 0.0
