r"""Signed, empty or unsure: signatures and dates on simulated scans of forms on paper.

    python -m tests.accuracy.paper_signatures --first-seed 1000 --variants 1000 \
        --corpus ../shared/corpus/form

Forms of our own design in English and French and, with a corpus, the real IMM 5669 are printed,
signed by a simulated pen or not, soiled, and scanned or photographed. Wrong answers are listed with
their seeds. Thresholds were set on seeds 0 to 199.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from checks.facts import Stopwatch
from checks.finding import Judgement, Outcome, Text
from checks.form.dated import DatedRule, form_dated
from checks.form.signed import FormSigners, SignedRule, form_signed
from checks.form.signers import Signer
from checks.form_facts import FormFacts
from checks.policies import load_policy
from models.pdf import scanned_words
from models.pdf.form_identity import FormIdentity
from models.pdf.opening import open_pdf
from models.pdf.page_raster import render_page
from models.threads import limit_threads
from samples.camera import Rgb
from samples.form_on_paper import LAYOUTS, DateMark, Signature, marked, paper_form
from samples.forms_design import Language
from samples.forms_variants import sheets
from samples.handwriting import HANDS, Dirt, Place
from samples.print_and_scan import (
    PAGE_DPI,
    photo_look,
    photographed_pdf,
    scan_look,
    scanned_pdf,
)

TODAY = dt.date(2026, 11, 24)
#: The real form's page for signing, and where one writes on it, in points from the upper left.
_SCHEDULE_A, _SIGNING_PAGE = "ircc_forms/helloworld__imm5669e.pdf", 4
_LINE: Place = (40.0, 122.0, 457.0, 153.0)
_DATE_LINE: Place = (470.0, 135.0, 585.0, 153.0)
_CAPTIONS = ("applicant", "demandeur")

Truth = Literal["signed", "empty", "other"]


@dataclass(frozen=True)
class Variant:
    """One page with what is on it."""

    seed: int
    layout: str
    language: Language
    signature: Signature
    date: DateMark
    dirt: Dirt | None
    look: str
    content: bytes

    @property
    def truth(self) -> Truth:
        """What an officer would see; a typed name and a stamp are for him or her to judge."""
        if self.signature == "empty":
            return "empty"
        return "other" if self.signature in ("typed", "stamp") else "signed"


def variants(seeds: range, real_page: Rgb | None) -> Iterator[Variant]:
    """Seeded pages: half of them signed; every sixth is the real form's."""
    for seed in seeds:
        yield variant(seed, real_page)


def variant(seed: int, real_page: Rgb | None) -> Variant:
    """The page of one seed."""
    rng = np.random.default_rng([7, seed])
    is_real = real_page is not None and rng.uniform() < 1 / 6
    language: Language = "en" if is_real or rng.uniform() < 0.5 else "fr"
    kinds: tuple[Signature, ...] = ("empty", "typed", "stamp")
    share = rng.uniform()
    signature: Signature = HANDS[int(rng.integers(len(HANDS)))]
    if share < 0.5:
        signature = "empty" if share < 0.44 or is_real else kinds[1 + int(share < 0.47)]
    dates: tuple[DateMark, ...] = ("empty", "hand") if is_real else ("empty", "hand", "typed")
    date = dates[int(rng.integers(len(dates)))]
    soil: tuple[Dirt | None, ...] = (None, None, "specks", "hair", "smudge")
    dirt = soil[int(rng.integers(len(soil)))]
    if is_real and real_page is not None:
        layout, page, place, date_place = "IMM 5669", real_page, _LINE, _DATE_LINE
    else:
        layout = LAYOUTS[int(rng.integers(len(LAYOUTS)))]
        form = paper_form(
            "IMM 5444", layout, language, float(rng.uniform(330, 640)),
            "Alex Exemple" if signature == "typed" else "",
            "2026-11-20" if date == "typed" else "",
        )  # fmt: skip
        page, place, date_place = sheets(form.content)[0], form.signature_place, form.date_place
    page = marked(page, place, date_place, signature, date, rng, dirt)
    page = np.ascontiguousarray(
        np.rot90(page, int(rng.choice([0, 1, 2, 3], p=[0.85, 0.05, 0.05, 0.05])))
    )
    if rng.uniform() < 0.25:
        look = photo_look(seed)
        return Variant(seed, layout, language, signature, date, dirt,
                       "photo", photographed_pdf([page], look, seed))  # fmt: skip
    scan = scan_look(seed)
    tones = "1 bit" if scan.codec in ("ccitt", "flate-1bit") else scan.codec
    return Variant(seed, layout, language, signature, date, dirt,
                   f"{scan.dpi} dpi {tones}", scanned_pdf([page], scan, seed))  # fmt: skip


def judged(one: Variant) -> tuple[Judgement, Judgement, float]:
    """What the rules about signatures and dates conclude, and the seconds they took."""
    rules = load_policy("pr-card", "form").rules
    signed_rule, dated_rule = rules["form.signed"].parameters, rules["form.dated"].parameters
    assert isinstance(signed_rule, SignedRule)
    assert isinstance(dated_rule, DatedRule)
    number = "IMM 5669" if one.layout == "IMM 5669" else "IMM 5444"
    captions = ("Declaration of applicant",) if number == "IMM 5669" else _CAPTIONS
    signer = Signer(Text("applicant", "demandeur"), captions)
    asked = replace(signed_rule, required=(FormSigners((number,), (signer,)),))
    dated_rule = replace(dated_rule, forms=(number,))
    with open_pdf(one.content) as document:
        facts = FormFacts(document, TODAY, Stopwatch())
        # The number is read by another part, which has figures of its own.
        facts.__dict__["identity"] = FormIdentity(number, "", "", "", None, ("text",))
        _ = facts.origin  # measured for other rules anyway: not part of these rules' time
        started = time.perf_counter()
        signature, date = form_signed(facts, asked), form_dated(facts, dated_rule)
        return signature, date, time.perf_counter() - started


_ANSWERS = {Outcome.PASS: "signed", Outcome.FAIL: "empty", Outcome.UNSURE: "unsure"}


def date_answer(found: Judgement) -> str:
    """What the rule about dates says of whether there is one."""
    if found.reason in ("dated", "date-by-hand"):
        return "written"
    return "empty" if found.outcome is Outcome.FAIL else "unsure"


def main() -> None:
    """Measure, and print the confusion tables and the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--variants", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument(
        "--patient", action="store_true", help="no time limits, for machines busy with other things"
    )
    parser.add_argument("--quiet", action="store_true", help="leave out the single wrong answers")
    chosen = parser.parse_args()
    limit_threads()
    if chosen.patient:
        scanned_words.FILE_TIMEOUT_S = scanned_words.PAGE_TIMEOUT_S = 120.0
        scanned_words.ROW_TIMEOUT_S = 30.0
    page = None
    if chosen.corpus:
        with open_pdf((chosen.corpus / _SCHEDULE_A).read_bytes()) as document:
            page = np.asarray(render_page(document, _SIGNING_PAGE, PAGE_DPI))
    table: dict[str, Counter[str]] = defaultdict(Counter)
    taken = []
    # What was measured until somebody stops it is printed too.
    with suppress(KeyboardInterrupt):
        for one in variants(range(chosen.first_seed, chosen.first_seed + chosen.variants), page):
            signature, date, seconds = judged(one)
            taken.append(seconds)
            answer = _ANSWERS[signature.outcome]
            table[f"signature {one.truth:7} all"][answer] += 1
            table[f"signature {one.truth:7} {one.look}"][answer] += 1
            table[f"signature {one.truth:7} {one.layout}"][answer] += 1
            table[f"signature {one.signature:9} (what it is)"][answer] += 1
            table[f"date {one.date:7}"][date_answer(date)] += 1
            is_wrong = answer != one.truth and one.truth != "other"
            if is_wrong and not chosen.quiet:
                print(one.seed, one.layout, one.language, one.signature, one.dirt, one.look, "->",
                      answer, signature.reason, flush=True)  # fmt: skip
    print(f"{'':42} signed  empty unsure | written empty unsure")
    for row in sorted(table):
        counts = table[row]
        columns = ("written", "empty", "unsure") if row.startswith("date") else (
            "signed", "empty", "unsure"
        )  # fmt: skip
        print(f"{row:42}" + "".join(f"{counts[column]:7}" for column in columns))
    print(f"seconds: median {statistics.median(taken):.2f}, worst {max(taken):.2f}")


if __name__ == "__main__":
    main()
