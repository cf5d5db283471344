"""Who has signed a form on paper, judged by the ink in the places for signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Outcome, Where
from checks.limits import Floor, Unit, Verdict, worst
from models.pdf.signature_block import DateBlock, SignatureBlock
from models.pdf.signature_block_captions import letters, reads_as


@dataclass(frozen=True, slots=True)
class PaperWriting:
    """How much ink in a place for it is writing. All strokes together, and the tallest of them.

    ``unruled_height_mm``: of the tallest where no line or box shows where the place is.
    ``max_other_mm``: print in the place, or tall strokes beside it, with which an empty place is
    not surely empty. ``sure_caption``: of 0..100, from which on a caption was surely read.
    """

    strokes_mm: Floor
    height_mm: Floor
    unruled_height_mm: Floor
    max_other_mm: float
    sure_caption: float


#: Nothing is stated where the place itself is in doubt.
DOUBTFUL = Verdict(Outcome.UNSURE, 0.5)


def writing_verdict(place: SignatureBlock | DateBlock, limits: PaperWriting) -> Verdict:
    """Whether somebody wrote in a place: no fail but where the place is surely the one meant."""
    found, unit = place.writing, Unit("mm")
    verdict = limits.strokes_mm.judge(found.length_mm, unit)
    if verdict.outcome is Outcome.PASS:
        height = limits.unruled_height_mm if place.layout == "none" else limits.height_mm
        return worst(verdict, height.judge(found.tallest_mm, unit))
    other_mm = max(found.printed_mm, found.nearby_mm)
    if other_mm > limits.max_other_mm or place.confidence < limits.sure_caption:
        return verdict.doubted()
    return verdict


@dataclass(frozen=True, slots=True)
class PaperSigner:
    """One who must sign, with the places that may be his or hers and what they show.

    ``verdict``: of the best of these places; None where no place was found.
    """

    name: str
    blocks: tuple[SignatureBlock, ...]
    verdict: Verdict | None


def paper_signer(
    name: str, captions: Sequence[str], blocks: Sequence[SignatureBlock], limits: PaperWriting
) -> PaperSigner:
    """A signer's own places: those whose caption names him or her, else those under a heading."""
    own = [block for block in blocks if reads_as(block.caption, captions)]
    if not own:
        unnamed = [block for block in blocks if is_unnamed(block)]
        own = [
            block
            for block in unnamed
            if any(reads_as(heading, captions) for heading in block.headings)
        ]
    verdicts = [writing_verdict(block, limits) for block in own]
    order = (Outcome.PASS, Outcome.UNSURE, Outcome.FAIL)
    best = min(verdicts, key=lambda verdict: order.index(verdict.outcome), default=None)
    return PaperSigner(name, tuple(own), best)


def is_unnamed(block: SignatureBlock) -> bool:
    """Whether a caption asks for a signature without saying whose."""
    return len(letters(block.caption)) == 1


def places(
    blocks: Sequence[SignatureBlock | DateBlock], page: int | None = None
) -> tuple[Where, ...]:
    """Where signatures, or the dates of one page, stand: in points of their pages."""
    return tuple(
        Where(
            "box",
            (block.box[:2], block.box[2:]),
            page=block.page if isinstance(block, SignatureBlock) else page or 1,
        )
        for block in blocks
    )
