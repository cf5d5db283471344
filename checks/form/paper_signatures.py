"""Who has signed a form on paper, judged by the ink in the places for signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Outcome, Where
from checks.form.signers import Signer
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

    signer: Signer
    blocks: tuple[SignatureBlock, ...]
    verdict: Verdict | None


def paper_signers(
    signers: Sequence[Signer], blocks: Sequence[SignatureBlock], limits: PaperWriting
) -> list[PaperSigner]:
    """Each signer's places; a place that shows one signature stands for nobody after that."""
    own = [_places_of(signer, blocks) for signer in signers]
    order = (Outcome.PASS, Outcome.UNSURE, Outcome.FAIL)
    taken: list[SignatureBlock] = []
    found: dict[int, PaperSigner] = {}
    for number in sorted(range(len(signers)), key=lambda number: len(own[number])):
        free = [block for block in own[number] if not any(block is one for one in taken)]
        verdicts = [(block, writing_verdict(block, limits)) for block in free]
        best = min(verdicts, key=lambda pair: order.index(pair[1].outcome), default=None)
        if best is not None:
            taken.append(best[0])
        verdict = best[1] if best is not None else None
        found[number] = PaperSigner(signers[number], tuple(free), verdict)
    return [found[number] for number in range(len(signers))]


def _places_of(signer: Signer, blocks: Sequence[SignatureBlock]) -> list[SignatureBlock]:
    """A signer's own places: those whose caption names him or her, else those under a heading."""
    others = [block for block in blocks if signer.apart and reads_as(block.caption, signer.apart)]
    open_blocks = [block for block in blocks if not any(block is one for one in others)]
    own = [block for block in open_blocks if reads_as(block.caption, signer.captions)]
    return own or [
        block
        for block in open_blocks
        if is_unnamed(block)
        and any(reads_as(heading, signer.captions) for heading in block.headings)
    ]


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
