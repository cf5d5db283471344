"""Origin, encryption, pages and active content of the labelled PDFs, and of simulated scans.

    python -m tests.accuracy.pdf_origin ../shared/corpus/form --variants 200

Wrong cases are listed one a line; the variants print the seed that makes them again.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import PdfPasswordNeeded, PdfPublicKeyEncrypted, UntrustedInputError
from models.pdf.active_content import measure_active_content
from models.pdf.form_layer import measure_form_layer
from models.pdf.metadata import measure_metadata
from models.pdf.opening import PdfDocument, open_pdf
from models.pdf.origin import PdfOrigin, measure_origin
from models.pdf.page_content import measure_pages
from models.pdf.page_origin import PAPER
from models.pdf.page_raster import Rgb, render_page
from models.pdf.xfa_packets import read_xfa
from samples.picture_pdf import TextLine
from samples.print_and_scan import (
    PAGE_DPI,
    photo_look,
    photographed_pdf,
    scan_look,
    scanned_pdf,
)
from service.evaluation.form_accuracy import ACTION_KINDS, coarse


@dataclass
class Score:
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, fact: str, is_right: bool, case: str) -> None:
        self.asked[fact] += 1
        self.right[fact] += is_right
        if not is_right:
            self.wrong.append(f"{fact}: {case}")

    def lines(self) -> Iterator[str]:
        for fact in sorted(self.asked):
            yield f"{fact:24} {self.right[fact]:4} of {self.asked[fact]:4}"
        yield from self.wrong


def origin_of(document: PdfDocument) -> PdfOrigin:
    pages = measure_pages(document)
    form = measure_form_layer(document.pike)
    return measure_origin(document, pages, form, measure_metadata(document.pike))


def measure_file(path: Path, truth: dict[str, Any], score: Score) -> float:
    """Compare one labelled file and return the seconds that it took."""
    started = time.perf_counter()
    name = path.name
    opens, needs_password = truth.get("opens"), truth.get("needs_password")
    try:
        document = open_pdf(path.read_bytes())
    except UntrustedInputError as refusal:
        if opens in ("yes", "no"):
            score.note("opens", opens == "no", f"{name} refused: {refusal}")
        locked = isinstance(refusal, PdfPasswordNeeded | PdfPublicKeyEncrypted)
        if opens != "either":
            score.note("needs_password", locked == needs_password, f"{name}: {refusal}")
        return time.perf_counter() - started
    with document:
        found = origin_of(document)
        active = measure_active_content(document.pike)
        taken = time.perf_counter() - started
        if opens in ("yes", "no"):
            score.note("opens", opens == "yes", f"{name} opened {document.problems}")
        if opens == "yes":
            score.note("encrypted", document.is_encrypted == truth["encrypted"], name)
            xfa = read_xfa(document.pike).kind
            score.note("xfa", xfa == truth["xfa"], f"{name}: {xfa}")
        if truth.get("pages"):
            score.note("pages", document.page_count == truth["pages"], name)
        if truth.get("origin_any"):
            note_origin(score, name, set(truth["origin_any"]), found)
        for seen in filter(None, (truth.get("actions_seen") or "").split(",")):
            wanted = ACTION_KINDS.get(seen.split(":")[0])
            if wanted:
                score.note("actions_seen", wanted in active.counts, f"{name}: {seen}")
    return taken


def note_origin(score: Score, name: str, accepted: set[str], found: PdfOrigin) -> None:
    case = f"{name}: {found.origin} {found.confidence:.2f} {found.signals} for {sorted(accepted)}"
    score.note("origin exact", found.origin in accepted, case)
    score.note("origin coarse", coarse(found.origin) in {coarse(one) for one in accepted}, case)
    if "digital-form" in accepted:
        score.note("digital form not scanned", found.origin not in PAPER, case)


def source_pages(corpus: Path) -> list[Rgb]:
    """Pages of the corpus that a program wrote, as a printer would get them."""
    pages = []
    patterns = ("digital_doc/*.pdf", "digital_form/*.pdf", "ircc_forms/*5669*", "ircc_forms/*5679*")
    for path in sorted(path for pattern in patterns for path in corpus.glob(pattern)):
        with open_pdf(path.read_bytes()) as document:
            for page in measure_pages(document)[:3]:
                is_sheet = min(page.width_pt, page.height_pt) > 400 and page.height_pt < 1000
                if is_sheet and page.visible_characters >= 150 and not page.is_placeholder:
                    pages.append(render_page(document, page.number, PAGE_DPI))
    return pages


def measure_variants(corpus: Path, seeds: range, score: Score) -> list[float]:
    """Print and scan pages of the corpus in so many ways, and return the seconds of each."""
    pages, taken = source_pages(corpus), []
    lines = tuple(
        TextLine(f"Line {at} of the text found", 72, 700 - 14 * at, 9) for at in range(40)
    )
    for seed in seeds:
        page = pages[int(np.random.default_rng([5, seed]).integers(len(pages)))]
        if seed % 5 == 4:
            wanted, content = "photo-of-paper", photographed_pdf([page], photo_look(seed), seed)
        elif seed % 5 == 3:
            wanted = "scanned-ocr"
            content = scanned_pdf([page], scan_look(seed), seed, [lines])
        else:
            wanted, content = "scanned", scanned_pdf([page], scan_look(seed), seed)
        started = time.perf_counter()
        with open_pdf(content) as document:
            found = origin_of(document)
        taken.append(time.perf_counter() - started)
        score.note(f"variant {wanted}", found.origin == wanted, f"{seed}: {found}")
        score.note("variant coarse", coarse(found.origin) == "scanned", f"{seed}")
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--variants", type=int, default=0)
    parser.add_argument("--first-seed", type=int, default=0)
    arguments = parser.parse_args()
    score, taken = Score(), []
    for line in (arguments.corpus / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        path = arguments.corpus / label["file"]
        taken.append((measure_file(path, label["truth"], score), path.name))
    seconds = [second for second, _ in taken]
    print(f"files: median {statistics.median(seconds):.3f} s, worst {max(taken)}")
    if arguments.variants:
        first = arguments.first_seed
        seeds = range(first, first + arguments.variants)
        seconds = measure_variants(arguments.corpus, seeds, score)
        print(f"variants: median {statistics.median(seconds):.3f} s, worst {max(seconds):.3f} s")
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak_mib:.0f} MiB")
    print("\n".join(score.lines()))


if __name__ == "__main__":
    main()
