"""Whether JPEG compression has damaged the photo."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Floor, Unit
from checks.photo_facts import PhotoFacts
from checks.registry import check


@dataclass(frozen=True, slots=True)
class CompressionRule:
    """Limits of the JPEG quality number (1..100, the encoder of the Independent JPEG Group)."""

    quality: Floor


@check("photo.compression", reasons=("light", "heavy", "heavy-before", "noticeable"))
def compression(photo: PhotoFacts, rule: CompressionRule) -> Judgement:
    """The photo was never saved with strong compression.

    Reads from the pixels how coarsely an earlier JPEG encoding rounded them; the traces outlast a
    later save at high quality, a change to PNG and a crop. The quality that the file itself
    states counts as well, and the lower one decides. Encodings above a quality of about 85 leave
    no trace and do no harm.
    Sources: ICAO Doc 9303-3 and ISO/IEC 39794-5 (no visible compression artefacts); method:
    models/compression.py.
    """
    found = photo.compression
    verdict = rule.quality.judge(found.quality, Unit("JPEG quality"))
    hidden = found.file_quality is None or found.quality < found.file_quality - 5
    reasons = {
        Outcome.PASS: "light",
        Outcome.UNSURE: "noticeable",
        Outcome.FAIL: "heavy-before" if hidden else "heavy",
    }
    where = () if verdict.outcome is Outcome.PASS else (Where("box", photo.face_crop.box),)
    return verdict.because(reasons[verdict.outcome], where)
