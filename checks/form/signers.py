"""Who must sign a form, and which line shows whether each of them did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.finding import Outcome, Text
from checks.form.questions import Question
from checks.form.signature_lines import SignatureLine, best, lines_of


@dataclass(frozen=True, slots=True)
class Signer:
    """One who must sign. ``captions``: how the form names the line; ``apart``: those of others.

    ``only_if``: a part of the form; where nothing is filled in there, this signer is not needed.
    """

    name: Text
    captions: tuple[str, ...]
    apart: tuple[str, ...] = ()
    only_if: Question | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """Whether one signer has signed, on a line that stands for nobody else.

    ``lines``: those that name the signer. In doubt too where others have all of these.
    """

    signer: Signer
    written: Outcome
    lines: tuple[SignatureLine, ...]


def signings(signers: Sequence[Signer], lines: Sequence[SignatureLine]) -> tuple[Signing, ...]:
    """What each signer's own line shows; one line is one person's signature.

    Who has the fewest lines is served first, with the best of them that names the fewest others. A
    signer whose line the form does not name may have signed on any line that is nobody else's.
    """
    own = [lines_of(lines, signer.captions, signer.apart) for signer in signers]
    claims = [line.field.path for found in own for line in found]
    taken: set[str] = set()
    spare = [line.written for line in lines if line.field.path not in claims]
    spare = [outcome for outcome in spare if outcome is not Outcome.FAIL]
    spare.sort(key=lambda outcome: outcome is not Outcome.PASS)
    written: dict[int, Outcome] = {}
    for number in sorted(range(len(signers)), key=lambda number: len(own[number])):
        free = [line for line in own[number] if line.field.path not in taken]
        if not own[number]:
            written[number] = spare.pop(0) if spare else Outcome.FAIL
        elif not free:
            written[number] = Outcome.UNSURE
        else:
            line = _chosen(free, claims)
            taken.add(line.field.path)
            written[number] = line.written
    return tuple(
        Signing(signer, written[number], own[number]) for number, signer in enumerate(signers)
    )


def _chosen(free: Sequence[SignatureLine], claims: Sequence[str]) -> SignatureLine:
    shown = best(line.written for line in free)
    alike = [line for line in free if line.written is shown]
    return min(alike, key=lambda line: claims.count(line.field.path))


def names_of(signers: Iterable[Signer]) -> dict[str, str]:
    """Signers as the messages of each language name them: ``signers_en`` and ``signers_fr``."""
    named = list(signers)
    return {
        "signers_en": "; ".join(signer.name.en for signer in named),
        "signers_fr": "; ".join(signer.name.fr for signer in named),
    }
