"""Whether the picture shows the whole document, finely and sharply enough to be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checks.document_picture import LEAST_SIDE_PX, DocumentPicture
from checks.finding import Judgement, Outcome, Where
from checks.identity.clearness import page_clearness
from checks.identity.presence import seen_document
from checks.identity.words import Word, quoted
from checks.identity_facts import IdentityFacts, box_place
from checks.limits import Ceiling, Floor, Unit
from checks.registry import check
from models.document.outline import Outline
from models.document.text_sharpness import TextSharpness

_CONTRAST = Unit("% of contrast", 100)
_BLUR = Unit("px of blur")
_CERTAINTY = Unit("share")
#: Names of the sides in the order of an outline's edges.
SIDES = ("upper", "right", "lower", "left")


@dataclass(frozen=True, slots=True)
class SideNames:
    """The sides of a document as it is read, as a message names them."""

    upper: Word
    right: Word
    lower: Word
    left: Word


@dataclass(frozen=True, slots=True)
class EdgesRule:
    """What tells that a part of the document is not seen.

    Misfits are those of the outline's proportions from the document's own, natural logarithm:
    up to ``fitting`` the whole document is there, above ``max_misfit`` it is not or lies obliquely.
    ``finger_skin``, ``finger_share``: least share of skin colour in a covered stretch of an edge,
    and its least length as a share of the edge. ``sure_unseen``: confidence where no edge is seen
    and no print leaves the picture. ``cut_mm``: so far outside of the picture, by its zone, a side
    that is not seen is cut off; ``cut_far_mm``: the same for the side far from the zone. ``sides``:
    what each side is called.
    """

    fitting: float
    max_misfit: float
    finger_skin: float
    finger_share: float
    sure_unseen: float
    cut_mm: float
    cut_far_mm: float
    sides: SideNames


@check(
    "identity.edges",
    reasons=(
        "whole",
        "fills-picture",
        "side-cut",
        "cut-off",
        "print-at-border",
        "shape",
        "covered",
    ),
)
def edges(document: IdentityFacts, rule: EdgesRule) -> Judgement:
    """All edges of the document are inside the picture, and no finger lies on them.

    The document's four sides are looked for. Where its zone foretells the page, a side that is not
    seen and lies some millimetres outside of the picture is cut off. Otherwise a side outside of
    the picture, print that runs out of it, proportions that no such document has and a stretch of
    skin colour along a side leave the point to an officer. A scan cut along the edges shows none:
    where it has the document's own proportions and no print runs out of it, that is no fault.
    Sources: IMM 5445, Identity documents; method: models/document/outline.py.
    """
    picture = seen_document(document)
    found = picture.outline
    cut = tuple(_cut_sides(picture, rule))
    if cut:
        limit = Ceiling(rule.cut_mm, rule.cut_mm)
        verdict = limit.judge(max(beyond for _, beyond in cut), Unit("mm"))
        names = quoted("sides", (getattr(rule.sides, SIDES[at]) for at, _ in cut))
        return verdict.because("side-cut", tuple(_sides(picture, found)), names)
    doubt = next(_doubts(picture, rule), None)
    if doubt is not None:
        reason, where = doubt
        return Judgement(Outcome.UNSURE, reason, confidence=0.5, where=where)
    if found.source == "picture" or not all(found.edges_inside):
        return Judgement(Outcome.PASS, "fills-picture", confidence=rule.sure_unseen)
    return Judgement(Outcome.PASS, "whole", confidence=0.9)


def _cut_sides(picture: DocumentPicture, rule: EdgesRule) -> Iterator[tuple[int, float]]:
    """Each side that lies outside of the picture by the zone, and how many millimetres."""
    limits = (rule.cut_far_mm, rule.cut_mm, rule.cut_mm, rule.cut_mm)
    inside = picture.outline.edges_inside
    for at, (beyond, limit) in enumerate(zip(picture.beyond_mm, limits, strict=True)):
        if beyond > limit and not inside[at]:
            yield at, beyond


def _doubts(picture: DocumentPicture, rule: EdgesRule) -> Iterator[tuple[str, tuple[Where, ...]]]:
    """Reasons to look, the gravest first, each with its places."""
    found = picture.outline
    if picture.lines_at_border:
        at_border = tuple(box_place(box, picture.page) for box in picture.lines_at_border)
        yield "print-at-border", at_border
    if found.source == "picture":
        return
    misfit = found.shape_misfit(picture.size_mm)
    # The page that a zone foretells has the zone's proportions, whatever the picture shows.
    is_whole = misfit is not None and misfit <= rule.fitting and found.source != "zone"
    if not is_whole and not all(found.edges_inside):
        yield "cut-off", tuple(_sides(picture, found))
    if (found.likeliest_misfit if misfit is None else misfit) > rule.max_misfit:
        yield "shape", picture.places()
    covered = tuple(_fingers(picture, found, rule))
    if covered and (misfit is None or misfit <= rule.fitting):
        yield "covered", covered


def _sides(picture: DocumentPicture, found: Outline) -> Iterator[Where]:
    """The sides that do not lie inside the picture."""
    corners = found.quad.corners
    for at, is_inside in enumerate(found.edges_inside):
        if not is_inside:
            yield Where("line", (corners[at], corners[(at + 1) % 4]), picture.page)


def _fingers(picture: DocumentPicture, found: Outline, rule: EdgesRule) -> Iterator[Where]:
    for edge in found.edges:
        for gap in edge.gaps:
            if gap.skin >= rule.finger_skin and gap.share >= rule.finger_share:
                yield Where("line", (gap.start, gap.end), picture.page)


@dataclass(frozen=True, slots=True)
class ResolutionRule:
    """Pixels for each millimetre, and for the height of a line where no size is known."""

    px_per_mm: Floor
    min_print_px: float


@check(
    "identity.resolution",
    reasons=("enough", "too-few", "perhaps-too-few", "rough-scale", "small-print", "tiny"),
)
def resolution(document: IdentityFacts, rule: ResolutionRule) -> Judgement:
    """The document is shown with enough pixels for its small print.

    Its size in pixels is compared with that in millimetres, which its type tells. Below the one
    limit print cannot be read, above the other it can. A scale below the first that was measured so
    roughly that it may lie above is left to an officer, as is small print on a document whose size
    is not known. Sources: ICAO 9303-4 to -7 (sizes); method: models/document/scale.py.
    """
    if document.picture.is_tiny:
        return _tiny(document.picture)
    picture = seen_document(document)
    scale = picture.px_per_mm
    if scale is None:
        return _by_print(picture, rule)
    verdict = rule.px_per_mm.judge(scale.value, Unit("px/mm"))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("enough")
    if verdict.outcome is Outcome.UNSURE:
        return verdict.because("perhaps-too-few", picture.places())
    if scale.high >= rule.px_per_mm.fail_below:
        details = {"at_most": scale.high}
        return verdict.doubted().because("rough-scale", picture.places(), details)
    return verdict.because("too-few", picture.places())


def _tiny(picture: DocumentPicture) -> Judgement:
    height, width = picture.rgb.shape[:2]
    verdict = Floor.at(LEAST_SIDE_PX).judge(max(height, width), Unit("px of width"))
    return verdict.because("tiny", details={"width": width, "height": height})


def _by_print(picture: DocumentPicture, rule: ResolutionRule) -> Judgement:
    height_px = picture.print_height_px
    if height_px is None:
        return Judgement(Outcome.UNSURE, "small-print", confidence=0.5)
    verdict = Floor.at(rule.min_print_px).judge(height_px, Unit("px of height"))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("enough")
    return verdict.doubted().because("small-print")


@dataclass(frozen=True, slots=True)
class SharpnessRule:
    """Limits of the width over which ink turns into ground.

    ``width_px``: in pixels; up to ``harmless_share`` of the line's height it blurs no letter.
    ``motion_ratio``: of the widths in two directions at right angles. ``min_contrast``: of ink to
    ground, as a share of the ground. ``clear_from``: certainty from which print that was read is
    legible, whatever its edges; below ``unclear_below`` it is not, however sharp they are.
    """

    width_px: Ceiling
    harmless_share: float
    motion_ratio: Ceiling
    min_contrast: float
    clear_from: float
    unclear_below: float


@check(
    "identity.sharpness",
    reasons=(
        "sharp",
        "out-of-focus",
        "motion",
        "perhaps-motion",
        "soft",
        "pale",
        "unclear",
        "no-lines",
    ),
)
def sharpness(document: IdentityFacts, rule: SharpnessRule) -> Judgement:
    """The print of the document is sharp: neither out of focus nor shaken, and not pale.

    Measured line by line as the width over which ink turns into ground; it differs from direction
    to direction where the camera moved. Blur that is small beside the height of the letters harms
    none; of print that was read clearly all the same, only what is much blurred goes to an officer.
    Source: IMM 5445 (clear and legible copies); method: models/document/text_sharpness.py.
    """
    picture = seen_document(document)
    found = picture.sharpness
    if found is None:
        return Judgement(Outcome.UNSURE, "no-lines", confidence=0.5)
    clearness = page_clearness(document, picture)
    is_read = clearness is not None and clearness >= rule.clear_from
    blurred = _blur(picture, found, rule)
    if blurred is not None and (not is_read or blurred.reason == "perhaps-motion"):
        return blurred
    if blurred is not None and blurred.outcome is Outcome.FAIL:
        return _left_open(blurred)
    contrast = Floor.at(rule.min_contrast).judge(found.contrast, _CONTRAST)
    if contrast.outcome is not Outcome.PASS:
        pale = (line.quad for line in found.lines if line.contrast < rule.min_contrast)
        return contrast.doubted().because("pale", picture.places(pale))
    if clearness is not None and clearness < rule.unclear_below:
        verdict = Floor.at(rule.unclear_below).judge(clearness, _CERTAINTY)
        return verdict.doubted().because("unclear", picture.places())
    width = rule.width_px.judge(found.median_px, _BLUR)
    if width.outcome is not Outcome.PASS:
        return Judgement(Outcome.PASS, "sharp", width.measured, confidence=0.8)
    return width.because("sharp")


def _blur(picture: DocumentPicture, found: TextSharpness, rule: SharpnessRule) -> Judgement | None:
    """Movement or blur that is wide beside the letters; None where neither is."""
    ratio = rule.motion_ratio.judge(found.direction_ratio, Unit("ratio"))
    width = rule.width_px.judge(found.median_px, _BLUR)
    smeared_of_height = found.median_of_height * found.direction_ratio
    is_moved = ratio.outcome is not Outcome.PASS and smeared_of_height > rule.harmless_share
    is_wide = width.outcome is not Outcome.PASS and found.median_of_height > rule.harmless_share
    if is_moved and not (is_wide and width.outcome is Outcome.FAIL):
        least = rule.motion_ratio.pass_up_to
        moved = (line.quad for line in found.lines if line.direction_ratio > least)
        reason = "motion" if ratio.outcome is Outcome.FAIL else "perhaps-motion"
        return ratio.because(reason, picture.places(moved))
    if is_wide:
        wide = (line.quad for line in found.lines if line.width_px > rule.width_px.pass_up_to)
        reason = "out-of-focus" if width.outcome is Outcome.FAIL else "soft"
        return width.because(reason, picture.places(wide))
    return None


def _left_open(blurred: Judgement) -> Judgement:
    """The same blur where the print was read all the same: an officer decides."""
    reason = "perhaps-motion" if blurred.reason == "motion" else "soft"
    return replace(blurred, outcome=Outcome.UNSURE, reason=reason, confidence=0.5)
