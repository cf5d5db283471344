"""How the picture of a page came about: by a scanner, by a camera, or inside a computer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.pdf.page_content import PageContent
from models.pdf.paper import PaperLook

Means = Literal["scanner", "camera", "computer"]

#: An evenly lit sheet: flatbeds stay below 0.03, a book's gutter reaches 0.10.
UNEVEN_LIGHT = 0.07
#: No scanner lights a sheet so unevenly.
VERY_UNEVEN_LIGHT = 0.20
#: So much of the picture lies beside the sheet.
SURROUND_SHARE = 0.02
WIDE_SURROUND_SHARE = 0.05
#: A scanner's lid is black or white; desks, hands and floors lie between.
LID_LEVELS = (25.0, 225.0)
#: Scanners keep opposite edges parallel; cut and crumpled paper is off by half a degree.
PERSPECTIVE_DEG = 0.8
#: Pictures with fewer marks of the size of letters show no page of text.
MIN_MARKS = 10
#: Blank paper of exactly one colour, lines exactly level: no sheet lies so.
COMPUTER_FLAT_SHARE = 0.995
COMPUTER_SKEW_DEG = 0.06
#: Grain that even a scanner with a clean-up of the background leaves beside the letters.
COMPUTER_NOISE_LEVELS = 0.02
#: Resolutions that scanners offer.
SCANNER_DPI = (75, 96, 100, 150, 200, 240, 250, 300, 400, 600, 1200)
_DPI_TOLERANCE = 0.02
BILEVEL_CODECS = frozenset({"ccitt", "jbig2"})


@dataclass(frozen=True, slots=True)
class Capture:
    """``confidence``: 0..1 that ``means`` is right. ``signals``: stable codes of what decided."""

    means: Means
    confidence: float
    signals: tuple[str, ...]


def capture_of(page: PageContent, paper: PaperLook | None) -> Capture:
    """Decide how the picture of a page was made; ``paper`` is None where it was not looked at."""
    traits = _scanner_traits(page)
    if paper is None:
        return Capture("scanner", _confidence(0.65, traits), ("not-looked-at", *traits))
    photo, weight = _camera_traits(page, paper)
    if weight >= 2:
        return Capture("camera", min(0.95, 0.6 + 0.1 * weight), photo)
    if _is_computed(page, paper):
        return Capture("computer", 0.7, ("computer-made-picture",))
    traits = (*traits, *_paper_traits(paper))
    return Capture("scanner", _confidence(0.65, traits), traits)


def _confidence(base: float, traits: tuple[str, ...]) -> float:
    return min(0.98, base + 0.07 * len(traits))


def _scanner_traits(page: PageContent) -> tuple[str, ...]:
    found = {
        "whole-page-picture": page.image_cover >= 0.9,
        "bilevel": bool(page.codecs & BILEVEL_CODECS),
        "scanner-dpi": page.dpi is not None
        and any(abs(page.dpi - dpi) <= _DPI_TOLERANCE * dpi for dpi in SCANNER_DPI),
    }
    return tuple(trait for trait, is_there in found.items() if is_there)


def _paper_traits(paper: PaperLook) -> tuple[str, ...]:
    found = {
        "skewed": paper.skew_deg is not None and abs(paper.skew_deg) > COMPUTER_SKEW_DEG,
        "paper-noise": paper.noise_levels > 0.3,
        "paper-tone": 120 < min(paper.paper_rgb) < 252,
    }
    return tuple(trait for trait, is_there in found.items() if is_there)


def _camera_traits(page: PageContent, paper: PaperLook) -> tuple[tuple[str, ...], int]:
    """The traits of a photograph, and their weight; a black-and-white picture has none."""
    if paper.marks < MIN_MARKS or page.codecs <= BILEVEL_CODECS:
        return (), 0
    beside = paper.surround_share >= SURROUND_SHARE
    found = {
        "uneven-light": paper.lighting_fall >= UNEVEN_LIGHT,
        "very-uneven-light": paper.lighting_fall >= VERY_UNEVEN_LIGHT,
        "surround": paper.surround_share >= WIDE_SURROUND_SHARE
        and LID_LEVELS[0] <= paper.surround_level <= LID_LEVELS[1],
        "perspective": beside and paper.perspective_deg >= PERSPECTIVE_DEG,
    }
    traits = tuple(trait for trait, is_there in found.items() if is_there)
    return traits, len(traits)


def _is_computed(page: PageContent, paper: PaperLook) -> bool:
    level = paper.skew_deg is None or abs(paper.skew_deg) <= COMPUTER_SKEW_DEG
    flat = paper.flat_share >= COMPUTER_FLAT_SHARE and paper.noise_levels <= COMPUTER_NOISE_LEVELS
    return level and flat and not page.codecs & BILEVEL_CODECS
