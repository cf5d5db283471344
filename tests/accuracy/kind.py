"""Which kind of upload a picture is taken for: photo, identity document, form or other page.

    python -m tests.accuracy.kind [--seeds FIRST LAST] [--corpus CORPUS] [--half 0|1] [--list]

Over the corpora's photos and documents, pages of its scanned forms drawn as pictures, the kept
specimens and generated documents (``--seeds``): a table of what they are by what they were taken
for, by the kind that the policy is chosen by and by the one that a returned picture must show
("sure"), and the time that telling took. Then, per group, the range of what the thresholds of
``checks.picture_kind`` part: the largest face's share of the picture, and the lines of print around
it where the face is small. ``--half``: every second file only; the gaps must show in either half.
``--list`` names what was taken for something else.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from checks.facts import Stopwatch
from checks.picture_facts import PictureFacts
from checks.picture_kind import PictureKind
from models.image import decode_image
from models.pdf.opening import open_pdf
from models.pdf.page_raster import render_page
from samples.generate import SPECIMENS_FOLDER
from samples.identity import identity_specimen
from samples.identity_design import TODAY

Rgb = npt.NDArray[np.uint8]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
KINDS = ("photo", "identity", "form", "document", "unknown")
#: Of the corpus: barcodes without a document, and strings.
NO_PICTURES = ("pdf417_generic", "aamva_text", "aamva_pdf417_rendered")
#: Generated things that are sent as identity documents and are none.
NO_DOCUMENTS = frozenset({"bank-card", "student-card", "passport-cover", "template", "letter"})
#: Specimens that do not open, or open as something else.
UNREADABLE = ("empty", "truncated", "not-a-photo")
#: Groups of which every picture is a person's photo, or shows an identity document.
PHOTOS, DOCUMENTS = ("photo", "drawn photo"), ("identity", "drawn identity")
FORM_DPI = 200.0


@dataclass(frozen=True, slots=True)
class Case:
    """A picture, what group it belongs to, and a name to list it by."""

    name: str
    group: str
    rgb: Rgb


def corpus_cases(corpus: Path) -> Iterator[Case]:
    """Photos, documents and drawn pages of scanned forms of the corpora."""
    for kind in ("photo", "identity"):
        for label in _labels(corpus / kind):
            category = label["truth"]["category"]
            if category in NO_PICTURES:
                continue
            group = "no face" if category == "no_face" else kind
            content = (corpus / kind / label["file"]).read_bytes()
            yield Case(label["file"], group, decode_image(content).rgb)
    for label in _labels(corpus / "form"):
        if label["truth"]["category"] in ("scanned", "scanned_ocr", "ircc_forms"):
            yield Case(label["file"], "form page", _first_page(corpus / "form" / label["file"]))


def specimen_cases() -> Iterator[Case]:
    """The kept specimens that are pictures, and the first pages of those that are paper."""
    for label in _labels(SPECIMENS_FOLDER):
        path, kind = SPECIMENS_FOLDER / label["file"], label["kind"]
        if kind == "form":
            if label["file"].startswith(("form-paper", "form-scanned", "form-photographed")):
                yield Case(path.name, "drawn form page", _first_page(path))
        elif path.suffix == ".jpg" and label["truth"]["category"] not in UNREADABLE:
            group = _group_of(path.name, label["truth"], kind)
            yield Case(path.name, group, decode_image(path.read_bytes()).rgb)


def generated_cases(first: int, last: int) -> Iterator[Case]:
    """A generated document of each seed; each kind in turn, most photographed."""
    for seed in range(first, last + 1):
        rgb, label = identity_specimen(seed)
        yield Case(f"seed {seed}, {label['truth']['document']}", _drawn(label["truth"]), rgb)


def _group_of(name: str, truth: Mapping[str, Any], kind: str) -> str:
    if kind == "identity":
        return _drawn(truth)
    return "no face" if name == "nobody.jpg" else "drawn photo"


def _drawn(truth: Mapping[str, Any]) -> str:
    return "drawn other page" if truth.get("document") in NO_DOCUMENTS else "drawn identity"


def _labels(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _first_page(path: Path) -> Rgb:
    document = open_pdf(path.read_bytes())
    try:
        return render_page(document, 1, FORM_DPI)
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class Told:
    """What a picture was taken for, at once and surely, and the milliseconds of the first.

    ``lines``: None where print was not looked for.
    """

    kind: PictureKind
    sure: PictureKind
    spent_ms: float
    face_share: float
    lines: int | None


def told(rgb: Rgb) -> Told:
    """Tell the kind of one picture as a screening does."""
    facts = PictureFacts(rgb, TODAY, Stopwatch())
    started_s = time.perf_counter()
    kind = facts.kind
    spent_ms = (time.perf_counter() - started_s) * 1000
    lines = None if kind.by == "portrait" else len(facts.lines)
    return Told(kind, facts.sure_kind, spent_ms, facts.face_share, lines)


def print_table(results: list[tuple[Case, Told]]) -> None:
    """What the pictures are by what they were taken for."""
    heads = "".join(f"{kind:>10}" for kind in KINDS)
    print(f"{'':18}{'files':>6}{heads}{'ms':>8}   told by")
    groups: dict[str, list[Told]] = defaultdict(list)
    for case, one in results:
        groups[case.group].append(one)
    for group, found in groups.items():
        for title, kinds in (
            (group, [one.kind for one in found]),
            ("  surely", [one.sure for one in found]),
        ):
            names: Counter[str] = Counter(kind.name for kind in kinds)
            by = ", ".join(f"{by} {n}" for by, n in Counter(k.by for k in kinds).most_common())
            spent_ms = statistics.median(one.spent_ms for one in found)
            counts = "".join(f"{names[kind]:10}" for kind in KINDS)
            print(f"{title:18}{len(found):6}{counts}{spent_ms:8.0f}   {by}")


def print_gaps(results: list[tuple[Case, Told]]) -> None:
    """The ranges that the thresholds part, in pictures with a face."""
    for group in (*PHOTOS, *DOCUMENTS):
        found = [one for case, one in results if case.group == group and one.face_share]
        shares = [one.face_share for one in found]
        lines = [one.lines for one in found if one.lines is not None]
        if shares and lines:
            low, middle, high = min(shares), statistics.median(shares), max(shares)
            print(
                f"{group}: face {low:.4f} to {high:.4f} of the picture (median {middle:.4f});"
                f" beside a small face {min(lines)} to {max(lines)} lines"
            )


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", nargs=2, type=int, default=(6000, 6035))
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--list", action="store_true")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    cases = [*specimen_cases(), *generated_cases(*chosen.seeds)]
    if chosen.corpus.is_dir():
        cases += corpus_cases(chosen.corpus)
    if chosen.half is not None:
        cases = cases[chosen.half :: 2]
    results = [(case, told(case.rgb)) for case in cases]
    print_table(results)
    print_gaps(results)
    for case, one in results:
        expected = "photo" if case.group in PHOTOS else "identity"
        if chosen.list and case.group in PHOTOS + DOCUMENTS and one.kind.name != expected:
            print(f"{case.name}: {one.kind.name} by {one.kind.by}")


if __name__ == "__main__":
    main()
